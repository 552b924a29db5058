/** Internal keys for new records, and the public ids minted from them. */
import { sql } from 'kysely'
import type { MintIds, PublicIds } from '../core/ports.ts'
import { fieldOf, type RecordType } from '../core/schema.ts'
import { type Database, rows } from './database.ts'
import type { AnyRecord } from './insert-rows.ts'
import { TABLES } from './tables.ts'

export type Identity = { key: number } & Partial<PublicIds>

/**
 * A key for each record, and public ids for those types that have them. A number id counts up with the key,
 * so a record that was imported with its id may already have the one that would come next: such keys are
 * passed over, in growing steps.
 */
export async function reserveIdentities(
  database: Database,
  organization: number,
  type: RecordType,
  given: readonly AnyRecord[],
  mintIds: MintIds,
): Promise<Identity[]> {
  if (!fieldOf(type, 'shortId')) return (await reserve(database, given.length)).map((key) => ({ key }))
  const mint = (key: number): Identity => ({ key, ...mintIds(type, key) })
  const identities = (await reserve(database, given.length)).map(mint)
  const minted = (index: number) => given[index]?.numberId === undefined
  for (let step = 1; ; step *= 2) {
    const wanted = identities.filter((_, index) => minted(index)).map(({ numberId }) => numberId ?? '')
    const taken = await takenNumbers(database, organization, type, wanted)
    if (taken.size === 0) return identities
    const stale = identities.flatMap(({ numberId }, index) =>
      minted(index) && taken.has(numberId ?? '') ? [index] : [],
    )
    const fresh = (await reserve(database, stale.length * step)).slice(-stale.length)
    stale.forEach((index, place) => {
      identities[index] = mint(fresh[place] ?? 0)
    })
  }
}

async function takenNumbers(
  database: Database,
  organization: number,
  type: RecordType,
  numbers: readonly string[],
): Promise<Set<string>> {
  if (numbers.length === 0) return new Set()
  const cast = sql.raw(fieldOf(type, 'numberId')?.type === 'digits' ? 'numeric' : 'text')
  const found = await rows<{ number: string }>(
    database,
    sql`select number_id::text as "number" from ${sql.table(TABLES[type])}
      where organization_id = ${organization} and number_id = any(${sql.val(numbers)}::${cast}[])`,
  )
  return new Set(found.map((row) => row.number))
}

export async function reserve(database: Database, wanted: number): Promise<number[]> {
  const reserved = await rows<{ key: number }>(
    database,
    sql`select nextval('record_keys') as "key" from generate_series(1, ${wanted}::int)`,
  )
  return reserved.map((row) => row.key)
}
