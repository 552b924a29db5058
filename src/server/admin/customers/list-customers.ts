import { Type } from 'typebox'
import type { Secrets } from '../../../auth/secrets.ts'
import type { Organization, RecordStore } from '../../../core/ports.ts'
import { integer, type Members, oneOf, textUpTo } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { ok, param, route } from '../route.ts'
import { openPlace, sealPlace } from './cursor.ts'
import { type Found, ORDERS, type Order, walk } from './orders.ts'
import { CUSTOMER_ITEM, presentItems } from './present.ts'
import { checkView, VIEW } from './view.ts'
import { viewCondition } from './view-condition.ts'

const MOST = 200
const USUAL = 50

/** Which part of a view, in which order. */
export const PAGE = {
  sort: oneOf(...ORDERS),
  after: textUpTo(4000),
} as const
const QUERY = { ...VIEW, ...PAGE, before: textUpTo(4000), limit: integer(1, MOST) } as const

const CUSTOMERS = Type.Object({
  customers: Type.Array(CUSTOMER_ITEM),
  /** For `after`; null: these are the last. */
  next: Type.Union([Type.String(), Type.Null()]),
  /** For `before`; null: these are the first. */
  previous: Type.Union([Type.String(), Type.Null()]),
})
export type CustomersShown = Type.Static<typeof CUSTOMERS>

export const listCustomers = route({
  method: 'GET',
  path: '/organizations/:slug/customers',
  about: 'List, search, filter and sort the customers',
  query: QUERY,
  answers: CUSTOMERS,
  async answer(asked, { organizations, services }) {
    const { records, secrets } = services
    const organization = await organizations.get(param(asked, 'slug'))
    const { rows, next, previous } = await readPage(records, secrets, organization, asked.query)
    const customers = await presentItems(
      records,
      organization.key,
      rows.map(({ customer }) => customer),
    )
    return ok({ customers, next, previous })
  },
})

interface Page {
  rows: Found[]
  next: string | null
  previous: string | null
}

/** The rows of a page in the order that is asked for, with the cursors beside it. */
export async function readPage(
  records: RecordStore,
  secrets: Secrets,
  organization: Organization,
  query: Members<typeof QUERY>,
): Promise<Page> {
  const { sort: order = '-created', after, before, limit = USUAL, ...view } = query
  checkView(view)
  if (after !== undefined && before !== undefined)
    throw new AdminRefusal('invalid', 'after and before: give one of them')
  const sorting = sortingOf(order, view.currency)
  const cursor = after ?? before
  const from = cursor === undefined ? null : openPlace(secrets, sorting, cursor)
  const backwards = before !== undefined
  const condition = viewCondition(view, organization)
  // One more than is shown tells whether there is more.
  const found = await walk(records, organization.key, {
    ...{ order, view, condition, from, backwards },
    limit: limit + 1,
  })
  const rows = found.slice(0, limit)
  if (backwards) rows.reverse()
  const isMore = found.length > limit
  const place = (row: Found | undefined) => (row ? sealPlace(secrets, sorting, row.place) : null)
  return {
    rows,
    next: isMore || backwards ? place(rows.at(-1)) : null,
    previous: (backwards ? isMore : from !== null) ? place(rows[0]) : null,
  }
}

const sortingOf = (order: Order, currency: string | undefined): string =>
  order.endsWith('spent') ? `${order} ${currency ?? ''}` : order
