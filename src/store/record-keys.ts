/** Internal keys for new records, and the public ids minted from them. */
import { sql } from 'kysely'
import type { MintIds, PublicIds } from '../core/ports.ts'
import { fieldOf, type RecordType } from '../core/schema.ts'
import type { Database } from './database.ts'
import type { AnyRecord } from './insert-rows.ts'
import { createKnown } from './known-statement.ts'
import { TABLES } from './tables.ts'

export type Identity = { key: number } & Partial<PublicIds>

/**
 * A key for each record, and public ids for those types that have them; `spare` more keys after them. A number id counts up
 * with the key, so a record that was imported with its id may already have the one that would come next: such keys are
 * passed over, in growing steps.
 */
export async function reserveIdentities(
  database: Database,
  organization: number,
  type: RecordType,
  given: readonly AnyRecord[],
  mintIds: MintIds,
  spare = 0,
): Promise<{ identities: Identity[]; spare: number[] }> {
  const keys = await reserve(database, given.length + spare)
  const own = keys.slice(0, given.length)
  const left = { spare: keys.slice(given.length) }
  if (!fieldOf(type, 'shortId')) return { ...left, identities: own.map((key) => ({ key })) }
  const mint = (key: number): Identity => ({ key, ...mintIds(type, key) })
  const identities = own.map(mint)
  const minted = (index: number) => given[index]?.numberId === undefined
  for (let step = 1; ; step *= 2) {
    const wanted = identities.filter((_, index) => minted(index)).map(({ numberId }) => numberId ?? '')
    const taken = await takenNumbers(database, organization, type, wanted)
    if (taken.size === 0) return { ...left, identities }
    const stale = identities.flatMap(({ numberId }, index) =>
      minted(index) && taken.has(numberId ?? '') ? [index] : [],
    )
    const fresh = (await reserve(database, stale.length * step)).slice(-stale.length)
    stale.forEach((index, place) => {
      identities[index] = mint(fresh[place] ?? 0)
    })
  }
}

const numbersTaken = createKnown<
  { type: RecordType; isOne: boolean },
  { organization: number; numbers: unknown }
>(({ type, isOne }, given) => {
  const as = sql.raw(fieldOf(type, 'numberId')?.type === 'digits' ? 'numeric' : 'text')
  const numbers = given('numbers')
  return sql`select number_id::text from ${sql.table(TABLES[type])} where organization_id = ${given('organization')}
    and number_id ${isOne ? sql`= ${numbers}::${as}` : sql`= any(${numbers}::${as}[])`}`
})

async function takenNumbers(
  database: Database,
  organization: number,
  type: RecordType,
  numbers: readonly string[],
): Promise<Set<string>> {
  if (numbers.length === 0) return new Set()
  const isOne = numbers.length === 1
  const wanted = { organization, numbers: isOne ? numbers[0] : numbers }
  return new Set((await numbersTaken(database, { type, isOne }, wanted)).map(([number]) => number ?? ''))
}

const nextKeys = createKnown<null, { wanted: number }>(
  (_, given) => sql`select nextval('record_keys') from generate_series(1, ${given('wanted')}::int)`,
)

export async function reserve(database: Database, wanted: number): Promise<number[]> {
  return (await nextKeys(database, null, { wanted })).map(([key]) => Number(key))
}
