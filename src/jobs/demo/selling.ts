/** What the demo's shop sells, and the codes that make it cheaper. */
import type { SeededRandom } from '../../lib/seeded-random.ts'
import { uuidFrom } from '../../lib/uuid.ts'
import { CATALOGUE } from './data/catalogue.ts'
import { PROMOTION_CODES } from './data/promotion-codes.ts'
import { DAY, later, type Plan, type Product } from './plan.ts'

/** The catalogue, each price of an item a variant of the product. */
export const planProducts = (plan: Plan, at: Date, random: SeededRandom): Product[] =>
  CATALOGUE.map((item) => {
    const planned = plan('product', at, {
      uuidId: uuidFrom(random.bytes(16)),
      name: item.name,
      slug: item.slug,
      status: item.status,
      currency: item.currency,
      description: item.description,
      imageUrl: item.description ? `https://img.example.com/products/${item.slug}.jpg` : null,
    })
    const { recurring } = item
    const variants = Object.entries(item.prices).map(([name, amount]) =>
      plan(
        'productVariant',
        at,
        {
          uuidId: uuidFrom(random.bytes(16)),
          name,
          amount,
          kind: recurring ? 'recurring' : 'one_time',
          interval: recurring?.interval ?? null,
          intervalCount: recurring?.intervalCount ?? null,
        },
        { keys: { productKey: planned } },
      ),
    )
    return { item, planned, variants }
  })

/** Codes of every status, for everything and for one product. */
export function planPromotionCodes(
  plan: Plan,
  products: readonly Product[],
  start: Date,
  now: Date,
  random: SeededRandom,
): void {
  for (const { product: slug, expiresInDays, archived, ...code } of PROMOTION_CODES) {
    const product = products.find(({ item }) => item.slug === slug)
    const at = later(start, random.integer(30, 600) * DAY)
    const uuids = product && {
      product_id: product.planned.record.uuidId ?? '',
      price_uuids: product.variants.map(({ record }) => record.uuidId ?? ''),
    }
    plan('promotionCode', at, {
      ...code,
      expiresAt: expiresInDays === undefined ? null : later(now, expiresInDays * DAY),
      archivedAt: archived ? later(at, 20 * DAY) : null,
      active: code.active ?? !archived,
      extras: uuids ? { easycart: uuids } : {},
    })
  }
}
