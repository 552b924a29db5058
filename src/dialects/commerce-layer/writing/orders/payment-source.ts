/** How an order is paid: a stored source of its customer, put there or taken into the customer's wallet. */
import { all } from '../../../../core/query.ts'
import type { RecordType } from '../../../../core/schema.ts'
import { type Effect, refusal, refuseTrigger } from '../effects.ts'
import { linkedTo } from '../linked.ts'
import { invalid } from '../problems.ts'
import { needsCustomer } from './statuses.ts'

const LINKS = ['payment_source', 'payment_method'] as const
const asTargets = (records: readonly { key: number }[]) =>
  records.map(({ key }) => ({ type: 'record' as RecordType, key }))

/** The stored source must be the order's customer's; what it is and its method become the order's. */
export const useCustomerPaymentSource: Effect<'order'> = async (order, call) => {
  const { writer, organization } = call.context
  const where = all(
    { op: 'eq', field: 'shortId', value: String(call.value).replaceAll('\0', '') },
    { op: 'eq', field: 'customerKey', value: needsCustomer(order, call) },
  )
  const [stored] = await writer.list(organization, { type: 'paymentSource', where, sort: [], limit: 1 })
  if (!stored) throw refusal(invalid(call.name, call.value))
  const sources = await linkedTo(stored.key, 'payment_source', 'record', call.context)
  if (sources.length === 0) throw refuseTrigger(call, 'has no payment source', 'blank')
  for (const name of LINKS) {
    const found = await linkedTo(stored.key, name, 'record', call.context)
    if (found.length > 0) await writer.setLinks('order', order.key, name, asTargets(found))
  }
  return order
}

export const nullifyPaymentSource: Effect<'order'> = async (order, { context }) => {
  await context.writer.setLinks('order', order.key, 'payment_source', [])
  return order
}

/** A stored source of the customer with the order's own, unless there is one already. */
export const savePaymentSource: Effect<'order'> = async (order, call) => {
  const { writer, organization } = call.context
  const customerKey = needsCustomer(order, call)
  const [source] = await linkedTo(order.key, 'payment_source', 'record', call.context)
  if (!source) throw refuseTrigger(call, 'needs a payment source', 'blank')
  await writer.lockCustomers([customerKey])
  const where = all(
    { op: 'eq', field: 'customerKey', value: customerKey },
    {
      op: 'some',
      relation: 'links',
      where: all(
        { op: 'eq', field: 'name', value: 'payment_source' },
        { op: 'eq', field: 'toKey', value: source.key },
      ),
    },
  )
  const [known] = await writer.list(organization, { type: 'paymentSource', where, sort: [], limit: 1 })
  if (known) return order
  const [stored] = await writer.create('paymentSource', [{ customerKey }])
  for (const name of LINKS) {
    const found = await linkedTo(order.key, name, 'record', call.context)
    if (stored && found.length > 0) await writer.setLinks('paymentSource', stored.key, name, asTargets(found))
  }
  return order
}
