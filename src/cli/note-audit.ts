/** What is done with an organization's people at the command line is noted, with who did it. */
import { userInfo } from 'node:os'
import type { AuditKind } from '../core/audit.ts'
import type { Store } from '../store/open-store.ts'

/** `noteAudit(store, organization.key, 'export', 'export ndjson')`, before it is done; resolves when it is kept. */
export const noteAudit = (
  { audit }: Pick<Store, 'audit'>,
  organization: number,
  kind: AuditKind,
  action: string,
  subjects: readonly string[] = [],
): Promise<void> =>
  audit.append([
    {
      ...{ organization, kind, action, subjects },
      via: 'cli',
      who: user(),
      onBehalf: false,
      requests: 1,
      at: new Date(),
      trace: null,
    },
  ])

/** A user without a name has a number (a container). */
function user(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
