import type { WireRequest, WireResponse } from '../dialect.ts'
import type { DialectTraps, ShownCustomers } from '../traps.ts'
import { linkTo } from './sync/link-header.ts'
import { idOf, objectOf, objectsOf, parseJson } from './sync/read-answer.ts'

export const traps: DialectTraps = {
  shown,
  edit: (_customer, by) => ({ note: `Changed by the trap ${by}` }),
  rowsMove: false,
  renewsTokens: false,
  oldest: 'made-first',
  advice: {
    'created-mid-walk':
      'The list runs from the newest id down: who comes while you walk is above the page that you are on. Note the time before the first request, and let the next run ask for updated_at_min=<that time, less a few minutes>.',
    'cursor-gone':
      'A page_info is not for ever. On 422 “page_info: invalid” begin the list anew without it and leave out the ids that you have (they run downwards: skip what is not below the last one), instead of taking it for the end.',
    'rate-limit':
      'SHOPLINE says 429 without Retry-After; the bucket drains by 4 requests a second. Wait a second, longer each time, then ask for the same page_info again.',
    'expired-token':
      'Tokens of apps live for 10 hours. On 401 refresh the token (or stop and say so), then repeat the same page_info: what was read so far is still good.',
    'edited-mid-walk':
      'The next run must begin where this one began, not where it ended: note the time before the first request and send it, less a few minutes, as updated_at_min.',
    'same-second':
      'updated_at has whole seconds, and several customers can share one. Never go on at “the newest I saw plus a second”: updated_at_min is inclusive, so ask from the beginning of the last run.',
    'old-edited':
      'Ask for what changed (updated_at_min), not for what is new (created_at_min, since_id), and do not stop at the first customer that you know: the list runs by id, not by change.',
    'one-moment':
      'Many customers can have one updated_at (an import, a bulk edit). Follow the link header with rel="next" to its end, instead of moving updated_at_min behind the last row.',
  },
}

const PATH = /^\/admin\/openapi\/v\d+\/(v2\/customers\.json|customers\/)/

function shown({ path }: WireRequest, { body, headers }: WireResponse): ShownCustomers | null {
  const found = PATH.exec(path)
  if (!found) return null
  const { customers, customer } = objectOf(parseJson(String(body)))
  const ids = (customer ? [objectOf(customer)] : objectsOf(customers)).flatMap(({ id }) => idOf(id) ?? [])
  const isPage = found[1] === 'v2/customers.json'
  return { isPage, ids, next: isPage ? linkTo(headers, 'next') : null, number: null, currency: null }
}
