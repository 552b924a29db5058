/** PUT customers/{id}.json: what is not sent stays as it is (section 6.5). */
import { openBook } from '../../../core/address-book.ts'
import type { Writer } from '../../../core/ports.ts'
import type { Customer } from '../../../core/schema.ts'
import { setTags, tagsNamed } from '../../../core/tags.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { actorOf } from '../actor.ts'
import { writeAddresses } from '../addresses/address-book.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE, unprocessable } from '../errors.ts'
import { readWrapped } from '../input/read-body.ts'
import { withOwn } from '../platform-extra.ts'
import { checkContact } from './contact.ts'
import { type CustomerInput, marketingConsent, readCustomer, type SentAddress } from './customer-input.ts'
import { holdCustomer } from './find-customer.ts'
import { passwordFields } from './password.ts'
import { asUpdated, showCustomer } from './present-written.ts'

export async function updateCustomer(call: ShoplineCall): Promise<WireResponse> {
  const { services, store, params } = call
  const input = readCustomer(readWrapped(call, 'customer'), call)
  const secret = await passwordFields(input.password, services)
  const key = await services.records.write(store.key, actorOf(call), async (writer) => {
    const before = await holdCustomer(writer, store.key, params.id ?? '')
    await checkContact(writer, store.key, input.fields, before)
    const changes = { ...changesOf(input, before, services.clock()), ...secret }
    await writer.update('customer', before.key, changes)
    if (input.tags)
      await setTags(writer, store.key, before.key, await tagsNamed(writer, store.key, input.tags))
    await mergeAddresses(writer, store.key, before.key, input.addresses)
    return before.key
  })
  return jsonResponse(200, CONTENT_TYPE, { customer: await showCustomer(call, key, asUpdated) })
}

function changesOf(input: CustomerInput, before: Customer, now: Date): Partial<Customer> {
  const consent = marketingConsent(input.acceptsMarketing, { ...before, ...input.fields }, now)
  const own = Object.keys(input.own).length > 0 ? { extras: withOwn(before.extras, input.own) } : {}
  return { ...input.fields, ...renamed(input.fields, before), ...consent, ...own }
}

/** A full name that another platform was given is that of the names before: who is called otherwise now has it no more. */
const renamed = (sent: Partial<Customer>, before: Customer): Partial<Customer> =>
  (['firstName', 'lastName'] as const).some((name) => sent[name] !== undefined && sent[name] !== before[name])
    ? { fullName: null }
    : {}

/** [assumed A10] With an id an address is changed, without one added; those not mentioned stay. */
async function mergeAddresses(
  writer: Writer,
  organization: number,
  customerKey: number,
  sent: readonly SentAddress[],
): Promise<void> {
  if (sent.length === 0) return
  const book = await openBook(writer, organization, customerKey)
  const keys = new Map(book.addresses.map(({ numberId, key }) => [numberId, key]))
  const changes = sent.map(({ id, path, input }) => {
    const key = id === null ? null : keys.get(id)
    if (key === undefined) throw unprocessable(`${path}.id`, 'is no address of this customer')
    return { key, input }
  })
  await writeAddresses(book, changes)
}
