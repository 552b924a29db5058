/** A customer's orders, payments, refunds and subscriptions on one line, newest first. */
import { Type } from 'typebox'
import { integer, isKept, textUpTo } from '../read-members.ts'
import { ok, route } from '../route.ts'
import { fromCursor, toCursor, wrongCursor } from './cursor.ts'
import { findCustomer } from './find-customer.ts'
import { orNull, TEXT, TEXT_OR_NULL, TIME } from './shapes.ts'
import { type Entry, KINDS, readEntries, type TimelineKind } from './timeline-kinds.ts'

const ENTRY = Type.Object({
  kind: Type.Unsafe<TimelineKind>({ type: 'string', enum: KINDS.map(({ kind }) => kind) }),
  at: TIME,
  id: Type.String({ format: 'uuid' }),
  status: TEXT_OR_NULL,
  payment_status: TEXT_OR_NULL,
  amount: orNull(Type.Integer()),
  currency: TEXT_OR_NULL,
  /** The order's number, or what it is known by without one. */
  order: TEXT_OR_NULL,
  /** What was bought. */
  items: Type.Array(TEXT),
  provider: TEXT_OR_NULL,
  is_renewal: orNull(Type.Boolean()),
})
export type TimelineEntry = Type.Static<typeof ENTRY>
const TIMELINE = Type.Object({ entries: Type.Array(ENTRY), next_cursor: TEXT_OR_NULL })
export type Timeline = Type.Static<typeof TIMELINE>

export const getTimeline = route({
  method: 'GET',
  path: '/organizations/:slug/customers/:id/timeline',
  about: 'List a customer’s orders, payments, refunds and subscriptions, newest first',
  query: { limit: integer(1, 100), cursor: textUpTo(200) },
  answers: TIMELINE,
  async answer(asked, parts) {
    const { limit = 30, cursor } = asked.query
    const { organization, customer } = await findCustomer(asked, parts)
    const { records } = parts.services
    const after = fromCursor(cursor, 3)
    if (after && !isKept(new Date(after[0] ?? 0))) throw wrongCursor()
    const found: Entry[] = []
    for (const [rank, kind] of KINDS.entries()) {
      const place = after && { at: new Date(after[0] ?? 0), rank: after[1] ?? 0, key: after[2] ?? 0 }
      found.push(
        ...(await readEntries(records, organization.key, customer.key, {
          rank,
          kind,
          place,
          limit: limit + 1,
        })),
      )
    }
    found.sort((a, b) => b.at.getTime() - a.at.getTime() || a.rank - b.rank || b.key - a.key)
    const page = found.slice(0, limit)
    const last = found.length > limit ? page.at(-1) : undefined
    return ok({
      entries: page.map(({ at, rank: _rank, key: _key, ...entry }) => ({ ...entry, at: at.toISOString() })),
      next_cursor: last ? toCursor(last.at.getTime(), last.rank, last.key) : null,
    })
  },
})
