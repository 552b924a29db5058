/**
 * The stream of transactions: those that no order and no subscription gave, or that changed since. Read alone, since
 * only the single one shows the tax and whose it is.
 */
import type { Draft } from '../../../core/draft.ts'
import type { Get, SyncItem, SyncStream } from '../../client.ts'
import { customersOf } from './customers.ts'
import { keptInvoices } from './kept-extras.ts'
import { oldestFirst } from './oldest-first.ts'
import { existsAt, readEach, readOne } from './read-one.ts'
import { isAsGiven, memoryOf, remember } from './run-memory.ts'
import { currencyIn, pointer, type Refund, type Row, type Transaction, timeIn } from './wire.ts'

export const transactions: SyncStream = {
  name: 'transactions',
  type: 'payment',
  incremental: false,
  async *pages({ get, from, shop }) {
    const memory = memoryOf(get)
    for await (const { rows, next } of oldestFirst<Row>(get, '/api/v1/transactions', { from })) {
      const unread = rows.filter((row) => !isAsGiven(memory, row))
      const { found, odd } = await readEach('payment', unread, async (id) => {
        const transaction = await readTransaction(get, id)
        return transaction && { payer: transaction.customer?.id, item: itemOf(get, transaction) }
      })
      const payers = found.flatMap(({ payer }) => payer ?? [])
      yield {
        items: [...(await customersOf({ get, shop }, payers)), ...found.map(({ item }) => item), ...odd],
        next,
        total: null,
      }
    }
  },
  exists: existsAt((id) => `/transactions/${id}`),
}

export const readTransaction = (get: Get, id: string): Promise<Transaction | null> =>
  readOne<Transaction>(get, `/transactions/${id}?include=order,customer,invoices,refunds`)

function itemOf(get: Get, transaction: Transaction): SyncItem {
  return {
    type: 'payment',
    remoteId: transaction.id,
    drafts: paymentDrafts(get, transaction),
    shown: transaction,
  }
}

/** The payment and its refunds. `subscription` is whose renewal it is, which only the subscription shows. */
export function paymentDrafts(get: Get, transaction: Transaction, subscription?: Row): Draft[] {
  remember(memoryOf(get), transaction)
  const { order, customer } = transaction
  const owner = { customerKey: customer && pointer(customer) }
  const payment: Draft = {
    type: 'payment',
    values: {
      uuidId: transaction.id,
      remoteId: transaction.remote_id,
      provider: transaction.provider,
      currency: currencyIn(transaction.currency),
      amount: transaction.total,
      taxAmount: transaction.tax_amount,
      isRenewal: transaction.is_subscription_followup,
      paidAt: timeIn(transaction.date),
      // A transaction is a captured payment: it came into being when it was captured.
      createdAt: timeIn(transaction.date),
    },
    links: {
      ...owner,
      orderKey: order && pointer(order),
      ...(subscription ? { subscriptionKey: pointer(subscription) } : {}),
    },
    own: { easycart: keptInvoices(transaction.invoices) },
  }
  const refund = (one: Refund): Draft => ({
    type: 'refund',
    values: {
      uuidId: one.id,
      currency: currencyIn(one.currency),
      amount: one.amount,
      // What was only submitted is not shown.
      state: 'recorded',
      createdAt: timeIn(one.created_at),
    },
    links: { ...owner, paymentKey: pointer(transaction) },
  })
  return [payment, ...transaction.refunds.map(refund)]
}
