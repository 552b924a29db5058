/** POST /product-access and DELETE /product-access/{id} (section 4.7). */
import { CoreError } from '../../../core/errors.ts'
import type { Writer } from '../../../core/ports.ts'
import type { Customer } from '../../../core/schema.ts'
import { fold } from '../../../lib/fold.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { EasycartCall } from '../call.ts'
import { CONTENT_TYPE, EasycartRefusal, notFound } from '../errors.ts'
import { grant } from './grant.ts'
import { actorOf, changeNamed } from './named-record.ts'
import { readBody } from './read-body.ts'
import { email, oneOf, required, text, uuid } from './rules.ts'
import { requireStripe } from './stripe.ts'
import type { Values } from './validate.ts'

export const ACCESS_RULES = {
  variant_id: required(uuid()),
  full_name: required(text({ max: 50 })),
  email: required(email({ max: 100 })),
  lang: required(oneOf('pl', 'en')),
}
type Person = Values<typeof ACCESS_RULES>

/** Like a purchase with a 100 % discount. First 422 of the body, then 404, then Stripe [assumed]. */
export async function createProductAccess(call: EasycartCall): Promise<WireResponse> {
  const { request, store } = call
  const person = readBody(request, ACCESS_RULES)
  // Another platform may make the same customer at this moment: then there is one to find.
  await give(call, person).catch((error) => {
    if (error instanceof CoreError && error.code === 'not-unique') return give(call, person)
    throw error
  })
  return jsonResponse(201, CONTENT_TYPE, { message: 'Product access created successfully' })

  async function give({ services }: EasycartCall, { variant_id: id, ...rest }: Person): Promise<void> {
    await services.records.write(store.key, actorOf(call), async (writer) => {
      const variant = await writer.find(store.key, 'productVariant', 'uuidId', id ?? '')
      const product = variant && (await writer.find(store.key, 'product', 'key', variant.productKey))
      // The page says Product although the id is a variant's.
      if (!product) throw new EasycartRefusal(notFound('Product', id ?? ''))
      requireStripe(store, 'Product access could not be created.')
      const customer = await buyer(writer, store.key, rest)
      await grant(writer, { customer, product, variant, now: services.clock() })
    })
  }
}

/** The customer of that e-mail, as it is; made when there is none. */
async function buyer(
  writer: Writer,
  organization: number,
  { email: address, full_name: fullName, lang }: Omit<Person, 'variant_id'>,
): Promise<Customer> {
  const emailFolded = fold(address ?? '')
  // Two first purchases of one person at the same time: the second finds the customer that the first made.
  await writer.exclusive(`customer-email:${emailFolded}`)
  const seen = await writer.find(organization, 'customer', 'emailFolded', emailFolded)
  // Read again once it is held: who was erased or renamed meanwhile has that address no more.
  if (seen) await writer.lock('customer', seen.key)
  const known = seen && (await writer.find(organization, 'customer', 'emailFolded', emailFolded))
  if (known) return known
  const [firstName, ...others] = (fullName ?? '').split(/\s+/)
  const [made] = await writer.create('customer', [
    {
      email: address ?? null,
      fullName: fullName ?? null,
      firstName: firstName || null,
      lastName: others.join(' ') || null,
      language: lang ?? null,
    },
  ])
  if (!made) throw new Error('No customer was written')
  return made
}

/** Sets the end to now; one that has ended by then stays as it is, and nobody is told a second time. */
export async function revokeProductAccess(call: EasycartCall): Promise<WireResponse> {
  const now = call.services.clock()
  await changeNamed(call, 'productAccess', async ({ key, activeUntil }, writer) => {
    if (activeUntil === null || activeUntil > now)
      await writer.update('productAccess', key, { activeUntil: now, endedAt: now })
  })
  return jsonResponse(200, CONTENT_TYPE, { message: 'Product access revoked successfully' })
}
