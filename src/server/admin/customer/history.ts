/** What happened to a customer and all that hangs on it: who, when, from what to what. */
import { Type } from 'typebox'
import { all, where } from '../../../core/query.ts'
import { integer, textUpTo } from '../read-members.ts'
import { ok, route } from '../route.ts'
import { fromCursor, toCursor } from './cursor.ts'
import { explainEvents } from './explain-events.ts'
import { findCustomer } from './find-customer.ts'
import { TEXT, TEXT_OR_NULL, TIME, WHO } from './shapes.ts'

const EVENT = Type.Object({
  id: TEXT,
  at: TIME,
  by: WHO,
  action: Type.Union([Type.Literal('create'), Type.Literal('update'), Type.Literal('destroy')]),
  record: Type.Object({
    type: TEXT,
    id: TEXT_OR_NULL,
    /** What people know it by: an order’s number, a tag’s name. */
    name: TEXT_OR_NULL,
  }),
  changes: Type.Array(Type.Object({ field: TEXT, from: Type.Unknown(), to: Type.Unknown() })),
})
export type HistoryEvent = Type.Static<typeof EVENT>
const HISTORY = Type.Object({ events: Type.Array(EVENT), next_cursor: TEXT_OR_NULL })
export type History = Type.Static<typeof HISTORY>

export const getHistory = route({
  method: 'GET',
  path: '/organizations/:slug/customers/:id/history',
  about: 'List what was changed of a customer and by whom, newest first',
  query: { limit: integer(1, 200), cursor: textUpTo(200) },
  answers: HISTORY,
  async answer(asked, parts) {
    const { limit = 50, cursor } = asked.query
    const { organization, customer } = await findCustomer(asked, parts)
    const [before] = fromCursor(cursor, 1) ?? []
    const { eq, lt } = where('event')
    const found = await parts.services.records.list(organization.key, {
      type: 'event',
      where: all(eq('customerKey', customer.key), before === undefined ? undefined : lt('key', before)),
      sort: [{ field: 'key', descending: true }],
      limit: limit + 1,
    })
    const page = found.slice(0, limit)
    const last = found.length > limit ? page.at(-1) : undefined
    return ok({
      events: await explainEvents(page, organization.key, parts),
      next_cursor: last ? toCursor(last.key) : null,
    })
  },
})
