/** What writing works with: the input as it was read, the draft it makes, and what may be wrong with it. */
import type { Writer } from '../../../core/ports.ts'
import type { Json, JsonObject } from '../../../core/schema.ts'
import type { Services } from '../../dialect.ts'
import type { AnyRecord, Relationship, Resource } from '../resource.ts'
import type { Caller } from '../tokens.ts'

export type WriteValue = Json | Date

/** Core fields, and under `own` what only this platform keeps. */
export type Changes = Readonly<Record<string, unknown>> & { own?: JsonObject }

export interface WriteContext {
  caller: Caller
  services: Services
  /** What was worked out of sent values before the transaction began, by attribute. */
  prepared: ReadonlyMap<string, WriteValue>
  writer: Writer
  organization: number
}

/** A record that a relationship was set to. */
export interface Reference {
  resource: Resource
  record: AnyRecord
}

/** What is about to be written, every sent value of its type. */
export interface Draft {
  resource: Resource
  /** The record before; null when it is new. */
  before: AnyRecord | null
  /** The sent attributes. */
  values: ReadonlyMap<string, WriteValue>
  /** The sent relationships; an empty list clears. */
  references: ReadonlyMap<string, readonly Reference[]>
}

/** One thing wrong with a draft (section 5.4); `field` is an attribute, a relationship, or null for the whole. */
export interface Problem {
  field: string | null
  /** Under `/data/relationships` instead of `/data/attributes`. */
  relationship?: boolean
  message: string
  meta: JsonObject
}

export type Write = (value: WriteValue, context: WriteContext, draft: Draft) => Changes | Promise<Changes>
/** Slow work on a sent text (a password's hash) that no transaction may wait for. */
export type Prepare = (text: string, services: Services) => Promise<WriteValue>
/** Runs in the write's transaction on the record as written; gives it as it is afterwards. */
export type Trigger = (
  record: AnyRecord,
  value: WriteValue,
  context: WriteContext,
  draft: Draft,
) => Promise<AnyRecord>

/** The relationships that a body may name. */
export const isWritable = (relationship: Relationship, creating: boolean): boolean =>
  creating ? relationship.creatable : relationship.updatable
