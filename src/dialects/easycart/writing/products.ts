/** POST /products and PATCH /products/{id} (section 4.6). */
import type { Writer } from '../../../core/ports.ts'
import type { Product } from '../../../core/schema.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { EasycartCall } from '../call.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { ownExtras } from '../own-extras.ts'
import { presentProduct } from '../reading/present-product.ts'
import { setProductWebhook } from '../webhooks/product-webhook.ts'
import { actorOf, changeNamed } from './named-record.ts'
import { PRODUCT_RULES, productFields } from './product-rules.ts'
import { freeSlug } from './product-slug.ts'
import { readBody } from './read-body.ts'
import { forChange } from './rules.ts'

export async function createProduct(call: EasycartCall): Promise<WireResponse> {
  const { request, services, store } = call
  const values = readBody(request, PRODUCT_RULES)
  const product = await services.records.write(store.key, actorOf(call), async (writer) => {
    const slug = await freeSlug(writer, store.key, { wanted: values.slug ?? null, name: values.name ?? '' })
    const [made] = await writer.create('product', [{ ...productFields(values, {}), slug }])
    if (!made) throw new Error('No product was written')
    await keepWebhook(call, writer, made, values.webhook_url ?? undefined)
    return made
  })
  return jsonResponse(201, CONTENT_TYPE, presentProduct(product, [], request.origin))
}

export const PRODUCT_CHANGES = forChange(PRODUCT_RULES)

/** Only the keys that were sent change; null clears. A slug cannot be cleared, so null leaves it [assumed]. */
export async function updateProduct(call: EasycartCall): Promise<WireResponse> {
  const { request, store } = call
  const shown = await changeNamed(call, 'product', async (product, writer) => {
    const values = readBody(request, PRODUCT_CHANGES, ownExtras(product))
    const { key, name } = product
    const slug = values.slug
      ? { slug: await freeSlug(writer, store.key, { wanted: values.slug, name, own: key }) }
      : {}
    const changed = await writer.update('product', key, { ...productFields(values, product.extras), ...slug })
    await keepWebhook(call, writer, product, values.webhook_url)
    const variants = await writer.related(store.key, 'product', 'variants', [key], {
      sort: [{ field: 'createdAt' }, { field: 'key' }],
    })
    return presentProduct(changed, variants.get(key) ?? [], request.origin)
  })
  return jsonResponse(200, CONTENT_TYPE, shown)
}

/** What is about the product goes to its own address; null falls back to the store's (Update Product). */
const keepWebhook = async (
  { services, store }: EasycartCall,
  writer: Writer,
  product: Product,
  url: string | null | undefined,
): Promise<void> =>
  url === undefined ? undefined : setProductWebhook(writer, store.key, product, url, services.clock())
