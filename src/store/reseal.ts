/**
 * Everything that is encrypted under the store's key, encrypted anew: in small batches, while others read and write. Broken
 * off at any point it has done its part, and the next run goes on. A row that changes meanwhile is met by the next pass.
 */
import { sql } from 'kysely'
import { changing } from './data-versions.ts'
import { type Database, rows } from './database.ts'

/** The columns; `test/jobs/key-rotation.test.ts` looks for others. */
export const SEALED: Readonly<Record<string, string>> = {
  credentials: 'signing_secret',
  webhooks: 'sealed_secret',
  records: 'sealed_secret',
  kept_answers: 'sealed_body',
  sources: 'sealed_credential',
}
const AT_ONCE = 200

/** The text under the key of today; `current` where it is already, `lost` where no key opens it. */
export type Reseal = (sealed: string) => { anew: string } | 'current' | 'lost'

export interface Resealed {
  seen: number
  changed: number
  lost: number
}

/** Gives how many texts there are and how many were encrypted anew; `seen` of the last pass, in which none was. */
export async function resealAll(
  database: Database,
  reseal: Reseal,
  onChanged: (changed: number) => void = () => {},
): Promise<Resealed> {
  let changed = 0
  for (;;) {
    const pass = await onePass(database, reseal, (more) => onChanged(changed + more))
    changed += pass.changed
    if (pass.changed === 0) return { ...pass, changed }
  }
}

async function onePass(database: Database, reseal: Reseal, onChanged: (changed: number) => void) {
  const organizations = await rows<{ key: number }>(database, sql`select key from organizations order by key`)
  const total = await signingKeys(database, reseal)
  for (const { key } of organizations)
    for (const [table, column] of Object.entries(SEALED)) {
      const part = await oneColumn(database, key, table, column, reseal)
      total.seen += part.seen
      total.changed += part.changed
      total.lost += part.lost
      onChanged(total.changed)
    }
  return total
}

interface Found {
  id: string
  sealed: string
}

async function oneColumn(
  database: Database,
  organization: number,
  table: string,
  column: string,
  reseal: Reseal,
) {
  const total: Resealed = { seen: 0, changed: 0, lost: 0 }
  for (let after = '(0,0)'; ; ) {
    const page = await rows<Found>(
      database,
      sql`select ctid::text as "id", ${sql.ref(column)} as "sealed" from ${sql.table(table)}
        where organization_id = ${organization} and ${sql.ref(column)} is not null and ctid > ${after}::tid
        order by ctid limit ${sql.lit(AT_ONCE)}`,
    )
    const news = page.flatMap(({ id, sealed }) => {
      const done = reseal(sealed)
      if (done === 'lost') total.lost++
      return typeof done === 'object' ? [{ id, sealed, anew: done.anew }] : []
    })
    if (news.length > 0)
      await changing(database, async (transaction) => {
        // By its place and what it held: one that was changed meanwhile has another place.
        const done = await rows(
          transaction,
          sql`update ${sql.table(table)} t set ${sql.ref(column)} = n.anew
            from json_to_recordset(${JSON.stringify(news)}::json) as n (id text, sealed text, anew text)
            where t.organization_id = ${organization} and t.ctid = n.id::tid and t.${sql.ref(column)} = n.sealed
            returning 1`,
        )
        total.changed += done.length
        return { result: undefined, of: [organization] }
      })
    total.seen += page.length
    after = page.at(-1)?.id ?? after
    if (page.length < AT_ONCE) return total
  }
}

/** Of the whole server; a handful. */
async function signingKeys(database: Database, reseal: Reseal) {
  const all = await rows<Found>(
    database,
    sql`select key_id as "id", private_key as "sealed" from signing_keys order by key_id`,
  )
  const total: Resealed = { seen: all.length, changed: 0, lost: 0 }
  for (const { id, sealed } of all) {
    const done = reseal(sealed)
    if (done === 'lost') total.lost++
    if (typeof done !== 'object') continue
    await rows(
      database,
      sql`update signing_keys set private_key = ${done.anew} where key_id = ${id} and private_key = ${sealed}`,
    )
    total.changed++
  }
  return total
}
