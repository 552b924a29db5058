import type { JsonObject } from '../../core/schema.ts'
import type { WireRequest, WireResponse } from '../dialect.ts'
import type { DialectTraps, ShownCustomers } from '../traps.ts'
import { readParams } from './query/read-params.ts'

export const traps: DialectTraps = {
  shown,
  edit: ({ metadata }, by) => ({ metadata: { ...(metadata as JsonObject | null), changed_by: by } }),
  rowsMove: true,
  renewsTokens: true,
  oldest: 'made-first',
  advice: {
    'deleted-mid-walk':
      'Do not walk by page number. Sort by created_at and ask for the next rows with filter[q][created_at_gteq]=<created_at of the last row>, leaving out the ids that you have: a row that goes then moves nothing.',
    'created-mid-walk':
      'Note the time before the first request. The next incremental run asks for filter[q][updated_at_gteq]=<that time, less a few minutes>; write every customer by id, so that one who is shown twice is kept once.',
    'rate-limit':
      'On 429 wait as many seconds as Retry-After says, then ask for the same page again. X-Ratelimit-Remaining tells how much is left before it happens.',
    'expired-token':
      'A token lives for some hours, a long walk may not fit in. On 401 get a new one from /oauth/token and repeat the same request.',
    'edited-mid-walk':
      'The next run must begin where this one began, not where it ended: note the time before the first request and ask for filter[q][updated_at_gteq]=<that time, less a few minutes>.',
    'same-second':
      'Do not go on behind the newest updated_at that you saw: another customer may have changed in the same moment, or at an earlier one on a page you had read. Ask with updated_at_gteq, not _gt, from the beginning of the last run.',
    'old-edited':
      'Ask for what changed, not for what is new: sort=updated_at with filter[q][updated_at_gteq], not created_at, and do not stop at the first customer that you know.',
    'one-moment':
      'Many customers can have one updated_at (an import, a bulk edit). With a whole page of one moment, take the next page number of the same query before moving the filter on, and use _gteq: _gt skips the rest of them.',
  },
}

interface Document {
  data?: Identifier | Identifier[] | null
  included?: Identifier[]
  links?: { next?: string }
}
interface Identifier {
  type: string
  id: string
}

function shown({ path, query }: WireRequest, { body }: WireResponse): ShownCustomers | null {
  const { data, included = [], links } = JSON.parse(String(body)) as Document
  const all = [...(Array.isArray(data) ? data : data ? [data] : []), ...included]
  const ids = all.flatMap(({ type, id }) => (type === 'customers' ? [id] : []))
  const isPage = /^\/api\/customers\/?$/.test(path) && Array.isArray(data)
  if (!isPage) return ids.length > 0 ? { ...SINGLE, ids } : null
  const number = readParams(query).find(({ path: [name, key] }) => name === 'page' && key === 'number')?.value
  return {
    isPage,
    ids: ids.slice(0, (data as Identifier[]).length),
    next: links?.next?.replace(/^https?:\/\/[^/]+/, '') ?? null,
    number: Number(number ?? 1),
    currency: null,
  }
}

const SINGLE = { isPage: false, next: null, number: null, currency: null } as const
