/**
 * How to read from any server that speaks a dialect. A client turns what its platform shows into drafts of
 * the core's records, page after page; sending, waiting, repeating and writing are the sync's (jobs/sync).
 */
import type { Draft, ExchangedType } from '../core/draft.ts'
import type { Json, JsonObject } from '../core/schema.ts'

/** A request below the server's origin; what is left out is `GET`, no headers and no body. */
export interface ClientRequest {
  method?: string
  /** From the root, query included: `/api/v1/customers?currency=usd`. */
  url: string
  headers?: Record<string, string>
  body?: string
  /** Refusals (4xx) that the client wants to see itself: a cursor that no longer holds. */
  accepts?: readonly number[]
}

export interface ClientAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/**
 * Asks the server; authorized, repeated where that helps, slowed down where it must be. Gives answers of 2xx, 404 and
 * what the request accepts; every other one ends the sync with the platform's words.
 */
export type Get = (request: string | ClientRequest) => Promise<ClientAnswer>

export interface DialectClient {
  /** The flags that say who one is: `{ client_id: 'the application’s client id', … }`; secrets are marked. */
  credential: Readonly<Record<string, { about: string; secret?: true; optional?: true }>>
  /** Headers that present the credential; exchanges it first where the platform wants that. */
  authorize(
    credential: Readonly<Record<string, string>>,
    send: (request: ClientRequest) => Promise<Pick<ClientAnswer, 'status' | 'body'>>,
  ): Promise<Record<string, string>>
  /** The platform says when a customer last changed, and that is kept: no write here moves it. */
  keepsUpdatedAt: boolean
  /**
   * Its streams leave out what this process met before. A run that goes on after a cut meets some of it again: found
   * unchanged, it was counted before. Absent: what is shown several times is counted as often.
   */
  meetsOnce?: true
  /** What can be read, in the order in which it is written: what is pointed to comes first. */
  streams: readonly SyncStream[]
  /**
   * The first page of customers; `currency` (ISO 4217) where the platform lists by currency, `pageSize`
   * where it lets the caller choose (default: as many as it allows).
   */
  firstPage(options: { currency: string; pageSize?: number }): string
  /** The page after this answer, or null when it was the last. */
  nextPage(url: string, answer: Pick<ClientAnswer, 'headers' | 'body'>): string | null
  /** The public ids of the page's customers, in order. */
  customerIds(answer: Pick<ClientAnswer, 'body'>): string[]
}

export interface SyncStream {
  /** What people call it: `customers`. */
  name: string
  /** What its items are. */
  type: ExchangedType
  /** It can give what changed since a moment; else every run reads all of it. */
  incremental: boolean
  /** Reads page after page. */
  pages(walk: Walk): AsyncIterable<SyncPage>
  /** Which of the remote ids of its type are its own, where several streams show one type; absent: all. */
  owns?(remoteId: string): boolean
  /** Whether there still is one of that id: asked before what a full run did not meet is removed. */
  exists(get: Get, remoteId: string): Promise<boolean>
  /** What becomes of a record that is gone there, in place of being removed: an address that left its book is nobody's. */
  whenGone?: Readonly<Record<string, unknown>>
}

export interface Walk {
  get: Get
  /** Where to go on: the `next` of an earlier page, after a restart as before it; null at the start. */
  from: Json
  /** Only what changed at that moment or after it; null: everything. By the server's clock. */
  since: Date | null
  /** The organization that is written to, where a platform's words depend on it (its currency, its time zone). */
  shop: { currency: string; timeZone: string }
}

export interface SyncPage {
  items: readonly SyncItem[]
  /** Where the walk goes on, as JSON; null after the last page. */
  next: Json
  /** How many items the whole walk has, where the platform says so. */
  total: number | null
}

/** One thing that the platform showed. */
export interface SyncItem {
  type: ExchangedType
  /** As the platform names it. */
  remoteId: string
  /**
   * The record itself first, then what was shown inside it (a customer's addresses, an order's payments). Each has the
   * public id of the platform's form where the platform shows one, by which it is known again.
   */
  drafts: readonly Draft[]
  /** Types of which it shows every record that the customer (or order) has: others from this source are gone. */
  whole?: readonly ExchangedType[]
  /** A customer's e-mail is proven to be theirs; null: the platform does not say. */
  emailVerified?: boolean | null
  /** It is not of the platform's shape (odd-item.ts), and why: it has no drafts, and is rejected. */
  odd?: string
  /** As it was shown, for people who look for why it was rejected. */
  shown: JsonObject
}
