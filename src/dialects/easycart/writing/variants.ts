/** POST /products/{id}/variants and PATCH /product-variants/{id} (section 4.6). */
import type { NewRecord } from '../../../core/ports.ts'
import type { JsonObject } from '../../../core/schema.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { ownExtras, withOwn } from '../own-extras.ts'
import { presentVariant } from '../present-variant.ts'
import type { EasycartCall } from '../routes.ts'
import { keptValues } from './kept-values.ts'
import { changeNamed } from './named-record.ts'
import { readBody } from './read-body.ts'
import { flag, integer, object, oneOf, required, requiredIf, text, time } from './rules.ts'

/** What both pages name; kept in the extras under these names but for `name`. */
const SHARED = {
  name: text({ max: 255 }),
  trial_period_days: integer({ min: 0, max: 730 }),
  active_cycles: integer({ min: 1 }),
  is_hidden: flag(),
  quantity: integer({ min: 0 }),
  has_quantity: flag(),
  old_price: integer({ min: 0 }),
  active_from: time(),
  active_until: time({ from: 'active_from' }),
  tax_behavior: oneOf('inclusive', 'exclusive'),
}
const CREATE = {
  type: required(oneOf('one_time', 'recurring')),
  amount: required(integer({ min: 0 })),
  recurring_options: requiredIf(
    'type',
    'recurring',
    object({
      interval: required(oneOf('day', 'week', 'month', 'year')),
      interval_count: integer({ min: 1 }),
    }),
  ),
  ...SHARED,
}
/** Neither type nor amount: a price that was sold for stays what it is. */
const UPDATE = {
  ...SHARED,
  custom_id: text({ max: 255 }),
  cancel_early: flag(),
  keep_access_after_expiring: flag(),
  allow_multiple_subscriptions: flag(),
  active_days: integer({ min: 1 }),
  refund_days: integer({ min: 0 }),
}
const KEPT = Object.keys(UPDATE).filter((name) => name !== 'name')

export async function createVariant(call: EasycartCall): Promise<WireResponse> {
  const [variant] = await changeNamed(call, 'product', async ({ key: productKey }, writer) => {
    const values = readBody(call.request, CREATE)
    const { type = 'one_time', amount, recurring_options: recurring } = values
    return writer.create('productVariant', [
      {
        productKey,
        kind: type ?? 'one_time',
        amount: amount ?? 0,
        ...(type === 'recurring' && recurring
          ? { interval: recurring.interval ?? null, intervalCount: recurring.interval_count ?? 1 }
          : {}),
        ...variantFields(values, {}),
      },
    ])
  })
  if (!variant) throw new Error('No variant was written')
  return jsonResponse(201, CONTENT_TYPE, presentVariant(variant))
}

export async function updateVariant(call: EasycartCall): Promise<WireResponse> {
  const variant = await changeNamed(call, 'productVariant', async (one, writer) => {
    const values = readBody(call.request, UPDATE, ownExtras(one))
    return writer.update('productVariant', one.key, variantFields(values, one.extras))
  })
  return jsonResponse(200, CONTENT_TYPE, presentVariant(variant))
}

const variantFields = (
  values: { name?: string | null },
  extras: JsonObject,
): NewRecord<'productVariant'> => ({
  ...(values.name === undefined ? {} : { name: values.name }),
  extras: withOwn(extras, keptValues(KEPT, values)),
})
