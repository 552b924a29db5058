/** GET /product-variants/{id} (Get Product Variant). */
import { singleOf } from './get-record.ts'
import { presentFullVariant } from './present-variant.ts'

export const getProductVariant = singleOf({
  type: 'productVariant',
  thing: 'Product variant',
  sections: {},
  present: presentFullVariant,
})
