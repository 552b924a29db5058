import type { WireRequest, WireResponse } from '../dialect.ts'
import type { DialectTraps, ShownCustomers } from '../traps.ts'
import { BASE } from './answer.ts'

export const traps: DialectTraps = {
  shown,
  edit: ({ fullName }) => ({ fullName: `${fullName ?? 'Somebody'} (renamed)`.slice(0, 200) }),
  rowsMove: true,
  renewsTokens: false,
  oldest: 'listed-last',
  advice: {
    'deleted-mid-walk':
      'Pages are numbers over a living list: who moves up over a border is met by nobody who goes down. Walk a second time and join both walks by id, or walk from the last page to the first, where who moves up is met twice.',
    'bought-mid-walk':
      'The list is ordered by the last order: whoever buys jumps to page 1. When you are through, read from page 1 on again until you meet only rows that you have, and write by id.',
    'rate-limit':
      'On 429 wait as many seconds as Retry-After says, then ask for the same page again. X-RateLimit-Remaining tells how much is left before it happens.',
    'old-edited':
      'The list cannot be asked for changes, and a changed name does not move a customer: every run must read all pages, without stopping at customers that look known.',
  },
}

const LIST = new RegExp(`^${BASE}/customers/?$`)
const SINGLE = new RegExp(`^${BASE}/customers/[^/]+/?$`)

interface Body {
  id?: string
  items?: { id: string }[]
  pagination?: { current_page: number; total_pages: number }
}

function shown({ path, query }: WireRequest, { body }: WireResponse): ShownCustomers | null {
  if (SINGLE.test(path)) {
    const { id } = JSON.parse(String(body)) as Body
    return id ? { isPage: false, ids: [id], next: null, number: null, currency: null } : null
  }
  if (!LIST.test(path)) return null
  const { items = [], pagination } = JSON.parse(String(body)) as Body
  const { current_page: number = 1, total_pages: last = 1 } = pagination ?? {}
  const parameters = new URLSearchParams(query)
  const currency = parameters.get('currency')?.toUpperCase() ?? null
  parameters.set('page', String(number + 1))
  return {
    isPage: true,
    ids: items.map(({ id }) => id),
    next: number < last ? `${path}?${parameters}` : null,
    number,
    currency,
  }
}
