/**
 * What was so before a sync brought it is no news: an access that has ended or is about to, a renewal that is near. The
 * jobs that work by the clock find it noted, and no webhook hears of it.
 */
import type { Draft } from '../../core/draft.ts'
import type { Reader } from '../../core/ports.ts'
import { where } from '../../core/query.ts'
import type { RecordOf } from '../../core/schema.ts'
import type { SyncItem } from '../../dialects/client.ts'
import { WARN_BEFORE } from '../end-what-is-due.ts'
import { TELL_BEFORE } from '../tell-renewals.ts'

/** Gives each draft with what is noted of it; those of records whose times stay as they are, unchanged. */
export async function alreadySo(
  reader: Reader,
  organization: number,
  now: Date,
  items: readonly SyncItem[],
  knownOf: (item: SyncItem, draft: Draft) => RecordOf<'sourceRecord'> | undefined,
): Promise<(item: SyncItem, shown: Draft, draft: Draft) => Draft> {
  const keys = items.flatMap((item) =>
    item.drafts.flatMap((draft) =>
      draft.type === 'productAccess' ? (knownOf(item, draft)?.recordKey ?? []) : [],
    ),
  )
  const accesses = new Map<number, RecordOf<'productAccess'>>()
  if (keys.length > 0)
    for (const access of await reader.list(organization, {
      type: 'productAccess',
      where: where('productAccess').in('key', [...new Set(keys)]),
      sort: [],
      limit: 1_000_000,
    }))
      accesses.set(access.key, access)
  const isPast = (time: unknown, before = 0): time is Date =>
    time instanceof Date && time.getTime() - before <= now.getTime()

  return (item, shown, draft) => {
    const known = knownOf(item, shown)
    if (draft.type === 'productAccess') {
      const { activeUntil } = draft.values
      const access = known && accesses.get(known.recordKey)
      if (activeUntil === undefined || (access && sameTime(access.activeUntil, activeUntil))) return draft
      const endedAt = isPast(activeUntil) ? activeUntil : null
      const warnedAt = isPast(activeUntil, WARN_BEFORE) ? (access?.warnedAt ?? now) : null
      return { ...draft, values: { ...draft.values, endedAt, warnedAt } }
    }
    if (draft.type !== 'subscription' || known) return draft
    const { periodEnd } = draft.values
    return isPast(periodEnd, TELL_BEFORE)
      ? { ...draft, values: { ...draft.values, renewalToldFor: periodEnd } }
      : draft
  }
}

const sameTime = (one: Date | null, other: unknown): boolean =>
  one === null || !(other instanceof Date) ? one === other : one.getTime() === other.getTime()
