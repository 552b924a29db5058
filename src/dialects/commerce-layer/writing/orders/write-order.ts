/** What writing an order needs beyond its attributes (section 6.7). */
import { all, type Condition } from '../../../../core/query.ts'
import type { Order, RecordOf } from '../../../../core/schema.ts'
import { randomText } from '../../../../lib/random-text.ts'
import { inScope } from '../../links.ts'
import { roleOf } from '../../permissions.ts'
import type { AnyRecord, Writing } from '../../resource.ts'
import { blank, taken } from '../problems.ts'
import type { Draft, Problem, Write, WriteContext, WriteValue } from '../write-types.ts'
import { ownerOfOrderProblems } from './owner.ts'

const DIGITS = '0123456789'
const NUMBER_LENGTH = 8

/** [assumed] Prices are not kept, so a new order is in the organization's currency. */
const currencyOf = ({ caller }: WriteContext): string => caller.organization.currency

/** A blank number is generated, and does not take away the one that there is. */
export const orderNumber: Write = (value) => (isBlank(value) ? {} : { number: String(value).trim() })

const isBlank = (value: WriteValue | undefined): boolean =>
  value === undefined || value === null || String(value).trim() === ''

async function orderProblems(draft: Draft, context: WriteContext): Promise<Problem[]> {
  return [
    ...(await marketProblems(draft, context)),
    ...(await numberProblems(draft, context)),
    ...ownerOfOrderProblems(draft),
  ]
}

/** Required, unless it is the one in the token's scope. */
async function marketProblems({ before, references }: Draft, context: WriteContext): Promise<Problem[]> {
  const sent = references.get('market')
  const lacking = sent ? sent.length === 0 : before === null && !(await marketInScope(context))
  return lacking ? [blank('market', true)] : []
}

async function marketInScope({
  caller,
  writer,
  organization,
}: WriteContext): Promise<RecordOf<'record'> | undefined> {
  const where = all({ op: 'eq', field: 'kind', value: 'markets' }, inScope({ type: 'markets' }, caller))
  const found = await writer.list(organization, { type: 'record', where, sort: [], limit: 2 })
  return found.length === 1 ? found[0] : undefined
}

async function numberProblems({ before, values }: Draft, context: WriteContext): Promise<Problem[]> {
  const value = values.get('number')
  if (value === undefined || isBlank(value)) return []
  const number = String(value).trim()
  // Two orders that are given one number at the same time: the second sees the first.
  await context.writer.exclusive(`order-number:${number}`)
  const others = await withNumber(number, context)
  return others.some(({ key }) => key !== before?.key) ? [taken('number', value)] : []
}

function withNumber(number: string, { writer, organization }: WriteContext): Promise<Order[]> {
  const where: Condition = { op: 'eq', field: 'number', value: number }
  return writer.list(organization, { type: 'order', where, sort: [], limit: 2 })
}

async function freshNumber(context: WriteContext): Promise<string> {
  for (;;) {
    const number = `1${randomText(NUMBER_LENGTH - 1, DIGITS, context.services.random)}`
    if ((await withNumber(number, context)).length === 0) return number
  }
}

/** A new order is a draft of nothing, of the customer whose token asks for it. */
async function newOrder({ values }: Draft, context: WriteContext) {
  const { caller, services } = context
  return {
    status: 'created',
    currency: currencyOf(context),
    amount: 0,
    quantity: 0,
    number: isBlank(values.get('number')) ? await freshNumber(context) : null,
    ...(roleOf(caller) === 'customer' ? { customerKey: caller.owner?.key } : {}),
    own: {
      status: 'draft',
      token: Buffer.from(services.random(16)).toString('hex'),
      autorefresh: true,
      circuit_state: 'closed',
      circuit_failure_count: 0,
    },
  }
}

async function createOrder(
  fields: Record<string, unknown>,
  draft: Draft,
  context: WriteContext,
): Promise<AnyRecord> {
  const [order] = await context.writer.create('order', [fields])
  if (!order) throw new Error('Not created')
  const market = draft.references.get('market')?.length ? undefined : await marketInScope(context)
  if (market)
    await context.writer.setLinks('order', order.key, 'market', [{ type: 'record', key: market.key }])
  return order as unknown as AnyRecord
}

/** With another customer, or none, it loses the e-mail that it came with. */
async function updateOrder(
  fields: Record<string, unknown>,
  draft: Draft,
  { writer }: WriteContext,
): Promise<AnyRecord> {
  const { before, references, values } = draft
  const moved = references.has('customer') && !values.has('customer_email') ? { customerEmail: null } : {}
  return (await writer.update('order', before?.key ?? 0, { ...moved, ...fields })) as unknown as AnyRecord
}

/** [assumed] A cart may go; what was placed stays in the books, and so does what was paid for. */
async function orderLock(record: AnyRecord, { writer, organization }: WriteContext): Promise<string | null> {
  const order = record as unknown as Order
  const paid = await writer.list(organization, {
    type: 'payment',
    where: { op: 'eq', field: 'orderKey', value: order.key },
    sort: [],
    limit: 1,
  })
  const locked = order.status !== 'created' || paid.length > 0
  return locked ? `Failed to destroy Order with id=${order.shortId}` : null
}

export const orderWriting: Writing = {
  check: orderProblems,
  initial: newOrder,
  create: createOrder,
  update: updateOrder,
  locked: orderLock,
}
