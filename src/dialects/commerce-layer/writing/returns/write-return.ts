/** What writing a return needs beyond its attributes (section 6.9). */
import { all } from '../../../../core/query.ts'
import type { LongTailRecord, Order, Payment } from '../../../../core/schema.ts'
import { ownMembers } from '../../describe-resource.ts'
import type { AnyRecord, Writing } from '../../resource.ts'
import { linkedTo } from '../linked.ts'
import type { Draft, Problem, WriteContext } from '../write-types.ts'
import { returnStatusOf } from './triggers.ts'

const orderOf = ({ references }: Draft): Order | undefined =>
  references.get('order')?.[0]?.record as unknown as Order | undefined

/** The capture that it names must be one of its order's. */
async function returnProblems(draft: Draft, context: WriteContext): Promise<Problem[]> {
  const payment = draft.references.get('reference_capture')?.[0]?.record as unknown as Payment | undefined
  if (!payment) return []
  const order = draft.before
    ? (await linkedTo(draft.before.key, 'order', 'order', context))[0]
    : orderOf(draft)
  if (!order || payment.orderKey === order.key) return []
  const meta = { error: 'invalid', value: payment.shortId }
  return [{ field: 'reference_capture', relationship: true, message: 'is invalid', meta }]
}

/** A draft of its order's customer. */
async function newReturn(draft: Draft, context: WriteContext) {
  const order = orderOf(draft)
  return {
    customerKey: order?.customerKey ?? null,
    own: { number: order ? await numberOf(order, context) : null, status: 'draft' },
  }
}

/** `#1234/R/001` is the first return of the order 1234. */
async function numberOf(order: Order, { writer, organization }: WriteContext): Promise<string> {
  await writer.exclusive(`returns-of:${order.shortId}`)
  const where = all(
    { op: 'eq', field: 'kind', value: 'returns' },
    {
      op: 'some',
      relation: 'links',
      where: all({ op: 'eq', field: 'name', value: 'order' }, { op: 'eq', field: 'toKey', value: order.key }),
    },
  )
  const others = await writer.list(organization, { type: 'record', where, sort: [], limit: 10_000 })
  const counts = others.map((one) =>
    Number(/\/R\/(\d+)$/.exec(String(ownMembers('record', one).number))?.[1]),
  )
  const last = Math.max(0, ...counts.filter((count) => !Number.isNaN(count)))
  return `#${order.number ?? order.shortId}/R/${String(last + 1).padStart(3, '0')}`
}

async function createReturn(
  fields: Record<string, unknown>,
  draft: Draft,
  context: WriteContext,
): Promise<AnyRecord> {
  const [one] = await context.writer.create('record', [fields])
  if (!one) throw new Error('Not created')
  const from = await linkedTo(orderOf(draft)?.key ?? 0, 'shipping_address', 'address', context)
  if (from.length > 0) await setAddresses(one.key, 'origin_address', from, context)
  await sendTo(one.key, draft, context)
  return one as unknown as AnyRecord
}

async function updateReturn(
  fields: Record<string, unknown>,
  draft: Draft,
  context: WriteContext,
): Promise<AnyRecord> {
  const before = draft.before as unknown as LongTailRecord
  await sendTo(before.key, draft, context)
  return (await context.writer.update('record', before.key, fields)) as unknown as AnyRecord
}

/** It goes from where the order went to where its stock location is. */
async function sendTo(key: number, { references }: Draft, context: WriteContext): Promise<void> {
  const location = references.get('stock_location')
  if (!location) return
  const [place] = location
  const to = place ? await linkedTo(place.record.key, 'address', 'address', context) : []
  await setAddresses(key, 'destination_address', to, context)
}

const setAddresses = (
  key: number,
  name: string,
  found: readonly { key: number }[],
  { writer }: WriteContext,
): Promise<void> =>
  writer.setLinks(
    'record',
    key,
    name,
    found.map((address) => ({ type: 'address', key: address.key })),
  )

/** [assumed] What was asked for stays on record; a draft, or one that came to nothing, may go. */
async function returnLock(record: AnyRecord): Promise<string | null> {
  const one = record as unknown as LongTailRecord
  const free = ['draft', 'cancelled'].includes(returnStatusOf(one))
  return free ? null : `Failed to destroy Return with id=${one.shortId}`
}

export const returnWriting: Writing = {
  check: returnProblems,
  initial: newReturn,
  create: createReturn,
  update: updateReturn,
  locked: returnLock,
}
