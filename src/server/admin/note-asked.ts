/** Notes who asks the admin API for people, or does something with them. Before it is done: what fails was tried. */
import type { AuditKind } from '../../core/audit.ts'
import { isUuid } from '../../lib/uuid.ts'
import { ADMIN_PATH } from './path.ts'
import { type AdminAsked, type AdminParts, type AdminRoute, param } from './route.ts'

const BELOW = `${ADMIN_PATH}/organizations/:slug`
/** What is asked of an organization and shows or changes nobody. */
const NOBODY =
  /^\/(traffic|overview|audit|credentials|webhooks|customer-choices|customers\/(count|values)|traps|requests$|snapshots$|imports$|syncs$|deliveries$)/
const KINDS: readonly (readonly [RegExp, AuditKind])[] = [
  [/\/(export|csv)$/, 'export'],
  [/\/erase$/, 'erase'],
  [/^\/imports/, 'import'],
  [/^\/syncs/, 'sync'],
  [/^\/(snapshots|reset)/, 'snapshot'],
]

/** What was exported or erased is noted for good before it is answered; for all else nobody waits. */
export async function noteAsked(
  { method, path }: AdminRoute,
  asked: Pick<AdminAsked, 'params' | 'caller' | 'body' | 'request'>,
  { audit, organizations }: AdminParts,
): Promise<void> {
  const { caller } = asked
  if (!audit || !caller) return
  const by = {
    via: caller.kind === 'session' ? 'console' : 'admin-api',
    who: caller.id,
    trace: /^\w\w-([\da-f]{32})-/.exec(asked.request.headers.traceparent ?? '')?.[1] ?? null,
  } as const
  // A key is of every organization.
  if (path.startsWith(`${ADMIN_PATH}/keys`) && method !== 'GET') {
    const action = `${method} ${path.slice(ADMIN_PATH.length)}`
    for (const { key } of await organizations.list())
      audit.note({ organization: key, kind: 'change', subject: null, action, ...by })
    await audit.flush()
  }
  if (!path.startsWith(BELOW)) return
  const below = path.slice(BELOW.length)
  const isRead = method === 'GET'
  if (below === '' || (NOBODY.test(below) && isRead)) return
  if (/^\/(credentials|webhooks|traps)/.test(below)) return
  if ((asked.body as { dry_run?: unknown }).dry_run === true) return
  const id = param(asked, 'id').toLowerCase()
  const subject = below.startsWith('/customers/:id') && isUuid(id) ? id : null
  const found = KINDS.find(([pattern]) => pattern.test(below))?.[1]
  const kind = found ?? (isRead ? (subject === null ? 'list' : 'read') : 'change')
  const { key } = await organizations.get(param(asked, 'slug'))
  audit.note({
    organization: key,
    ...{ kind, subject, action: `${method} ${path.slice(ADMIN_PATH.length)}` },
    ...by,
  })
  if (kind === 'export' || kind === 'erase') await audit.flush()
}
