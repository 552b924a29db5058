/** What writing an order subscription needs beyond its attributes (section 6.8). */
import { CoreError } from '../../../../core/errors.ts'
import type { Order, Subscription } from '../../../../core/schema.ts'
import { randomText } from '../../../../lib/random-text.ts'
import type { AnyRecord, Writing } from '../../resource.ts'
import { startOf } from '../../values/subscription-values.ts'
import { linkedTo } from '../linked.ts'
import { blank, invalid, lessThan, mustExist, tooMany } from '../problems.ts'
import type { Draft, Problem, WriteContext } from '../write-types.ts'

const DIGITS = '0123456789'
const NUMBER_LENGTH = 12

const sourceOf = ({ references }: Draft): Order | undefined =>
  references.get('source_order')?.[0]?.record as unknown as Order | undefined

/** Hours (Order subscriptions, `renewal_alert_period`). */
const [FIRST_ALERT, LAST_ALERT] = [1, 720]

/** Its customer is its order's; it starts when it is told to, unless that order starts it. */
function newProblems(draft: Draft): Problem[] {
  const { before, values } = draft
  if (before) return []
  const problems: Problem[] = []
  if (sourceOf(draft)?.customerKey === null) problems.push(mustExist('customer'))
  if (values.get('activate_by_source_order') === false && !values.get('starts_at'))
    problems.push(blank('starts_at'))
  return problems
}

/** It expires after it starts, and runs next in the future (Order subscriptions, attributes). */
function subscriptionProblems(draft: Draft, { services }: WriteContext): Problem[] {
  const { before, values } = draft
  const problems = newProblems(draft)
  const period = values.get('renewal_alert_period')
  if (typeof period === 'number' && period < FIRST_ALERT)
    problems.push(lessThan('renewal_alert_period', period, FIRST_ALERT))
  if (typeof period === 'number' && period > LAST_ALERT)
    problems.push(tooMany('renewal_alert_period', period, LAST_ALERT))
  const now = services.clock()
  const starts = values.get('starts_at') ?? (before ? startOf(before as unknown as Subscription) : now)
  const [expires, next] = [values.get('expires_at'), values.get('next_run_at')]
  if (expires instanceof Date && starts instanceof Date && expires <= starts)
    problems.push(invalid('expires_at', expires))
  if (next instanceof Date && next <= now) problems.push(invalid('next_run_at', next))
  return problems
}

/** [assumed] What its order is for, in the order's currency and for the order's amount: items are not kept. */
async function newSubscription(draft: Draft, context: WriteContext) {
  const order = sourceOf(draft)
  if (!order) throw new CoreError('invalid-value', { field: 'source_order' })
  const { writer, organization } = context
  const [line] = await writer.list(organization, {
    type: 'orderLine',
    where: { op: 'eq', field: 'orderKey', value: order.key },
    sort: [{ field: 'position' }, { field: 'key' }],
    limit: 1,
  })
  return {
    customerKey: order.customerKey,
    status: 'incomplete',
    productName: line?.productName ?? `Order ${order.number ?? order.shortId}`,
    productUuid: line?.productUuid ?? null,
    variantName: line?.variantName ?? null,
    quantity: line?.quantity ?? 1,
    currency: order.currency,
    recurringAmount: order.amount,
    provider: 'manual',
    activeCycles: 0,
    own: {
      number: `1${randomText(NUMBER_LENGTH - 1, DIGITS, context.services.random)}`,
      activate_by_source_order: true,
      place_target_order: true,
      renewal_alert_period: 1,
      errors_count: 0,
    },
  }
}

/** In its order's market, unless another was named. */
async function createSubscription(
  fields: Record<string, unknown>,
  draft: Draft,
  context: WriteContext,
): Promise<AnyRecord> {
  const [subscription] = await context.writer.create('subscription', [fields])
  if (!subscription) throw new Error('Not created')
  const market = draft.references.get('market')?.length
    ? undefined
    : (await linkedTo(sourceOf(draft)?.key ?? 0, 'market', 'record', context))[0]
  if (market)
    await context.writer.setLinks('subscription', subscription.key, 'market', [
      { type: 'record', key: market.key },
    ])
  return subscription as unknown as AnyRecord
}

export const subscriptionWriting: Writing = {
  check: subscriptionProblems,
  initial: newSubscription,
  create: createSubscription,
}
