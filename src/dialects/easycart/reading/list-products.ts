/** GET /products (section 4.6); `page` is its only parameter. */
import { listOf } from './list-records.ts'
import { presentProductRow } from './present-product.ts'

export const listProducts = listOf({
  type: 'product',
  filters: [],
  newestBy: 'createdAt',
  present: (products, { request }) => products.map((product) => presentProductRow(product, request.origin)),
})
