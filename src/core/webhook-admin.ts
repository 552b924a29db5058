/** What an operator does to webhooks beside the platforms' own APIs. */
import type { Actor } from './ports.ts'

export interface StoreAddress {
  /** The platform whose events are told. */
  dialect: string
  /** Null: nobody is told any more. */
  url: string | null
  /** Make a new one, sign nothing, or keep what is there; default: new the first time. */
  signingKey?: 'new' | 'none' | 'keep' | undefined
}

/** Organizations are named by their keys. Throws `record-not-found` and `invalid-value` with a text for people. */
export interface WebhookAdmin {
  /** Sends a delivery again, from its first attempt on. */
  replay(organization: number, delivery: number): Promise<void>
  /** Lets a webhook be called again that failed too often in a row. */
  resetCircuit(organization: number, webhook: number, actor: Actor): Promise<void>
  /** The one address of an organization that hears of everything. Gives a new signing key, which is shown this once. */
  setStoreAddress(
    organization: number,
    address: StoreAddress,
    actor: Actor,
  ): Promise<{ id: string | null; url: string | null; signingKey: string | null }>
}
