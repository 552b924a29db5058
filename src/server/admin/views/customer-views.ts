/** One customer as each platform's clients see it, side by side. */
import { Type } from 'typebox'
import type { Organization } from '../../../core/ports.ts'
import type { Customer } from '../../../core/schema.ts'
import type { Dialect, Services } from '../../../dialects/dialect.ts'
import { VIEW_NAMES, type ViewName } from '../../../dialects/views.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { oneOf, text } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { ok, param, route } from '../route.ts'
import { askView } from './ask-view.ts'
import { placesOf } from './places.ts'

const headers = Type.Record(Type.String(), Type.String())
const place = Type.Object({
  paths: Type.Array(Type.String()),
  note: Type.Union([Type.String(), Type.Null()]),
})
const answer = Type.Object({
  dialect: Type.String(),
  title: Type.String(),
  request: Type.Object({ method: Type.String(), url: Type.String(), headers }),
  status: Type.Integer(),
  headers,
  /** As it goes over the wire. */
  body: Type.String(),
  milliseconds: Type.Number(),
  curl: Type.String(),
  code: Type.Object({ language: Type.String(), text: Type.String() }),
  /** What `$TOKEN` stands for. */
  token: Type.String(),
  /** Where which field is shown, by its name; a field that is not here the platform does not show. */
  places: Type.Record(Type.String(), place),
  /** Members that differ in every answer: `trace_id`. */
  passing: Type.Array(Type.String()),
})
const customerViews = Type.Object({
  id: Type.String(),
  /** Who it is, for people; null where nothing says so. */
  name: Type.Union([Type.String(), Type.Null()]),
  email: Type.Union([Type.String(), Type.Null()]),
  view: Type.String(),
  views: Type.Array(Type.String()),
  currency: Type.String(),
  /** In which there are figures, the organization's own first. */
  currencies: Type.Array(Type.String()),
  /** The addresses and orders that the answers show: the id of each by platform. */
  records: Type.Array(headers),
  answers: Type.Array(answer),
})
export type CustomerViewsShown = Type.Static<typeof customerViews>
export type ViewAnswerShown = Type.Static<typeof answer>

export const getCustomerViews = route({
  method: 'GET',
  path: '/organizations/:slug/customers/:id/views',
  about: 'Show a customer as the clients of each platform see it',
  query: { view: oneOf(...VIEW_NAMES), currency: text },
  answers: customerViews,
  async answer(asked, { organizations, dialects, services }) {
    const organization = await organizations.get(param(asked, 'slug'))
    const customer = await customerOf(param(asked, 'id'), organization, services)
    const currencies = await currenciesOf(customer, organization, services)
    const { view = 'customer', currency = organization.currency } = asked.query
    if (!currencies.includes(currency))
      throw new AdminRefusal('invalid', `currency must be one of ${currencies.join(', ')}`)
    const { domain } = services
    const { origin } = asked.request
    const answers: ViewAnswerShown[] = []
    // One after another, so that none waits for the others in the time that it is said to take.
    for (const dialect of dialects) {
      const { views } = dialect
      if (!views) continue
      const subject = { id: idOn(dialect, customer), organization, currency, origin, domain }
      const given = await askView({ dialect, views, view, organization, subject }, services)
      const { status, headers, body } = given.response
      answers.push({
        dialect: dialect.name,
        title: dialect.title,
        request: { method: given.method, url: given.url, headers: given.sent },
        ...{ status, headers, body },
        milliseconds: Math.round(given.milliseconds * 10) / 10,
        curl: given.curl,
        code: { language: views.language, text: views.code(view, subject) },
        token: views.token,
        places: placesOf(views),
        passing: [...views.passing],
      })
    }
    return ok({
      id: customer.uuidId,
      name: customer.fullName || [customer.firstName, customer.lastName].filter(Boolean).join(' ') || null,
      email: customer.email,
      view,
      views: VIEW_NAMES,
      currency,
      currencies,
      records: await recordsOf(view, customer, organization, dialects, services),
      answers,
    })
  },
})

async function customerOf(id: string, { key, slug }: Organization, { records }: Services): Promise<Customer> {
  const found = isUuid(id) ? await records.find(key, 'customer', 'uuidId', id.toLowerCase()) : null
  if (!found) throw new AdminRefusal('not_found', `${slug} has no customer of that id`)
  return found
}

async function currenciesOf(
  { key }: Customer,
  { key: organization, currency }: Organization,
  { records }: Services,
): Promise<string[]> {
  const totals = await records.related(organization, 'customer', 'totals', [key])
  const others = (totals.get(key) ?? []).map((total) => total.currency).sort()
  return [...new Set([currency, ...others])]
}

type Ids = Pick<Customer, 'shortId' | 'numberId' | 'uuidId'>
const idOn = ({ ids }: Dialect, record: Ids): string => record[`${ids.form}Id`]

/** More orders than any of the views shows. */
const MOST_ORDERS = 250

async function recordsOf(
  view: ViewName,
  { key }: Customer,
  { key: organization }: Organization,
  dialects: readonly Dialect[],
  { records }: Services,
): Promise<Record<string, string>[]> {
  const found =
    view === 'orders'
      ? await records.related(organization, 'customer', 'orders', [key], {
          sort: [{ field: 'createdAt', descending: true }],
          limitPerKey: MOST_ORDERS,
        })
      : await records.related(organization, 'customer', 'addresses', [key])
  const all: readonly Ids[] = found.get(key) ?? []
  return all.map((one) => Object.fromEntries(dialects.map((dialect) => [dialect.name, idOn(dialect, one)])))
}
