/** Reads single objects: a page's at a time, a few at once. */
import { atMost } from '../../../lib/at-most.ts'
import type { Get } from '../../client.ts'
import type { Row } from './wire.ts'

const AT_ONCE = 4

/** Null when there is none: it went since its list was read. */
export async function readOne<T extends Row>(get: Get, path: string): Promise<T | null> {
  const { status, body } = await get(`/api/v1${path}`)
  return status === 404 ? null : (JSON.parse(body) as T)
}

/** What `work` makes of each, in order; what it makes null of is left out. */
export async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R | null>): Promise<R[]> {
  const inTurn = atMost(AT_ONCE)
  const done = await Promise.all(items.map((item) => inTurn(() => work(item))))
  return done.filter((result) => result !== null) as R[]
}

/** A stream's `exists`, by the path of its single objects. */
export const existsAt =
  (pathOf: (id: string) => string) =>
  async (get: Get, remoteId: string): Promise<boolean> =>
    (await get(`/api/v1${pathOf(remoteId)}`)).status !== 404
