/** POST and PATCH /promotion-codes and POST /promotion-codes/{id}/archive (section 4.8). */
import type { Writer } from '../../../core/ports.ts'
import { all, where } from '../../../core/query.ts'
import type { Product, PromotionCode } from '../../../core/schema.ts'
import { fold } from '../../../lib/fold.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { EasycartCall } from '../call.ts'
import { CONTENT_TYPE, EasycartRefusal, invalidData, unprocessable } from '../errors.ts'
import { ownExtras, withOwn } from '../own-extras.ts'
import { presentPromotionCode } from '../reading/present-promotion-code.ts'
import { NOT_ARCHIVED } from '../reading/promotion-code-status.ts'
import { actorOf, changeNamed } from './named-record.ts'
import { PROMOTION_CODE_NAME, promotionCodeFields, promotionCodeRules } from './promotion-code-rules.ts'
import { readBody } from './read-body.ts'
import { flag, list, uuid } from './rules.ts'
import { requireStripe } from './stripe.ts'

const codes = where('promotionCode')

const shown = (status: number, code: PromotionCode, { services }: EasycartCall): WireResponse =>
  jsonResponse(status, CONTENT_TYPE, presentPromotionCode(code, services.clock()))

/** First 422 of the body, then Stripe, then what only the store can tell [assumed]. */
export async function createPromotionCode(call: EasycartCall): Promise<WireResponse> {
  const { request, services, store } = call
  const values = readBody(request, promotionCodeRules(services.clock()))
  requireStripe(store, 'Promotion code could not be created.')
  const [code] = await services.records.write(store.key, actorOf(call), async (writer) => {
    await refuseTaken(writer, store.key, values.code ?? '')
    const product = await productOf(writer, store.key, values.product_id ?? null, values.price_uuids ?? [])
    return writer.create('promotionCode', [promotionCodeFields(values, product)])
  })
  if (!code) throw new Error('No promotion code was written')
  return shown(201, code, call)
}

/** Only these may change later (Update Promotion Code). */
export const PROMOTION_CODE_CHANGES = { active: flag(), name: PROMOTION_CODE_NAME, price_uuids: list(uuid()) }

export async function updatePromotionCode(call: EasycartCall): Promise<WireResponse> {
  const { request, store } = call
  const code = await changeNamed(call, 'promotionCode', async (one, writer) => {
    const { active, name, price_uuids: prices } = readBody(request, PROMOTION_CODE_CHANGES)
    // Archiving is final; the text is assumed.
    if (one.archivedAt) throw new EasycartRefusal(unprocessable('Promotion code is archived.'))
    const { product_id: product = null } = ownExtras(one)
    if (prices) await productOf(writer, store.key, product as string | null, prices)
    return writer.update('promotionCode', one.key, {
      ...(typeof active === 'boolean' ? { active } : {}),
      ...(name === undefined ? {} : { name }),
      ...(prices === undefined ? {} : { extras: withOwn(one.extras, { price_uuids: prices }) }),
    })
  })
  return shown(200, code, call)
}

/** Final, and done twice the same as once. */
export async function archivePromotionCode(call: EasycartCall): Promise<WireResponse> {
  const now = call.services.clock()
  const code = await changeNamed(call, 'promotionCode', async (one, writer) =>
    one.archivedAt ? one : writer.update('promotionCode', one.key, { archivedAt: now }),
  )
  return shown(200, code, call)
}

/** A code is typed in either case, and an archived one is free again [assumed]. */
async function refuseTaken(writer: Writer, organization: number, code: string): Promise<void> {
  await writer.exclusive(`promotion-code:${fold(code)}`)
  if (
    await writer.count(organization, 'promotionCode', all(codes.eq('codeFolded', fold(code)), NOT_ARCHIVED))
  )
    throw new EasycartRefusal(invalidData({ code: ['The code has already been taken.'] }))
}

/** The product for which the code is: it must be the store's, and the prices that product's variants. */
async function productOf(
  writer: Writer,
  organization: number,
  productId: string | null,
  prices: readonly string[],
): Promise<Product | null> {
  const product = productId === null ? null : await writer.find(organization, 'product', 'uuidId', productId)
  const variants = product && (await writer.related(organization, 'product', 'variants', [product.key]))
  const known = new Set(variants?.get(product?.key ?? 0)?.map(({ uuidId }) => uuidId))
  const errors = [
    ...(productId !== null && !product
      ? [['product_id', 'The selected product id is invalid.'] as const]
      : []),
    ...prices.flatMap((price, index) =>
      known.has(price)
        ? []
        : [[`price_uuids.${index}`, `The selected price uuids.${index} is invalid.`] as const],
    ),
  ]
  if (errors.length > 0)
    throw new EasycartRefusal(
      invalidData(Object.fromEntries(errors.map(([field, sentence]) => [field, [sentence]]))),
    )
  return product
}
