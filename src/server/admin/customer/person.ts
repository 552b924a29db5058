/** One person's data as a whole: everything of it, or its erasure. */
import { Type } from 'typebox'
import { fold } from '../../../lib/fold.ts'
import { flag, text } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { ok, route } from '../route.ts'
import { writerOf } from './change-customer.ts'
import { findCustomer } from './find-customer.ts'

export const exportPerson = route({
  method: 'GET',
  path: '/organizations/:slug/customers/:id/export',
  about: 'Download everything that hangs on a customer as JSON',
  answers: { type: 'object' },
  type: 'application/json; charset=utf-8',
  async answer(asked, parts) {
    const { organization, customer } = await findCustomer(asked, parts)
    const body = await parts.people.exportOf(organization, customer.key)
    const name = `${organization.slug}-${customer.shortId}.json`
    return { ...ok(body), headers: { 'Content-Disposition': `attachment; filename="${name}"` } }
  },
})

const ERASED = Type.Object({
  dry_run: Type.Boolean(),
  /** How many records were emptied, or would be, by type. */
  erased: Type.Record(Type.String(), Type.Integer()),
  /** How many only share the e-mail address, and stay as they are. */
  not_linked: Type.Integer(),
})
export type ErasedShown = Type.Static<typeof ERASED>

export const erasePerson = route({
  method: 'POST',
  path: '/organizations/:slug/customers/:id/erase',
  about: 'Erase a person and keep the books; `confirm` is the e-mail address, or the id without one',
  body: { confirm: text, dry_run: flag },
  answers: ERASED,
  async answer(asked, parts) {
    const { organization, customer } = await findCustomer(asked, parts)
    const { confirm, dry_run: dryRun = false } = asked.body
    if (!dryRun && fold((confirm ?? '').trim()) !== fold((customer.email || customer.uuidId).trim()))
      throw new AdminRefusal(
        'invalid',
        customer.email
          ? 'confirm must be the e-mail address of the customer'
          : 'confirm must be the id of the customer, who has no e-mail address',
      )
    const { erased, notLinked } = await parts.people.erase(
      organization.key,
      customer,
      writerOf(asked),
      dryRun,
    )
    return ok({ dry_run: dryRun, erased, not_linked: notLinked })
  },
})
