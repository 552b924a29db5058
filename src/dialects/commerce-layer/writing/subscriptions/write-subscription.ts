/** What writing an order subscription needs beyond its attributes (section 6.8). */
import { CoreError } from '../../../../core/errors.ts'
import type { Order } from '../../../../core/schema.ts'
import { randomText } from '../../../../lib/random-text.ts'
import type { AnyRecord, Writing } from '../../resource.ts'
import { linkedTo } from '../linked.ts'
import { blank, mustExist } from '../problems.ts'
import type { Draft, Problem, WriteContext } from '../write-types.ts'

const DIGITS = '0123456789'
const NUMBER_LENGTH = 12

const sourceOf = ({ references }: Draft): Order | undefined =>
  references.get('source_order')?.[0]?.record as unknown as Order | undefined

/** Its customer is its order's; it starts when it is told to, unless that order starts it. */
function subscriptionProblems(draft: Draft): Problem[] {
  const { before, values } = draft
  if (before) return []
  const problems: Problem[] = []
  if (sourceOf(draft)?.customerKey === null) problems.push(mustExist('customer'))
  if (values.get('activate_by_source_order') === false && !values.get('starts_at'))
    problems.push(blank('starts_at'))
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
