/** Products as Get Products and Get Product show them, members in the pages' order (section 4.6). */
import type { JsonObject, Product, ProductVariant } from '../../../core/schema.ts'
import { ownExtras, timeOf } from '../own-extras.ts'
import { timeOrNull } from '../present.ts'
import { presentFiles } from '../present-files.ts'
import { presentProductVariant } from './present-variant.ts'

/** Where the product is bought: Get Products' samples are the origin, `/checkout/` and the product's id. */
export const checkoutUrl = (product: Pick<Product, 'uuidId'>, origin: string): string =>
  `${origin}/checkout/${product.uuidId}`

const head = (product: Product) => ({
  id: product.uuidId,
  status: product.status,
  name: product.name,
  description: product.description,
})
const tail = (product: Product, origin: string) => ({
  image_url: product.imageUrl,
  checkout_url: checkoutUrl(product, origin),
  currency: product.currency.toLowerCase(),
})

/** A row of the list. `origin` is the request's. */
export const presentProductRow = (product: Product, origin: string) => ({
  ...head(product),
  ...tail(product, origin),
})

/** What a product has besides its columns, kept in its extras under these names; with what a new one has [assumed]. */
export const PRODUCT_SETTINGS = {
  show_active_until_counter: false,
  redirect_url: null,
  redirect_time: null,
  add_redirect_params: false,
  webhook_url: null,
  terms_url: null,
  policy_url: null,
  contact_email: null,
  refund_days: null,
  delegable: false,
  show_discount_field: true,
  hide_tax_id_field: false,
  require_tax_id: false,
  photo_zoomable: false,
  show_confetti: false,
  generate_qr_code: false,
} as const satisfies JsonObject

/** The single product; the list's row has its `slug` after the description here. */
export function presentProduct(product: Product, variants: readonly ProductVariant[], origin: string) {
  const own = ownExtras(product)
  return {
    ...head(product),
    slug: product.slug,
    ...tail(product, origin),
    ...presentFiles(own),
    active_from: timeOrNull(timeOf(own.active_from)),
    active_until: timeOrNull(timeOf(own.active_until)),
    ...Object.fromEntries(
      Object.entries(PRODUCT_SETTINGS).map(([name, initial]) => [name, own[name] ?? initial]),
    ),
    variants: variants.map(presentProductVariant),
  }
}
