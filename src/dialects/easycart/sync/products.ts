/** The stream of products, each with its variants. */
import type { Draft } from '../../../core/draft.ts'
import type { Get, SyncItem, SyncStream } from '../../client.ts'
import { PRODUCT_SETTINGS } from '../reading/present-product.ts'
import { VARIANT_SETTINGS } from '../reading/present-variant.ts'
import { keptFiles, keptSettings, keptTimes } from './kept-extras.ts'
import { oldestFirst } from './oldest-first.ts'
import { existsAt, readEach, readOne } from './read-one.ts'
import { type Catalogue, forget, memoryOf } from './run-memory.ts'
import { currencyIn, type Product, pointer, type Row, type Variant } from './wire.ts'

const TIMES = ['active_from', 'active_until']

export const products: SyncStream = {
  name: 'products',
  type: 'product',
  incremental: false,
  async *pages({ get, from }) {
    if (from === null) forget(get)
    const sold: Catalogue = new Map()
    for await (const { rows, next } of oldestFirst<Row>(get, '/api/v1/products', { from })) {
      const { found, odd } = await readEach('product', rows, async (id) => {
        const product = await readOne<Product>(get, `/products/${id}`)
        if (product) sell(sold, product)
        return product && itemOf(product, await variantsOf(get, product))
      })
      yield { items: [...found, ...odd], next, total: null }
    }
    if (from === null) memoryOf(get).catalogue = Promise.resolve(sold)
  },
  exists: existsAt((id) => `/products/${id}`),
}

/** Read with their products; here only what is gone is found. */
export const variants: SyncStream = {
  name: 'variants',
  type: 'productVariant',
  incremental: false,
  async *pages() {},
  exists: existsAt((id) => `/product-variants/${id}`),
}

/** A product shows but the first members of its variants. */
async function variantsOf(get: Get, { variants: parts }: Product): Promise<Variant[]> {
  const found: Variant[] = []
  for (const { id } of parts) {
    const variant = await readOne<Variant>(get, `/product-variants/${id}`)
    if (variant) found.push(variant)
  }
  return found
}

function itemOf(product: Product, parts: readonly Variant[]): SyncItem {
  const draft: Draft = {
    type: 'product',
    values: {
      uuidId: product.id,
      name: product.name,
      slug: product.slug,
      status: product.status,
      currency: currencyIn(product.currency),
      description: product.description,
      imageUrl: product.image_url,
    },
    links: {},
    own: {
      easycart: {
        ...keptSettings(product, PRODUCT_SETTINGS),
        ...keptTimes(product, TIMES),
        ...keptFiles(product),
      },
    },
  }
  return {
    type: 'product',
    remoteId: product.id,
    drafts: [draft, ...parts.map((variant) => draftOf(variant, product))],
    shown: product,
  }
}

const draftOf = (variant: Variant, product: Product): Draft => ({
  type: 'productVariant',
  values: {
    uuidId: variant.id,
    kind: variant.type,
    name: variant.name,
    amount: variant.amount,
    interval: variant.recurring_options?.interval ?? null,
    intervalCount: variant.recurring_options?.interval_count ?? null,
  },
  links: { productKey: pointer(product) },
  own: {
    easycart: {
      ...keptSettings(variant, { ...VARIANT_SETTINGS, invoice_remarks: null }),
      ...keptTimes(variant, TIMES),
      ...keptFiles(variant),
    },
  },
})

/** Everything that is sold; read once in a run. */
export function catalogueOf(get: Get): Promise<Catalogue> {
  const memory = memoryOf(get)
  memory.catalogue ??= readCatalogue(get)
  return memory.catalogue
}

async function readCatalogue(get: Get): Promise<Catalogue> {
  const catalogue: Catalogue = new Map()
  for await (const { rows } of oldestFirst<Row>(get, '/api/v1/products'))
    for (const product of (await readEach('product', rows, (id) => readOne<Product>(get, `/products/${id}`)))
      .found)
      sell(catalogue, product)
  return catalogue
}

function sell(catalogue: Catalogue, { id, name, variants: parts }: Product): void {
  // One that is not of the platform's shape is rejected as a product.
  if (Array.isArray(parts)) catalogue.set(id, { name, variants: parts.map(({ id, name }) => ({ id, name })) })
}
