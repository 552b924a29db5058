/** Reads single objects: a page's at a time, a few at once. */

import type { ExchangedType } from '../../../core/draft.ts'
import { atMost } from '../../../lib/at-most.ts'
import type { Get, SyncItem } from '../../client.ts'
import { isOdd, readItemOr } from '../../odd-item.ts'
import type { Row } from './wire.ts'

const AT_ONCE = 4

/** Null when there is none: it went since its list was read. Throws a `TypeError` for what is no object of that id. */
export async function readOne<T extends Row>(get: Get, path: string): Promise<T | null> {
  const { status, body } = await get(`/api/v1${path}`)
  if (status === 404) return null
  const shown = JSON.parse(body) as T | null
  if (typeof shown?.id !== 'string')
    throw new TypeError(`${path.replace(/\?.*/, '')} shows no object with an id`)
  return shown
}

/** What `work` makes of each, in order; what it makes null of is left out. */
export async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R | null>): Promise<R[]> {
  const inTurn = atMost(AT_ONCE)
  const done = await Promise.all(items.map((item) => inTurn(() => work(item))))
  return done.filter((result) => result !== null) as R[]
}

/** The same of a list's rows; what is not of the platform's shape is an item that is rejected. */
export async function readEach<R>(
  type: ExchangedType,
  rows: readonly Row[],
  work: (id: string) => Promise<R | null>,
): Promise<{ found: R[]; odd: SyncItem[] }> {
  const odd: SyncItem[] = []
  const found = await eachOf(rows, async (row) => {
    const told = { type, remoteId: row.id, shown: row }
    const done = await readItemOr(told, async () => ({ read: await work(row.id) }))
    if (!isOdd(done)) return done.read
    odd.push(done)
    return null
  })
  return { found, odd }
}

/** A stream's `exists`, by the path of its single objects. */
export const existsAt =
  (pathOf: (id: string) => string) =>
  async (get: Get, remoteId: string): Promise<boolean> =>
    (await get(`/api/v1${pathOf(remoteId)}`)).status !== 404
