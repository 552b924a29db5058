/** Customer groups, and whom a server has put into those that have no query (section 8.1). */
import type { JsonObject } from '../../../core/schema.ts'
import type { Get, SyncItem, SyncStream } from '../../client.ts'
import { utc } from '../groups/present-group.ts'
import { readTime } from '../time.ts'
import { exists, ROOT } from './asking.ts'
import { nextCursor } from './link-header.ts'
import { bodyOf, idOf, objectsOf, textOf } from './read-answer.ts'

const GROUPS = `${ROOT}/customer_saved_searches`

/** The list has no pages; the oldest come first, as they were made. */
async function readGroups(get: Get): Promise<JsonObject[]> {
  const url = `${GROUPS}.json`
  const shown = objectsOf(bodyOf(await get(url), url).customer_saved_searches)
  return shown.filter(({ id }) => idOf(id) !== null).reverse()
}

/** A query of none finds nobody: its members were put into it. */
const queryOf = ({ query }: JsonObject): string | null => textOf(query) || null

export const groups: SyncStream = {
  name: 'groups',
  type: 'group',
  incremental: false,
  async *pages({ get }) {
    const found = await readGroups(get)
    yield { items: found.map(itemOf), next: null, total: found.length }
  },
  exists: (get, id) => exists(get, `${GROUPS}/${encodeURIComponent(id)}.json`),
}

function itemOf(shown: JsonObject): SyncItem {
  const remoteId = idOf(shown.id) as string
  const time = (name: string) => readTime(textOf(shown[name]) ?? '', utc) ?? undefined
  const values = {
    numberId: remoteId,
    name: textOf(shown.name) ?? '',
    query: queryOf(shown),
    createdAt: time('created_at'),
    updatedAt: time('updated_at'),
  }
  return { type: 'group', remoteId, drafts: [{ type: 'group', values, links: {} }], shown }
}

/**
 * Which group each customer was put into, by the customer's id; null where all groups have queries, as SHOPLINE's own
 * have. No customer shows its group, so the lists of members are read, ids alone.
 */
export async function readMembers(get: Get): Promise<ReadonlyMap<string, string> | null> {
  const chosen = (await readGroups(get)).filter((group) => queryOf(group) === null)
  if (chosen.length === 0) return null
  const members = new Map<string, string>()
  for (const group of chosen) {
    const id = idOf(group.id) as string
    const list = `${GROUPS}/${encodeURIComponent(id)}/customers.json?limit=250&fields=id`
    for (let url: string | null = list; url !== null; ) {
      const answer = await get(url)
      // Deleted in the meantime: nobody is in it.
      if (answer.status === 404) break
      for (const member of objectsOf(bodyOf(answer, url).customers)) members.set(String(member.id), id)
      const cursor = nextCursor(answer.headers)
      url = cursor === null ? null : `${list}&page_info=${encodeURIComponent(cursor)}`
    }
  }
  return members
}
