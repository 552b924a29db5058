/** POST customers.json: answers 200, not 201 (section 6.4). */
import { tagsNamed } from '../../../core/tags.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { actorOf } from '../actor.ts'
import { writeAddresses } from '../addresses/address-book.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { readWrapped } from '../input/read-body.ts'
import { withOwn } from '../platform-extra.ts'
import { checkContact } from './contact.ts'
import { marketingConsent, readCustomer } from './customer-input.ts'
import { passwordFields } from './password.ts'
import { asCreated, showCustomer } from './present-written.ts'

export async function createCustomer(call: ShoplineCall): Promise<WireResponse> {
  const { services, store } = call
  const input = readCustomer(readWrapped(call, 'customer'), call)
  const { email = null } = input.fields
  const consent = marketingConsent(
    input.acceptsMarketing,
    { email, emailConsentState: null },
    services.clock(),
  )
  const secret = await passwordFields(input.password, services)
  const key = await services.records.write(store.key, actorOf(call), async (writer) => {
    await checkContact(writer, store.key, input.fields, null)
    const tags = await tagsNamed(writer, store.key, input.tags ?? [])
    const [customer] = await writer.create('customer', [
      { ...input.fields, ...consent, ...secret, extras: withOwn({}, input.own) },
    ])
    const customerKey = (customer as { key: number }).key
    await writer.create(
      'customerTag',
      tags.map(({ key }) => ({ customerKey, tagKey: key })),
    )
    const changes = input.addresses.map((address) => ({ key: null, input: address.input }))
    await writeAddresses({ writer, customerKey, addresses: [] }, changes)
    return customerKey
  })
  return jsonResponse(200, CONTENT_TYPE, { customer: await showCustomer(call, key, asCreated) })
}
