/**
 * What only shares the person's e-mail address: a guest's orders, addresses that are nobody's. No link says that they
 * are the person's, so an export names them and an erasure leaves them.
 */
import type { Reader, RecordStore } from '../../core/ports.ts'
import { all, escapeLike } from '../../core/query.ts'
import { type Customer, fieldOf, fields, type JsonObject } from '../../core/schema.ts'
import { fold } from '../../lib/fold.ts'
import type { Row } from './gather.ts'
import { TYPES } from './pointers.ts'
import { named } from './present.ts'

/** The fields of what may be nobody's that hold an e-mail address. */
const ADDRESSED = TYPES.filter((type) => fieldOf(type, 'customerKey')?.nullable).flatMap((type) =>
  Object.entries(fields[type])
    .filter(([name, field]) => field.personal && field.type === 'text' && /email$/i.test(name))
    .map(([field]) => ({ type, field })),
)
const PAGE = 200

/** Each with its type, ids, number and time; `own` are the keys of what is the person's all the same. */
export async function* strangers(
  reader: Reader,
  organization: number,
  email: string,
  own: ReadonlySet<number>,
): AsyncGenerator<JsonObject> {
  for (const { type, field } of ADDRESSED)
    for (let last = 0; ; ) {
      const page: readonly Row[] = await reader.list(organization, {
        type,
        where: all(
          { op: 'null', field: 'customerKey' },
          { op: 'foldedLike', field, pattern: escapeLike(fold(email)) },
          { op: 'gt', field: 'key', value: last },
        ),
        sort: [{ field: 'key' }],
        limit: PAGE,
      })
      for (const row of page)
        if (!own.has(row.key as number))
          yield { ...named(type, row), created_at: (row.createdAt as Date).toISOString() }
      if (page.length < PAGE) break
      last = page.at(-1)?.key as number
    }
}

/** The same of a customer, all at once; none where it has no e-mail address. */
export async function strangersOf(
  records: RecordStore,
  organization: number,
  { key, email }: Pick<Customer, 'key' | 'email'>,
): Promise<JsonObject[]> {
  if (!email) return []
  const belonging = await records.belongings(organization, key)
  const own = new Set([...belonging.values()].flat())
  const found: JsonObject[] = []
  for await (const stranger of strangers(records, organization, email, own)) found.push(stranger)
  return found
}
