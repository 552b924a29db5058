/**
 * The records of one type that a batch is about: those in the store and those it is about to create, found
 * by any of their names.
 */
import { derivedFields } from '../../core/derived-fields.ts'
import type { ExchangedType, Pointer } from '../../core/draft.ts'
import type { Reader } from '../../core/ports.ts'
import { any, type Condition } from '../../core/query.ts'
import { fieldOf } from '../../core/schema.ts'
import { Unacceptable } from '../exchange/read-value.ts'
import { ID_FIELDS } from '../exchange/record-shapes.ts'

export type Values = Record<string, unknown>

/** A record as it will be after the batch. */
export interface Entry {
  /** Null until it is created. */
  key: number | null
  values: Values
  /** As the store has it now; null for a new one. */
  before: Values | null
  /** The input has given it: another input record may only say the same. */
  given?: boolean
}

/** What is looked up: a record's names, plus what only some types are recognised by. */
export interface Names extends Pointer {
  customerKey?: number
  remoteId?: string
  /** An address that wants to be its customer's default. */
  defaultOf?: number
}

/** How each name is looked up, and under which words its entries are filed. */
const BY: readonly { name: keyof Names; field: string; types?: readonly ExchangedType[] }[] = [
  { name: 'shortId', field: 'shortId' },
  { name: 'numberId', field: 'numberId' },
  { name: 'uuidId', field: 'uuidId' },
  { name: 'reference', field: 'reference' },
  { name: 'email', field: 'emailFolded', types: ['customer'] },
  { name: 'name', field: 'name', types: ['tag'] },
  { name: 'slug', field: 'slug', types: ['product'] },
]

export const foldEmail = (email: string): string | null =>
  derivedFields('customer', { email }).emailFolded as string | null

export function createKnown(type: ExchangedType) {
  const files = new Map<string, Map<unknown, Entry[]>>()
  const usable = BY.filter(({ field, types }) =>
    types ? types.includes(type) : fieldOf(type, field) !== undefined,
  )
  const file = (name: string, value: unknown, entry: Entry) => {
    if (value === null || value === undefined) return
    const entries = files.get(name) ?? new Map<unknown, Entry[]>()
    files.set(name, entries)
    const same = entries.get(value)
    if (same) same.push(entry)
    else entries.set(value, [entry])
  }
  const get = (name: string, value: unknown): Entry[] => files.get(name)?.get(value) ?? []
  /** Entries keep the names they once had; only the present ones count. */
  const having = (field: string, value: unknown): Entry[] =>
    [...new Set(get(field, value))].filter((entry) => entry.values[field] === value)

  const add = (entry: Entry): void => {
    for (const { field } of usable) file(field, entry.values[field], entry)
    if (type === 'payment') file('customerKey+remoteId', remote(entry.values), entry)
    if (type === 'address') file('customerKey', entry.values.customerKey, entry)
    if (entry.key !== null) file('key', entry.key, entry)
  }

  return {
    add,
    byKey: (key: number): Entry | undefined => get('key', key)[0],
    having,
    ofCustomer: (customerKey: unknown): Entry[] => having('customerKey', customerKey),
    byRemote: (values: Values): Entry[] => get('customerKey+remoteId', remote(values)),

    /** The one record that these names mean; null when there is none. Throws when they mean several. */
    find(pointer: Pointer): Entry | null {
      // Among long-tail records a short id and a reference name one of each kind.
      const ofKind = ({ values }: Entry) => pointer.kind === undefined || values.kind === pointer.kind
      const ids = ID_FIELDS.filter((field) => pointer[field] !== undefined)
      if (ids.length > 0) {
        const found = new Set(
          ids.flatMap((field) => {
            const entries = having(field, pointer[field])
            return field === 'shortId' ? entries.filter(ofKind) : entries
          }),
        )
        if (found.size > 1) throw new Unacceptable(`the public ids belong to different ${type} records`)
        return [...found][0] ?? null
      }
      if (pointer.reference !== undefined) {
        const { referenceOrigin } = pointer
        const found = having('reference', pointer.reference).filter(
          (entry) =>
            ofKind(entry) &&
            (referenceOrigin === undefined || (entry.values.referenceOrigin ?? null) === referenceOrigin),
        )
        if (found.length > 1)
          throw new Unacceptable(
            `several ${type} records have the reference ${JSON.stringify(pointer.reference)}`,
          )
        if (found[0]) return found[0]
      }
      if (pointer.email !== undefined) return having('emailFolded', foldEmail(pointer.email))[0] ?? null
      if (pointer.name !== undefined) return having('name', pointer.name)[0] ?? null
      if (pointer.slug !== undefined) return having('slug', pointer.slug)[0] ?? null
      return null
    },

    /** Reads in one statement whatever bears one of these names. */
    async load(reader: Reader, organization: number, names: readonly Names[]): Promise<void> {
      const conditions: (Condition | undefined)[] = usable.map(({ name, field }) =>
        among(
          field,
          names.map((each) => (name === 'email' && each.email ? foldEmail(each.email) : each[name])),
        ),
      )
      if (type === 'payment') {
        const remotes = names.filter((each) => each.remoteId !== undefined)
        const owners = among(
          'customerKey',
          remotes.map((each) => each.customerKey),
        )
        const ids = among(
          'remoteId',
          remotes.map((each) => each.remoteId),
        )
        if (owners && ids) conditions.push({ op: 'all', of: [owners, ids] })
      }
      if (type === 'address') {
        const owners = among(
          'customerKey',
          names.map((each) => each.defaultOf),
        )
        if (owners)
          conditions.push({ op: 'all', of: [owners, { op: 'eq', field: 'isDefault', value: true }] })
      }
      if (conditions.every((condition) => condition === undefined)) return
      const found = await reader.list(organization, {
        type,
        where: any(...conditions),
        sort: [{ field: 'key' }],
        limit: 1_000_000,
      })
      for (const record of found as unknown as (Values & { key: number })[])
        add({ key: record.key, values: { ...record }, before: record })
    },
  }
}

export type Known = ReturnType<typeof createKnown>

const remote = (values: Values): string => `${values.customerKey} ${values.remoteId}`

function among(field: string, values: readonly unknown[]): Condition | undefined {
  const given = [...new Set(values.filter((value) => typeof value === 'string' || typeof value === 'number'))]
  return given.length > 0 ? { op: 'in', field, values: given } : undefined
}
