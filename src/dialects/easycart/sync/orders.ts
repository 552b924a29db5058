/**
 * The stream of orders, each with all that hangs on it: lines, payments and their refunds, the accesses and the
 * subscriptions that it gave. So it is written whole or not at all, and the customer's figures with it.
 */
import type { Draft } from '../../../core/draft.ts'
import type { Get, SyncItem, SyncStream, Walk } from '../../client.ts'
import { itemOr, readItemOr } from '../../odd-item.ts'
import { accessDraft, customersOf } from './customers.ts'
import { keptInvoices } from './kept-extras.ts'
import { oldestFirst } from './oldest-first.ts'
import { givenBy, readLines, type Sold, variantsGiven } from './order-lines.ts'
import { primaryProducts } from './primary-products.ts'
import { catalogueOf } from './products.ts'
import { eachOf, existsAt, readEach, readOne } from './read-one.ts'
import { memoryOf } from './run-memory.ts'
import { type Plan, peopleOf, planDrafts, readPlan } from './subscriptions.ts'
import { paymentDrafts, readTransaction } from './transactions.ts'
import { type Customer, currencyIn, type Order, pointer, type Row, type Transaction, timeIn } from './wire.ts'

const SECTIONS = 'line_items,customer,transactions,invoices'

interface Books {
  order: Order
  /** Oldest first. */
  payments: readonly Transaction[]
  plans: readonly Plan[]
}

export const orders: SyncStream = {
  name: 'orders',
  type: 'order',
  incremental: false,
  async *pages({ get, from, shop }) {
    const catalogue = await catalogueOf(get)
    const primary = await primaryProducts(get, catalogue)
    for await (const { rows, next } of oldestFirst<Row>(get, '/api/v1/orders', { from, atOnce: 5 })) {
      const { found, odd } = await readEach('order', rows, (id) => readBooks(get, id))
      const people = await customersOf(
        { get, shop },
        found.flatMap((books) => customersIn(books)),
      )
      // A customer who is not of the platform's shape is rejected by themselves.
      await eachOf(found, ({ order: shown }) =>
        readItemOr({ type: 'order', remoteId: shown.id, shown }, async () => ({
          read: await readMissingAccesses({ get, shop }, shown),
        })),
      )
      const { accesses } = memoryOf(get)
      const items = found.map((books) => {
        const { order: shown, plans } = books
        return itemOr({ type: 'order', remoteId: shown.id, shown }, () =>
          itemOf(get, books, { accesses, plans, catalogue, primary }),
        )
      })
      yield { items: [...withoutGiven(people, items), ...items, ...odd], next, total: null }
    }
  },
  exists: existsAt((id) => `/orders/${id}`),
}

async function readBooks(get: Get, id: string): Promise<Books | null> {
  const order = await readOne<Order>(get, `/orders/${id}?include=${SECTIONS}`)
  if (!order) return null
  const payments: Transaction[] = []
  // Shown newest first.
  for (const row of [...order.transactions].reverse()) {
    const payment = await readTransaction(get, row.id)
    if (payment) payments.push(payment)
  }
  const plans: Plan[] = []
  for (const given of new Set(order.line_items.flatMap((line) => givenBy(line, 'subscription')))) {
    const plan = await readPlan(get, given)
    if (plan) plans.push(plan)
  }
  return { order, payments, plans }
}

const customersIn = ({ order, payments, plans }: Books): string[] => [
  ...[order, ...payments].flatMap(({ customer }) => customer?.id ?? []),
  ...plans.flatMap(peopleOf),
]

/** An access that was given since its customer was read, or before a restart. */
async function readMissingAccesses({ get, shop }: Pick<Walk, 'get' | 'shop'>, order: Order): Promise<null> {
  const { accesses } = memoryOf(get)
  const isMissing = order.line_items.some((line) => givenBy(line, 'product').some((id) => !accesses.has(id)))
  if (!isMissing || !order.customer) return null
  const query = `currency=${shop.currency.toLowerCase()}&include=products`
  const customer = await readOne<Customer>(get, `/customers/${order.customer.id}?${query}`)
  for (const access of Array.isArray(customer?.products) ? customer.products : [])
    accesses.set(access.id, { customer: order.customer.id, access })
  return null
}

/** Customers without the accesses that an order beside them gives: that says more of them. */
function withoutGiven(people: readonly SyncItem[], items: readonly SyncItem[]): SyncItem[] {
  const given = new Set(items.flatMap(({ drafts }) => drafts.map(({ values }) => values.uuidId)))
  return people.map(({ whole: _, drafts, ...person }) => ({
    ...person,
    drafts: drafts.filter(({ values }) => !given.has(values.uuidId)),
  }))
}

function itemOf(get: Get, { order, payments, plans }: Books, sold: Sold): SyncItem {
  const { lines, idsOf } = readLines(order, sold)
  const given = [...variantsGiven(order, idsOf)].flatMap(([id, variantUuid]): Draft[] => {
    const known = sold.accesses.get(id)
    if (!known) return []
    const { values, links, ...draft } = accessDraft(known.access, known.customer)
    return [
      {
        ...draft,
        values: { ...values, ...(variantUuid ? { variantUuid } : {}) },
        links: { ...links, orderKey: pointer(order) },
      },
    ]
  })
  const paid = new Set(payments.flatMap(({ invoices }) => invoices.map((invoice) => JSON.stringify(invoice))))
  const draft: Draft = {
    type: 'order',
    values: {
      uuidId: order.id,
      // A legacy order shows none (Get Orders).
      status: order.status ?? 'unknown',
      amount: order.amount,
      currency: currencyIn(order.currency),
      quantity: order.quantity,
      customerEmail: order.customer_email,
      createdAt: timeIn(order.created_at),
    },
    links: { customerKey: order.customer && pointer(order.customer) },
    lines,
    // It shows those of its payments, too.
    own: {
      easycart: keptInvoices(order.invoices.filter((invoice) => !paid.has(JSON.stringify(invoice)))),
    },
  }
  return {
    type: 'order',
    remoteId: order.id,
    drafts: [
      draft,
      ...given,
      // With a renewal that is an order's, too, it waits until all orders are there.
      ...plans
        .filter(({ renewals }) => renewals.every((renewal) => renewal.order === null))
        .flatMap((plan) => planDrafts(get, plan)),
      ...payments.flatMap((payment) => paymentDrafts(get, payment)),
    ],
    shown: order,
  }
}
