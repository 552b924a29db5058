/** POST /products/{id}/variants and PATCH /product-variants/{id} (section 4.6). */
import type { NewRecord } from '../../../core/ports.ts'
import type { JsonObject } from '../../../core/schema.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { EasycartCall } from '../call.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { ownExtras, withOwn } from '../own-extras.ts'
import { presentFullVariant, VARIANT_SETTINGS } from '../reading/present-variant.ts'
import { FILE_RULES, keptFiles } from './files.ts'
import { keptValues } from './kept-values.ts'
import { changeNamed } from './named-record.ts'
import { readBody } from './read-body.ts'
import { flag, integer, object, oneOf, required, requiredIf, text, time, url } from './rules.ts'

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
export const NEW_VARIANT = {
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
/**
 * Neither type nor amount: a price that was sold for stays what it is. That the files and the remarks can be written is
 * assumed, since Get Product Variant shows them, and so is the remarks' length.
 */
export const VARIANT_CHANGES = {
  ...SHARED,
  custom_id: text({ max: 255 }),
  cancel_early: flag(),
  keep_access_after_expiring: flag(),
  allow_multiple_subscriptions: flag(),
  active_days: integer({ min: 1 }),
  show_active_until_counter: flag(),
  refund_days: integer({ min: 0 }),
  redirect_url: url({ max: 1000 }),
  redirect_time: integer({ min: 0 }),
  ...FILE_RULES,
  invoice_remarks: text({ max: 1000 }),
}
const KEPT = [...Object.keys(VARIANT_SETTINGS), 'invoice_remarks']

export async function createVariant(call: EasycartCall): Promise<WireResponse> {
  const [variant] = await changeNamed(call, 'product', async ({ key: productKey }, writer) => {
    const values = readBody(call.request, NEW_VARIANT)
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
  return jsonResponse(201, CONTENT_TYPE, presentFullVariant(variant))
}

export async function updateVariant(call: EasycartCall): Promise<WireResponse> {
  const variant = await changeNamed(call, 'productVariant', async (one, writer) => {
    const values = readBody(call.request, VARIANT_CHANGES, ownExtras(one))
    return writer.update('productVariant', one.key, variantFields(values, one.extras))
  })
  return jsonResponse(200, CONTENT_TYPE, presentFullVariant(variant))
}

const variantFields = (
  values: { name?: string | null } & Parameters<typeof keptFiles>[0],
  extras: JsonObject,
): NewRecord<'productVariant'> => ({
  ...(values.name === undefined ? {} : { name: values.name }),
  extras: withOwn(extras, { ...keptValues(KEPT, values), ...keptFiles(values) }),
})
