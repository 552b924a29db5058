/** What a product's body may say (Create Product, Update Product), and how it is kept. */
import type { NewRecord } from '../../../core/ports.ts'
import type { JsonObject } from '../../../core/schema.ts'
import { withOwn } from '../own-extras.ts'
import { PRODUCT_SETTINGS } from '../reading/present-product.ts'
import { FILE_RULES, keptFiles } from './files.ts'
import { keptValues } from './kept-values.ts'
import { currency, email, flag, integer, oneOf, required, text, time, url } from './rules.ts'
import type { Values } from './validate.ts'

/** In the page's order; the settings that only Get Product names come last [assumed: they can be written]. */
export const PRODUCT_RULES = {
  status: required(oneOf('draft', 'published')),
  name: required(text({ max: 255 })),
  currency: required(currency()),
  description: text({ max: 10_000 }),
  image_url: url({ max: 255 }),
  slug: text({ max: 255, pattern: /^[a-z0-9-]+$/ }),
  active_from: time(),
  active_until: time({ from: 'active_from' }),
  redirect_url: url({ max: 1000 }),
  webhook_url: url(),
  terms_url: url(),
  policy_url: url(),
  contact_email: email({ max: 255 }),
  refund_days: integer({ min: 0 }),
  show_discount_field: flag(),
  delegable: flag(),
  ...FILE_RULES,
  show_active_until_counter: flag(),
  redirect_time: integer({ min: 0 }),
  add_redirect_params: flag(),
  hide_tax_id_field: flag(),
  require_tax_id: flag(),
  photo_zoomable: flag(),
  show_confetti: flag(),
  generate_qr_code: flag(),
}
type ProductValues = Values<typeof PRODUCT_RULES>

const KEPT = [...Object.keys(PRODUCT_SETTINGS), 'active_from', 'active_until']

/** The product's fields but for its slug; `extras` are those it has. */
export function productFields(values: ProductValues, extras: JsonObject): NewRecord<'product'> {
  const { status, name, description, image_url, currency: code } = values
  return {
    ...(status ? { status } : {}),
    ...(name ? { name } : {}),
    ...(code ? { currency: code } : {}),
    ...(description === undefined ? {} : { description }),
    ...(image_url === undefined ? {} : { imageUrl: image_url }),
    extras: withOwn(extras, { ...keptValues(KEPT, values), ...keptFiles(values) }),
  }
}
