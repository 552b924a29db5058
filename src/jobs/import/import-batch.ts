/**
 * Brings one batch of input records into the store, inside one transaction: looks up what exists in a fixed
 * number of statements, then creates and updates only what differs. What points to a record that is not
 * there (yet), or wants a name that another record (still) has, is put off: a later pass tries it again.
 */

import type { Draft, End, Pointer } from '../../core/draft.ts'
import type { Writer } from '../../core/ports.ts'
import { same } from '../../store/changes.ts'
import { Unacceptable } from '../exchange/read-value.ts'
import { ID_FIELDS, memberOf, type RecordShape, SHAPES } from '../exchange/record-shapes.ts'
import type { InputRecord } from './draft.ts'
import { createKnown, type Entry, foldEmail, type Known, type Names, type Values } from './known.ts'
import { type NamedLinks, type NewLink, setNamedLinks, writeLinks } from './links.ts'
import { writeLines, writeTags } from './parts.ts'
import type { SeenKeys } from './seen-keys.ts'

export type ReadRecord = Extract<InputRecord, { drafts: readonly Draft[] }>
export type Outcome = 'created' | 'updated' | 'unchanged' | { rejected: string } | { deferred: string }

/** What a run remembers from batch to batch, by internal key. */
export interface RunMemory {
  /** Records the input has given. */
  seen: SeenKeys
  /** Customers it gave with their own `updatedAt`. */
  timed: SeenKeys
}

export interface ImportRules {
  /** An address that is the default takes the mark from the one that has it; else it waits until that gives it up. */
  movesDefaults?: boolean
}

class Deferred extends Unacceptable {}

/** A draft on its way, with the input record it belongs to. */
interface Item {
  record: ReadRecord
  draft: Draft
  values: Values
  tagKeys?: number[]
  entry?: Entry
}

/** The outcome of each record, and what to remember once the transaction is committed. */
export async function importBatch(
  writer: Writer,
  organization: number,
  records: readonly ReadRecord[],
  memory: RunMemory,
  { movesDefaults = false }: ImportRules = {},
): Promise<{
  outcomes: Map<ReadRecord, Outcome>
  /** The records that each input record is about, by what it says of them, and whose they are. */
  keys: Map<Draft, { key: number; created: boolean; customerKey: number | null }>
  remember(): void
}> {
  await writer.exclusive('import')
  const outcomes = new Map<ReadRecord, Outcome>(records.map((record) => [record, 'unchanged']))
  const known = new Map(SHAPES.map(({ type }) => [type, createKnown(type)]))
  const knownOf = (type: string) => known.get(type as never) as Known
  const timed = new Set<number>()
  const given: Entry[] = []
  const pointers = pointersByType(records)
  const keys = new Map<Draft, { key: number; created: boolean; customerKey: number | null }>()
  const naming: Item[] = []

  /** Runs `work` for each item that is still alive; a refusal ends its input record. */
  const forEach = <T extends { record: ReadRecord }>(items: readonly T[], work: (item: T) => void): T[] =>
    items.filter((item) => {
      if (typeof outcomes.get(item.record) === 'object') return false
      try {
        work(item)
        return true
      } catch (error) {
        if (!(error instanceof Unacceptable)) throw error
        const { message } = error
        outcomes.set(item.record, error instanceof Deferred ? { deferred: message } : { rejected: message })
        return false
      }
    })
  const raise = (item: Item, outcome: 'created' | 'updated') => {
    if (outcomes.get(item.record) !== 'created') outcomes.set(item.record, outcome)
  }

  function resolve(shape: RecordShape, item: Item): void {
    for (const link of shape.links) {
      const pointer = item.draft.links[link.field]
      if (pointer === undefined) continue
      item.values[link.field] = pointer === null ? null : target(knownOf(link.to), link.to, pointer)
    }
    if (item.draft.tags) item.tagKeys = item.draft.tags.map((tag) => target(knownOf('tag'), 'tag', tag))
    const owner = item.values.customerKey as number | undefined
    if (owner && (timed.has(owner) || memory.timed.has(owner))) writer.keepUpdatedAt([owner])
  }

  for (const shape of SHAPES) {
    const own = records.flatMap((record) =>
      'drafts' in record
        ? record.drafts
            .filter((draft) => draft.type === shape.type)
            .map((draft): Item => ({ record, draft, values: { ...draft.values } }))
        : [],
    )
    const all = knownOf(shape.type)
    const resolved = forEach(own, (item) => resolve(shape, item)).filter(
      (item) => !shape.links.some(({ field, to }) => comesLate(item, field, knownOf(to))),
    )
    await all.load(writer, organization, [
      ...resolved.map((item) => namesOf(shape, item.values)),
      ...(pointers.get(shape.type) ?? []),
    ])
    const creates: Item[] = []
    const updates: { item: Item; changes: Values }[] = []
    const defaults = createDefaults(all, movesDefaults)
    const planned = forEach(resolved, (item) => {
      const entry = match(shape, all, item.values)
      if (item.draft.metadata)
        item.values.metadata = { ...(entry?.values.metadata as Values | undefined), ...item.draft.metadata }
      if (item.draft.own)
        item.values.extras = withOwn(entry?.values.extras as Values | undefined, item.draft.own)
      if (!entry) {
        item.entry = plan(shape, all, item.values, defaults)
        given.push(item.entry)
        creates.push(item)
        return raise(item, 'created')
      }
      item.entry = entry
      if (item.draft.onlyCreate) return
      const changes = changesTo(shape, all, entry, item.values, defaults)
      if (Object.keys(changes).length > 0) {
        // What says when it changed says so of every change.
        if (item.values.updatedAt) changes.updatedAt = item.values.updatedAt
        if (entry.given || (entry.key !== null && memory.seen.has(entry.key)))
          throw new Unacceptable(`an earlier line gives the same ${shape.name} with other values`)
        Object.assign(entry.values, changes)
        all.add(entry)
        updates.push({ item, changes })
        raise(item, 'updated')
      }
      entry.given = true
      given.push(entry)
    })
    // At most one address is marked at any moment (an index sees to it): the old mark goes before the new one comes.
    for (const key of defaults.unmarked()) await writer.update('address', key, { isDefault: false })
    const unmarks = (changes: Values) => shape.type === 'address' && changes.isDefault === false
    for (const { item, changes } of updates)
      if (unmarks(changes)) await writer.update('address', item.entry?.key as number, { isDefault: false })
    if (creates.length > 0) {
      const created = await writer.create(
        shape.type,
        creates.map(({ entry }) => entry?.values ?? {}),
      )
      created.forEach((record, index) => {
        const entry = creates[index]?.entry
        if (!entry) return
        entry.key = record.key
        entry.values = { ...record }
        all.add(entry)
      })
    }
    if (shape.type === 'customer')
      for (const { entry, draft } of planned)
        if (entry?.key && draft.values.updatedAt && !draft.onlyCreate) {
          timed.add(entry.key)
          writer.keepUpdatedAt([entry.key])
        }
    for (const { item, changes } of updates)
      if (item.entry?.key) await writer.update(shape.type, item.entry.key, changes)
    const changed =
      shape.type === 'customer'
        ? await writeTags(writer, organization, planned)
        : shape.type === 'order'
          ? await writeLines(writer, organization, planned)
          : []
    for (const item of changed) raise(item as Item, 'updated')
    for (const { draft, entry } of planned)
      if (entry?.key) {
        const customerKey = (entry.values.customerKey as number | null | undefined) ?? null
        keys.set(draft, { key: entry.key, created: entry.before === null, customerKey })
      }
    naming.push(...planned.filter(({ draft, entry }) => draft.named && entry?.key))
  }

  const keyOf = ({ type, pointer }: End) => target(knownOf(type), type, pointer)
  const linking: { record: ReadRecord; link: NewLink }[] = []
  forEach(
    records.map((record) => ({ record })),
    ({ record }) => {
      if (!record.link) return
      const { name, from, to } = record.link
      const ends = { fromType: from.type, fromKey: keyOf(from), toType: to.type, toKey: keyOf(to) }
      linking.push({ record, link: { name, ...ends } })
    },
  )
  for (const { record } of await writeLinks(writer, organization, linking)) outcomes.set(record, 'created')

  const named: NamedLinks[] = []
  forEach(naming, (item) => {
    for (const [name, ends] of Object.entries(item.draft.named ?? {}))
      named.push({
        item,
        name,
        from: { type: item.draft.type, key: item.entry?.key as number },
        to: ends.map((end) => ({ type: end.type, key: keyOf(end) })),
      })
  })
  for (const { item } of await setNamedLinks(writer, organization, named)) raise(item as Item, 'updated')

  return {
    outcomes,
    keys,
    remember() {
      for (const { key } of given) if (key !== null) memory.seen.add(key)
      for (const key of timed) memory.timed.add(key)
    },
  }
}

/** It belongs to a record that was there before, and counts only with a new one. */
const comesLate = ({ draft, values }: Item, field: string, all: Known): boolean =>
  draft.onlyWithNew === field && all.byKey(values[field] as number)?.before !== null

/** The key of what a pointer means; what is not there may come later in the input. */
function target(all: Known, type: string, pointer: Pointer): number {
  const key = all.find(pointer)?.key
  if (!key) throw new Deferred(`there is no ${type} with ${JSON.stringify(describe(pointer))}`)
  return key
}

const describe = (pointer: Pointer) =>
  Object.fromEntries(Object.entries(pointer).map(([name, value]) => [memberOf(name), value]))

function pointersByType(records: readonly ReadRecord[]): Map<string, Names[]> {
  const found = new Map<string, Names[]>()
  const add = (type: string, pointer: Pointer) => {
    const pointers = found.get(type)
    if (pointers) pointers.push(pointer)
    else found.set(type, [pointer])
  }
  for (const { drafts, link } of records) {
    for (const draft of drafts) {
      for (const { field, to } of SHAPES.find(({ type }) => type === draft.type)?.links ?? [])
        if (draft.links[field]) add(to, draft.links[field])
      for (const tag of draft.tags ?? []) add('tag', tag)
      for (const end of Object.values(draft.named ?? {}).flat()) add(end.type, end.pointer)
    }
    for (const end of link ? [link.from, link.to] : []) add(end.type, end.pointer)
  }
  return found
}

/** Everything by which a draft's record, or one that it may collide with, is found. */
function namesOf({ type }: RecordShape, values: Values): Names {
  const text = (name: string) => (typeof values[name] === 'string' ? { [name]: values[name] } : {})
  return {
    ...text('shortId'),
    ...text('numberId'),
    ...text('uuidId'),
    ...text('reference'),
    // A blank e-mail names nobody.
    ...(type === 'record' ? text('kind') : {}),
    ...(type === 'customer' && foldEmail(String(values.email ?? '')) ? text('email') : {}),
    ...(type === 'tag' ? text('name') : {}),
    ...(type === 'product' ? text('slug') : {}),
    ...(type === 'payment' ? { ...text('remoteId'), customerKey: values.customerKey as number } : {}),
    ...(type === 'address' && values.isDefault ? { defaultOf: values.customerKey as number } : {}),
  }
}

/** The record that the draft is about; null for a new one. */
function match(shape: RecordShape, all: Known, values: Values): Entry | null {
  if (ID_FIELDS.some((field) => values[field] !== undefined)) return all.find(namesOf(shape, values))
  const names = namesOf(shape, values)
  if (typeof values.referenceOrigin === 'string' || values.referenceOrigin === null)
    names.referenceOrigin = values.referenceOrigin
  if (shape.type === 'payment' && names.remoteId !== undefined) return all.byRemote(values)[0] ?? null
  // Of a customer's addresses, one at most is the default.
  if (shape.type === 'address' && names.defaultOf !== undefined && names.reference === undefined)
    return all.ofCustomer(names.defaultOf).find((entry) => entry.values.isDefault === true) ?? null
  if (['reference', 'email', 'name', 'slug'].every((name) => names[name as keyof Names] === undefined))
    throw new Unacceptable(
      `a ${shape.name} needs a public id${shape.natural.length > 0 ? `, ${shape.natural.map(naturalName).join(' and ')}` : ''} or a reference, so that a second import knows it again`,
    )
  return all.find(names)
}

/** A platform that keeps nothing has no member. */
const withOwn = (extras: Values | undefined, own: Readonly<Record<string, object>>): Values =>
  Object.fromEntries(
    Object.entries({ ...extras, ...own }).filter(
      ([platform, members]) => !(platform in own) || Object.keys(members as object).length > 0,
    ),
  )

const naturalName = (field: string): string =>
  field === 'emailFolded' ? 'email' : memberOf(field).replace(/_key$/, '')

function plan(shape: RecordShape, all: Known, values: Values, defaults: Defaults): Entry {
  const missing = shape.required.filter((name) => values[name] === undefined || values[name] === null)
  if (missing.length > 0)
    throw new Unacceptable(`a new ${shape.name} needs ${missing.map(naturalName).join(', ')}`)
  const entry: Entry = { key: null, values: withFolded(shape, values), before: null, given: true }
  refuseCollisions(shape, all, entry, entry.values, defaults)
  all.add(entry)
  return entry
}

/** What a record was given once: its ids, and of which kind it is. */
const FIXED: ReadonlySet<string> = new Set([...ID_FIELDS, 'entryShortId', 'kind'])

function changesTo(shape: RecordShape, all: Known, entry: Entry, wanted: Values, defaults: Defaults): Values {
  const changes: Values = {}
  for (const [name, value] of Object.entries(wanted)) {
    if (value === undefined || same(entry.values[name] ?? null, value)) continue
    if (FIXED.has(name)) {
      if (entry.values[name] === undefined) continue
      throw new Unacceptable(`its ${memberOf(name)} is ${JSON.stringify(entry.values[name])} and stays so`)
    }
    changes[name] = value
  }
  const after = withFolded(shape, { ...entry.values, ...changes })
  refuseCollisions(shape, all, entry, after, defaults)
  if (after.emailFolded !== entry.values.emailFolded) changes.emailFolded = after.emailFolded
  return changes
}

const withFolded = ({ type }: RecordShape, values: Values): Values =>
  type === 'customer' && typeof values.email === 'string'
    ? { ...values, emailFolded: foldEmail(values.email) }
    : type === 'customer' && values.email === null
      ? { ...values, emailFolded: null }
      : values

/** Names of which there may be one only. */
function refuseCollisions(
  shape: RecordShape,
  all: Known,
  entry: Entry,
  after: Values,
  defaults: Defaults,
): void {
  const unique = shape.natural.length === 1 ? shape.natural : []
  for (const field of unique) {
    if (after[field] === undefined || after[field] === null) continue
    if (all.having(field, after[field]).some((other) => other !== entry))
      throw new Deferred(
        `another ${shape.name} has this ${naturalName(field)} (${JSON.stringify(after[field])})`,
      )
  }
  if (shape.type === 'address' && after.isDefault === true) defaults.take(entry, after.customerKey)
}

/** Who is the default among a customer's addresses. */
function createDefaults(all: Known, moves: boolean) {
  const unmarked: Entry[] = []
  return {
    take(entry: Entry, customerKey: unknown): void {
      const others = all
        .ofCustomer(customerKey)
        .filter((other) => other !== entry && other.values.isDefault === true)
      if (others.length > 0 && !moves) throw new Deferred('another address is the default of this customer')
      for (const other of others) {
        other.values.isDefault = false
        unmarked.push(other)
      }
    },
    /** The keys of those in the store that are it no more. */
    unmarked: (): number[] => unmarked.flatMap(({ key }) => key ?? []),
  }
}
type Defaults = ReturnType<typeof createDefaults>
