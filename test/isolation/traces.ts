/** What tells of the strange shop: its words and every id of its rows, looked for in whole answers. */
import { sql } from 'kysely'
import { rows } from '../../src/store/database.ts'
import type { Answer } from '../support/hot-servers.ts'
import type { World } from '../support/world.ts'

/** Shorter ones may be anybody's. */
const LEAST = 8

/** Every public id of an organization's rows, and its own. */
export async function idsOf({ store: { database } }: World, organization: number): Promise<Set<string>> {
  const columns = await rows<{ table: string; column: string }>(
    database,
    sql`select table_name as "table", column_name as "column" from information_schema.columns c
      where table_schema = 'public' and column_name ~ '(short|number|uuid)_id$' and exists (select 1
        from information_schema.columns o where o.table_name = c.table_name and o.column_name = 'organization_id')`,
  )
  const found = new Set<string>()
  for (const { table, column } of columns) {
    const ids = await rows<{ id: string | null }>(
      database,
      sql`select ${sql.ref(column)}::text as id from ${sql.table(table)} where organization_id = ${organization}`,
    )
    for (const { id } of ids) if (id && id.length >= LEAST) found.add(id)
  }
  return found
}

/** What of it is in an answer and was not in the request, spelled out or as base64. */
export function createTraces(word: string, ids: ReadonlySet<string>) {
  return (asked: string, { status, headers, body }: Answer): string[] => {
    const text = `${status} ${JSON.stringify(headers)} ${body}`
    const known = spelledOut(decodeAll(asked)).toLowerCase()
    return [...new Set(spelledOut(text).split(/[^A-Za-z0-9-]+/))].filter((piece) => {
      const tells = ids.has(piece) || piece.toLowerCase().includes(word)
      return tells && !known.includes(piece.toLowerCase())
    })
  }
}

/** With what its longer words are in base64: cursors, tokens. */
function spelledOut(text: string): string {
  const encoded = text.match(/[A-Za-z0-9_-]{24,}/g) ?? []
  return [text, ...encoded.map((one) => Buffer.from(one, 'base64url').toString('latin1'))].join(' ')
}

function decodeAll(text: string): string {
  try {
    return `${text} ${decodeURIComponent(text)}`
  } catch {
    return text
  }
}
