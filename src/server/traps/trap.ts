/** What a trap is: data and three functions, which the run of traps (run.ts) calls. */
import type { NewRecord, Reader, Writer } from '../../core/ports.ts'
import type { Customer } from '../../core/schema.ts'
import type { WireRequest, WireResponse } from '../../dialects/dialect.ts'
import type { DialectTraps, ShownCustomers, TrapName } from '../../dialects/traps.ts'
import type { Seen } from './seen.ts'

export interface Trap {
  name: TrapName
  /** `A customer is deleted while you walk`. */
  title: string
  /** What goes wrong, in a sentence. */
  about: string
  /** What happens, step by step. */
  scenes: readonly string[]
  /**
   * When it is set: at the end of a page of the first sync, where another page follows; or when the first sync is over.
   */
  set: 'between pages' | 'between syncs'
  /** By when whoever it is about must have been shown. */
  until: Step
  /** It makes rows move in lists with page numbers, or a request fail: one of each at the end of a page. */
  moves?: true
  fails?: true
  /** Whoever survives it reads pages again: what must not be read again is set when it is over. */
  rereads?: true
  /** What it takes to be set. */
  takes: string
  /** Sets it; null: not here, perhaps later. */
  spring(scene: Scene): Promise<Sprung | null>
}

/** The sync that the client makes: the first reads everything, the second what changed. */
export type Step = 'full' | 'incremental'

/** Where and with what a trap is set. */
export interface Scene {
  organization: number
  platform: DialectTraps
  trap: TrapName
  /** The page that the client was just shown, and the one that it would get next; null between the syncs. */
  page: ShownCustomers | null
  ahead: ShownCustomers | null
  seen: Seen
  reader: Reader
  /** The customer of a public id of the platform. */
  find(id: string): Promise<Customer | null>
  /** The public id. */
  idOf(customer: Customer): string
  /** Customers that are part of a trap already: each has one. */
  used: Set<string>
  /** Changes the organization, noted to be by the trap. */
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>
  /** A change that clients can see; gives the customer as it is then. */
  edit(writer: Writer, customer: Customer, more?: NewRecord<'customer'>): Promise<Customer>
  /** Real time, in milliseconds, as the requests are timed. */
  now(): number
}

/** A trap that is set. */
export interface Sprung {
  /** What was done, in plain words. */
  did: string
  /** Customers that it made. */
  made?: number
  judge(seen: Seen): Verdict
  /** Requests that fail meanwhile. */
  fault?: TrapFault
  /** Is called after every answer, until it gives true: for a trap that is set in two parts. */
  later?(scene: Pick<Scene, 'seen'>): Promise<boolean>
}

export interface Verdict {
  status: 'walking' | 'passed' | 'caught'
  /** What shows it. */
  evidence: string
}

export interface TrapFault {
  kind: 'rate-limit' | 'expired-token' | 'invalid-cursor'
  /** Whether it is this request that fails; `isPage`: it asks for the list of customers. */
  hits(request: WireRequest, facts: { isPage: boolean; at: number }): boolean
  /** The request failed, so; `would` is whom it would have shown. */
  told(request: WireRequest, response: WireResponse, would: readonly string[], at: number): void
}
