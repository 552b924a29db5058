/**
 * What a source showed and could not be taken: `waiting` while something it points to, or the name it wants, may still
 * come or be freed in this run; then `rejected`, with the reason, until the next run begins.
 */
import type { Reader, Writer } from '../../core/ports.ts'
import { all, where } from '../../core/query.ts'
import type { JsonObject, RecordOf } from '../../core/schema.ts'
import type { SyncItem } from '../../dialects/client.ts'

export type HeldItem = RecordOf<'heldItem'>
export type HeldState = 'waiting' | 'rejected'

/** So many wait at once; what is more is rejected, and met again by the next run that reads everything. */
export const MOST_WAITING = 100_000
const { eq, gt, in: among } = where('heldItem')

/** The next ones of a source in that state, in the order in which they were put off. */
export const listHeld = (
  reader: Reader,
  organization: number,
  source: number,
  state: HeldState,
  { after = 0, limit }: { after?: number; limit: number },
): Promise<HeldItem[]> =>
  reader.list(organization, {
    type: 'heldItem',
    where: all(eq('sourceKey', source), eq('state', state), gt('key', after)),
    sort: [{ field: 'key' }],
    limit,
  })

/** Those of these items of a stream, by their remote ids. */
export async function heldAmong(
  reader: Reader,
  organization: number,
  source: number,
  stream: string,
  items: readonly SyncItem[],
): Promise<Map<string, HeldItem>> {
  if (items.length === 0) return new Map()
  const found = await reader.list(organization, {
    type: 'heldItem',
    where: all(
      eq('sourceKey', source),
      eq('stream', stream),
      among('remoteId', [...new Set(items.map(({ remoteId }) => remoteId))]),
    ),
    sort: [],
    limit: 100_000,
  })
  return new Map(found.map((held) => [held.remoteId, held]))
}

/** Keeps the item with what there is to say of it, in place of what was kept of it before. */
export async function hold(
  writer: Writer,
  before: HeldItem | undefined,
  { source, stream, item }: { source: number; stream: string; item: SyncItem },
  state: HeldState,
  reason: string,
): Promise<void> {
  const values = { state, reason: storable(reason), item: encodeItem(item) }
  if (before) await writer.update('heldItem', before.key, values)
  else await writer.create('heldItem', [{ sourceKey: source, stream, remoteId: item.remoteId, ...values }])
}

/** All of a source in that state. */
export async function forgetHeld(
  writer: Writer,
  organization: number,
  source: number,
  state: HeldState,
): Promise<void> {
  for (;;) {
    const some = await listHeld(writer, organization, source, state, { limit: 1000 })
    if (some.length === 0) return
    await writer.remove(
      'heldItem',
      some.map(({ key }) => key),
    )
  }
}

/** PostgreSQL's text has no NUL and no half of a character: what has them is rejected, and kept to be looked at. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')

/** Drafts hold times, which JSON does not know. */
export function encodeItem(item: SyncItem): JsonObject {
  return JSON.parse(
    JSON.stringify(item, function (this: Record<string, unknown>, name, value) {
      const plain = this[name]
      if (plain instanceof Date && !Number.isNaN(plain.getTime())) return { $time: plain.toISOString() }
      return typeof value === 'string' ? storable(value) : value
    }),
  )
}

export const decodeItem = (item: JsonObject): SyncItem =>
  JSON.parse(JSON.stringify(item), (_, value) =>
    typeof value?.$time === 'string' && Object.keys(value).length === 1 ? new Date(value.$time) : value,
  )
