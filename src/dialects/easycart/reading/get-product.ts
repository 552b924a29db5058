/** GET /products/{id} (section 4.6), with its variants in the order in which they were made. */
import { singleOf } from './get-record.ts'
import { presentProduct } from './present-product.ts'

export const getProduct = singleOf({
  type: 'product',
  thing: 'Product',
  sections: {},
  async present(product, { services, store, request }) {
    const variants = await services.records.related(store.key, 'product', 'variants', [product.key], {
      sort: [{ field: 'createdAt' }, { field: 'key' }],
    })
    return presentProduct(product, variants.get(product.key) ?? [], request.origin)
  },
})
