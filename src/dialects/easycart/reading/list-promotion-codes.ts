/** GET /promotion-codes (section 4.8). */
import { withoutCounter } from '../../../core/counters.ts'
import { any, type Condition, escapeLike, type FieldRef, never, where } from '../../../core/query.ts'
import { fold } from '../../../lib/fold.ts'
import { days, listOf } from './list-records.ts'
import { presentPromotionCode } from './present-promotion-code.ts'
import { NOT_ARCHIVED, PROMOTION_CODE_STATUSES, type PromotionCodeStatus } from './promotion-code-status.ts'
import { id, oneOf } from './read-filters.ts'

const codes = where('promotionCode')
const PRODUCT: FieldRef = { json: 'extras', path: ['easycart', 'product_id'], as: 'text' }

/** Part of the code or of the name, in whatever case. */
const partOf = (text: string): Condition =>
  // No stored text can hold it, and PostgreSQL refuses it in a parameter.
  text.includes('\0') ? never : codes.like('searchFolded', `%${escapeLike(fold(text))}%`)

/** The product's own codes and all global ones: "which promotion codes apply to product X?" (Get Promotion Codes). */
const goodFor = (product: string): Condition =>
  any({ op: 'null', field: PRODUCT }, { op: 'eq', field: PRODUCT, value: product.toLowerCase() })

export const listPromotionCodes = listOf({
  type: 'promotionCode',
  filters: [
    {
      name: 'status',
      kind: oneOf(Object.keys(PROMOTION_CODE_STATUSES)),
      where: (status) => PROMOTION_CODE_STATUSES[status as PromotionCodeStatus],
    },
    {
      name: 'discount_type',
      kind: oneOf(['amount_off', 'percent_off']),
      where: (type) => codes.eq('discountType', type),
    },
    { name: 'query', where: partOf },
    { name: 'product_id', kind: id(), where: goodFor },
    ...days('created', 'promotionCode', 'createdAt'),
  ],
  unless: { filter: 'status', where: NOT_ARCHIVED, counter: withoutCounter('promotionCode') },
  newestBy: 'createdAt',
  present: (found, { services }) => found.map((code) => presentPromotionCode(code, services.clock())),
})
