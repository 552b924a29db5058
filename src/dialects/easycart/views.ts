/** How one customer is read here (section 3), and which members show which field. */
import type { CustomerViews, ViewName, ViewSubject } from '../views.ts'
import { BASE } from './answer.ts'

const INCLUDED: Readonly<Record<ViewName, string>> = {
  customer: '',
  details: '&include=subscriptions,products,ltv',
  orders: '&include=orders',
}

const url = (view: ViewName, { id, currency }: ViewSubject): string =>
  `${BASE}/customers/${id}?currency=${currency.toLowerCase()}${INCLUDED[view]}`

export const views: CustomerViews = {
  url,
  code: (view, subject) => `const answer = await fetch('${subject.origin}${url(view, subject)}', {
  headers: { Authorization: \`Bearer \${process.env.TOKEN}\` },
})
const customer = await answer.json()
`,
  language: 'JavaScript',
  token: 'an API token of the store',
  passing: [],
  fields: {
    'customer.id': 'id',
    'customer.email': { at: 'email', note: '"" without one' },
    'customer.fullName': { at: 'name', note: 'without one first and last name' },
    'customer.avatarUrl': 'avatar',
    'customerTotal.completedCount': 'orders_count',
    'customerTotal.firstPlacedAt': { at: 'first_seen', note: 'in whole seconds' },
    'customerTotal.lastPlacedAt': { at: 'last_order', note: 'in whole seconds' },
    'customerTotal.paidAmount': 'ltv.payments_total',
    'customerTotal.refundedAmount': 'ltv.refunds_total',
    'order.id': 'orders[].id',
    'order.status': { at: 'orders[].status', note: 'null for one of unknown status' },
    'order.currency': { at: 'orders[].currency', note: 'in lower case' },
    'order.amount': { at: 'orders[].amount', note: 'in minor units' },
    'order.createdAt': { at: 'orders[].created_at', note: 'in whole seconds' },
  },
}
