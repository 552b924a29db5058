/** What the core needs from outside, as interfaces: the store, the clock, the source of ids. */
import type { AnswerKey, KeptAnswer, NewKeptAnswer } from './kept-answers.ts'
import type { Condition, Query, Sort } from './query.ts'
import type { RowOf } from './row.ts'
import type { FieldOf, JsonObject, RecordOf, RecordType, RelationOf, TargetOf } from './schema.ts'
import type { Writing, Written } from './writing.ts'

/** Tells the time; a test sets it. */
export type Clock = () => Date

/** The public forms of one record's id; fixed when the record is created. */
export interface PublicIds {
  shortId: string
  numberId: string
  uuidId: string
}
export type IdForm = 'short' | 'number' | 'uuid'
/** Random bytes; the demo's are drawn from its seed. */
export type RandomSource = (count: number) => Uint8Array
/** Makes the public ids of a new record from its internal key. */
export type MintIds = (type: RecordType, key: number) => PublicIds

/** The tenant. `key` is internal; the three ids are how each platform names it. */
export interface Organization {
  key: number
  shortId: string
  /** 13 digits. */
  numberId: string
  uuidId: string
  /** The merchant account that owns it, digits. */
  merchantId: string
  slug: string
  handle: string
  name: string
  currency: string
  /** IANA name. */
  timeZone: string
  mode: 'test' | 'live'
  /** Contact data, all optional: email, website_url, logo_url, tax_id, company_name, full_name, phone, address. */
  profile: JsonObject
  createdAt: Date
}

/** Who changed something: kept with every event. Never a secret; a customer who acts is named by id alone. */
export type Actor = JsonObject

export interface Version {
  key: number
  /** Opaque; equal only while nothing changed. */
  version: string
}

export interface Tally<T extends RecordType> {
  where: Condition
  at: FieldOf<T>
  bounds: readonly Date[]
  sum?: FieldOf<T>
}

export interface RowReader<T extends RecordType, R> {
  /** The row is another one as soon as this returns. */
  read(row: RowOf<T>): void
  /** After the last one. */
  end(): R
}

/** Reads within one organization. */
export interface Reader {
  /** The matching records in order; at most `limit`. */
  list<T extends RecordType>(organization: number, query: Query<T>): Promise<RecordOf<T>[]>
  /**
   * The same as rows of text, for presenters of many records; with `fields` only these are read, and the others throw.
   * `rows(store, { type: 'customer', sort, limit: 10 }, ['shortId', 'createdAt'])`.
   */
  rows<T extends RecordType>(
    organization: number,
    query: Query<T>,
    fields?: readonly FieldOf<T>[],
  ): Promise<RowOf<T>[]>
  /**
   * The same, each read as it comes, and what was made of them. `begin` gives a reader for each time that the store is
   * asked: one that was given up (of a replica that does not answer in time) may be given rows while another one reads.
   */
  readRows<T extends RecordType, R>(
    organization: number,
    query: Query<T>,
    fields: readonly FieldOf<T>[],
    begin: () => RowReader<T, R>,
  ): Promise<R>
  /**
   * How many match: a kept counter when nothing is asked, else an exact count of the matches; with `atMost` it stops
   * counting there. `seen`: a version of the data that stood since the request came, so that what was counted at it is new
   * enough.
   */
  count(
    organization: number,
    type: RecordType,
    where?: Condition,
    atMost?: number,
    seen?: string,
  ): Promise<number>
  /** The different values of a text field that an index begins with, ascending, at most so many; nulls are none. */
  values<T extends RecordType>(
    organization: number,
    type: T,
    field: FieldOf<T>,
    most: number,
    where?: Condition,
  ): Promise<string[]>
  /** The one record with that value in that field, or null. */
  find<T extends RecordType>(
    organization: number,
    type: T,
    field: string,
    value: string | number,
  ): Promise<RecordOf<T> | null>
  /**
   * The related records of many records in one query, as lists by the key of the record they hang on
   * (a to-one relation gives lists of at most one). `keys` are values of the relation's `here` field.
   */
  related<T extends RecordType, R extends RelationOf<T>>(
    organization: number,
    type: T,
    relation: R,
    keys: readonly number[],
    options?: { where?: Condition; sort?: readonly Sort[]; limitPerKey?: number },
  ): Promise<Map<number, RecordOf<TargetOf<T, R>>[]>>
  /** The same as rows of text. */
  relatedRows<T extends RecordType, R extends RelationOf<T>>(
    organization: number,
    type: T,
    relation: R,
    keys: readonly number[],
    options?: {
      where?: Condition
      sort?: readonly Sort[]
      limitPerKey?: number
      fields?: readonly FieldOf<TargetOf<T, R>>[]
    },
  ): Promise<Map<number, RowOf<TargetOf<T, R>>[]>>
  /**
   * What `read` makes of what is written of the records of these keys, in their order; without those that there are not
   * (any more). One statement, whatever is written. `read` has each row as it comes, and no longer than it runs; where the
   * store has to be asked again it is given the rows again. `written(store, 'customer', [1], [{ field: 'email' }],
   * (row) => row.text(0))` gives `['a@b.co']`.
   */
  written<R>(
    organization: number,
    type: RecordType,
    keys: readonly number[],
    writing: Writing,
    read: (row: Written) => R,
  ): Promise<R[]>
  /** The same of the first records that match, in order. */
  listWritten<T extends RecordType, R>(
    organization: number,
    query: Omit<Query<T>, 'offset' | 'few' | 'among'>,
    writing: Writing,
    read: (row: Written) => R,
  ): Promise<R[]>
  /** How many related records match, by the key of the record they hang on; every key of `keys` is there. */
  countRelated<T extends RecordType>(
    organization: number,
    type: T,
    relation: RelationOf<T>,
    keys: readonly number[],
    where?: Condition,
  ): Promise<Map<number, number>>
  /**
   * How many matching records there are by the time in their field `at`, or what their field `sum` adds up to: one
   * number for each interval from one of `bounds` (ascending) to before the next. `tally(store, 'payment', {at: 'paidAt',
   * bounds: [monday, tuesday, wednesday], sum: 'amount'})` is what was paid on Monday and on Tuesday.
   */
  tally<T extends RecordType>(organization: number, type: T, tally: Tally<T>): Promise<number[]>
  /**
   * The first matching record's key and which version of it this is: another one after every change of its row.
   * Null where there is none.
   */
  version(organization: number, type: RecordType, where: Condition): Promise<Version | null>
  /**
   * The keys of all that is a customer's, by type: itself, what has its key, what was its own and is nobody's now, and
   * what only these link to or only links to these (an order's own address, an attachment). What an erasure empties.
   */
  belongings(organization: number, customerKey: number): Promise<ReadonlyMap<RecordType, readonly number[]>>
  /** How many customers placed an order in that currency (`members:<CUR>`), and other kept counts. */
  counter(organization: number, name: string): Promise<number>
  /** The currencies in which anything was ordered or is sold, ascending. */
  currencies(organization: number): Promise<string[]>
}

export type NewRecord<T extends RecordType> = Partial<RecordOf<T>>

/** How many records of each type were emptied, and how many `grant`s and `keptAnswer`s were forgotten; none are left out. */
export type Erased = Readonly<Record<string, number>>

/** Writes within one organization and one transaction; every write appends its event. */
export interface Writer extends Reader {
  create<T extends RecordType>(type: T, records: readonly NewRecord<T>[]): Promise<RecordOf<T>[]>
  /** The record after the change; nothing is written when nothing differs. */
  update<T extends RecordType>(type: T, key: number, changes: NewRecord<T>): Promise<RecordOf<T>>
  /** Makes these the only records that the record links to by that name; their order does not count. */
  setLinks(
    type: RecordType,
    key: number,
    name: string,
    targets: readonly { type: RecordType; key: number }[],
  ): Promise<void>
  /** Takes back what applications were allowed to do on the customer's behalf, with the tokens that say so. */
  endGrants(customerKey: number): Promise<void>
  /** What points to the records is removed or detached, with its events, or refuses: a payment keeps its customer. */
  remove(type: RecordType, keys: readonly number[]): Promise<void>
  /**
   * Empties every personal field of the customer, of what hangs on it and of their history (core/fields.ts
   * marks them), and keeps ids, statuses and amounts: see store/erase.ts. Gives what there was to empty.
   */
  erase(customerKey: number): Promise<Erased>
  /** Locks a record against other changes, and against its removal, until the end; its customer first. */
  lock(type: RecordType, key: number): Promise<void>
  /** Locks customers, in key order, against concurrent changes of their ledgers. */
  lockCustomers(keys: readonly number[]): Promise<void>
  /** These customers brought their own `updatedAt`: what this transaction writes about them leaves it. */
  keepUpdatedAt(keys: readonly number[] | 'all'): void
  /** Public ids that no record of the type has yet. */
  mint(type: RecordType, count: number): Promise<PublicIds[]>
  /** The number id that the record of that key gets when it brings none. */
  mintedNumber(type: RecordType, key: number): string
  /** That run of their source met these source records. */
  markSeen(keys: readonly number[], run: number): Promise<void>
  /** Waits until no other transaction of the organization holds that name; holds it until the end. */
  exclusive(name: string): Promise<void>
  /** Brings the figures of these customers up to date though their ledgers do not change (a repair). */
  recomputeTotals(keys: readonly number[]): Promise<void>
  /** The same for what is kept with these orders. */
  recomputeBooks(keys: readonly number[]): void
  /** Corrects a kept count (a repair). */
  addToCounter(name: string, delta: number): void
}

export interface RecordStore extends Reader {
  /**
   * Runs `work` in one transaction; again when the database asks for it (deadlock, serialization). With
   * `oneMoment` all its reads see the store as it was at the first of them; `silent` writing (an import)
   * appends its events and lets no webhook hear of it.
   */
  write<T>(
    organization: number,
    actor: Actor,
    work: (writer: Writer) => Promise<T>,
    options?: { oneMoment?: boolean; silent?: boolean },
  ): Promise<T>
  /**
   * Runs reads that belong together. A PostgreSQL server shows them one moment of the store; the embedded
   * engine, whose one session must not be held for long, shows each read its own.
   */
  snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T>
  /**
   * Runs `work` on a store all of whose reads and writes are one transaction; again when the database asks for it.
   * It commits when `work` resolves and undoes everything when it fails. A single write that fails undoes itself.
   */
  joined<T>(organization: number, work: (records: JoinedStore) => Promise<T>): Promise<T>
}

/** One transaction of one organization. Keep it short, and ask no other store meanwhile. */
export interface JoinedStore extends RecordStore {
  /** Locks a record against changes until the end; its customer first. */
  lock(type: RecordType, key: number): Promise<void>
  /** Makes the key this transaction's: null; or gives the answer that is kept, `other-request` if for another one. */
  claimAnswer(key: AnswerKey): Promise<KeptAnswer | 'other-request' | null>
  /** Keeps the answer under a key that was claimed. */
  keepAnswer(key: AnswerKey, answer: NewKeptAnswer): Promise<void>
}
