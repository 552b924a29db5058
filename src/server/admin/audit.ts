/** Who read, exported, changed or erased people of an organization. */
import { Type } from 'typebox'
import { AUDIT_KINDS } from '../../core/audit.ts'
import { fromCursor, toCursor } from './customer/cursor.ts'
import { findCustomer } from './customer/find-customer.ts'
import { TEXT, TEXT_OR_NULL, TIME } from './customer/shapes.ts'
import { instant, integer, oneOf, textUpTo } from './read-members.ts'
import { ok, param, route } from './route.ts'

const ENTRY = Type.Object({
  at: TIME,
  kind: Type.Union(AUDIT_KINDS.map((kind) => Type.Literal(kind))),
  via: TEXT,
  who: TEXT,
  on_behalf: Type.Boolean(),
  action: TEXT,
  subjects: Type.Array(TEXT),
  requests: Type.Integer(),
  trace_id: TEXT_OR_NULL,
})
const AUDIT = Type.Object({ entries: Type.Array(ENTRY), next_cursor: TEXT_OR_NULL })
export type AuditShown = Type.Static<typeof AUDIT>

export const getAudit = route({
  method: 'GET',
  path: '/organizations/:slug/audit',
  about: 'List who read, exported, changed or erased whom, newest first',
  query: {
    customer: textUpTo(36),
    kind: oneOf(...AUDIT_KINDS),
    since: instant,
    limit: integer(1, 200),
    cursor: textUpTo(200),
  },
  answers: AUDIT,
  async answer(asked, parts) {
    const { limit = 50, customer, kind, since, cursor } = asked.query
    const { key } = await parts.organizations.get(param(asked, 'slug'))
    const found = customer && (await findCustomer({ params: { ...asked.params, id: customer } }, parts))
    const subjects = found ? await parts.people.idsOf(key, found.customer) : undefined
    const [before] = fromCursor(cursor, 1) ?? []
    await parts.audit?.flush()
    const kept = await parts.auditLog.list(key, { kind, since, subjects, before }, limit + 1)
    const page = kept.slice(0, limit)
    const last = kept.length > limit ? page.at(-1) : undefined
    return ok({
      entries: page.map(({ onBehalf, trace, key: _key, at, ...entry }) => ({
        ...entry,
        at: at.toISOString(),
        on_behalf: onBehalf,
        trace_id: trace,
      })),
      next_cursor: last ? toCursor(last.key) : null,
    })
  },
})
