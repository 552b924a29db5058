/** GET /promotion-codes/{id} (section 4.8); an archived code can be fetched too (Archive Promotion Code). */
import { singleOf } from './get-record.ts'
import { presentPromotionCode } from './present-promotion-code.ts'

export const getPromotionCode = singleOf({
  type: 'promotionCode',
  thing: 'Promotion code',
  sections: {},
  present: (code, { services }) => presentPromotionCode(code, services.clock()),
})
