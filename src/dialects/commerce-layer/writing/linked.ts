/** Records that a record links to by a name: read and added to. */
import { all } from '../../../core/query.ts'
import type { RecordOf, RecordType } from '../../../core/schema.ts'
import type { WriteContext } from './write-types.ts'

type Store = Pick<WriteContext, 'writer' | 'organization'>
const MOST = 1000

const linksOf = (key: number, name: string, { writer, organization }: Store) =>
  writer.list(organization, {
    type: 'link',
    where: all({ op: 'eq', field: 'fromKey', value: key }, { op: 'eq', field: 'name', value: name }),
    sort: [{ field: 'key' }],
    limit: MOST,
  })

/** Those of the given type. */
export async function linkedTo<T extends RecordType>(
  key: number,
  name: string,
  type: T,
  store: Store,
): Promise<RecordOf<T>[]> {
  const values = (await linksOf(key, name, store)).map(({ toKey }) => toKey)
  if (values.length === 0) return []
  const where = { op: 'in', field: 'key', values } as const
  return store.writer.list(store.organization, { type, where, sort: [], limit: MOST })
}

/** One more, beside those that there are. */
export async function addLink(
  from: { type: RecordType; key: number },
  name: string,
  to: { type: RecordType; key: number },
  store: Store,
): Promise<void> {
  const links = await linksOf(from.key, name, store)
  const targets = links.map(({ toType, toKey }) => ({ type: toType as RecordType, key: toKey }))
  await store.writer.setLinks(from.type, from.key, name, [...targets, to])
}
