/**
 * What `clientele check` needs of a platform: its conformance cases, and how to learn from a server nobody knows
 * what they rely on. Whatever cannot be learned leaves the cases out that need it.
 */
import type { CaseCredential, ConformanceCase, Facts } from './case.ts'
import type { ClientAnswer, ClientRequest } from './client.ts'

/** Sends a request with the given credential's headers unless it brings its own; never throws for a status. */
export type CheckSend = (request: ClientRequest) => Promise<ClientAnswer>

export interface Conformance {
  /** Every case of the platform, reading ones first. */
  cases: readonly ConformanceCase[]
  /** Puts a case's path below the API's root: `/customers` → `/api/v1/customers`. */
  base(path: string): string
  /**
   * The headers that authorize a request in that way, made from the credential that the run was given; null where
   * a caller cannot make such a one (a revoked token of somebody else's server).
   */
  authorize(
    credential: CaseCredential,
    given: Readonly<Record<string, string>>,
    send: CheckSend,
  ): Promise<Record<string, string> | null>
  /** Facts that the cases use, found by reading alone. */
  discoverFacts(send: CheckSend): Promise<Facts>
  /**
   * With `--write`: makes through the API what the writing cases rely on. They run with these facts alone, so that no
   * case deletes what it found: whatever else they may use of `found` is given back. Fails without leaving anything.
   */
  prepare?(send: CheckSend, found: Facts): Promise<Prepared>
  /** Where requests below that path go when not to the base URL's origin; absent: they all do. */
  originOf?(path: string, base: URL): string
}

export interface Prepared {
  facts: Facts
  /**
   * Takes away what `prepare` made and what the cases made (`done`: their writes that succeeded). Gives what could
   * not be taken away, a sentence each.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: who leaves nothing need not say so
  cleanUp(done: readonly WriteDone[]): Promise<readonly string[] | void>
}

export interface WriteDone {
  request: ClientRequest
  answer: ClientAnswer
}
