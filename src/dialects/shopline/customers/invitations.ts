/** POST customers/{id}/send_invite.json and account_activation_url.json (section 6.10). */
import type { Organization } from '../../../core/ports.ts'
import type { Customer } from '../../../core/schema.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { activationUrl } from '../activation/answer-activation.ts'
import { activationProblem, makeLink } from '../activation/links.ts'
import { actorOf } from '../actor.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE, unprocessable } from '../errors.ts'
import { holdCustomer } from './find-customer.ts'

/**
 * Says from whom to whom the invitation goes and marks the customer as invited [assumed]. Clientele sends no mail: what
 * the mail would lead to is the activation link.
 */
export async function sendInvite(call: ShoplineCall): Promise<WireResponse> {
  const { services, store, params } = call
  const to = await services.records.write(store.key, actorOf(call), async (writer) => {
    const customer = await holdCustomer(writer, store.key, params.id ?? '')
    refuseUnlessOpen(customer)
    if (!customer.email) throw unprocessable('email', 'the customer has no email')
    await writer.update('customer', customer.key, { accountState: 'invited' })
    return customer.email
  })
  return jsonResponse(200, CONTENT_TYPE, { customer_invite: { from: senderOf(store, services.domain), to } })
}

/** A new link ends the one before; `state` stays as it is [assumed]. */
export async function accountActivationUrl(call: ShoplineCall): Promise<WireResponse> {
  const { request, services, settings, store, params } = call
  const token = await services.records.write(store.key, actorOf(call), async (writer) => {
    const customer = await holdCustomer(writer, store.key, params.id ?? '')
    refuseUnlessOpen(customer)
    return makeLink(writer, store.key, customer.key, settings.activationDays, services)
  })
  const account_activation_url = activationUrl(request.origin, store.handle, token)
  return jsonResponse(200, CONTENT_TYPE, { data: { account_activation_url } })
}

function refuseUnlessOpen(customer: Customer): void {
  const problem = activationProblem(customer)
  if (problem) throw unprocessable('customer', problem)
}

/** The store's own address, or one under its domain. */
const senderOf = ({ profile, handle }: Organization, domain: string): string =>
  typeof profile.email === 'string' && profile.email !== ''
    ? profile.email
    : `shop@${handle}.${domain.replace(/:\d+$/, '')}`
