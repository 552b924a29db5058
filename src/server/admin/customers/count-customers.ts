import { Type } from 'typebox'
import { ok, param, route } from '../route.ts'
import { checkView, VIEW } from './view.ts'
import { viewCondition } from './view-condition.ts'

/** Nobody waits for more to be counted. */
const MOST_COUNTED = 1000

const COUNT = Type.Object({
  count: Type.Integer(),
  /** False: so many at least. */
  exact: Type.Boolean(),
})
export type CustomerCount = Type.Static<typeof COUNT>

export const countCustomers = route({
  method: 'GET',
  path: '/organizations/:slug/customers/count',
  about: 'Count the customers: all of them exactly, those of a view up to 1,000',
  query: VIEW,
  answers: COUNT,
  async answer(asked, { organizations, services: { records } }) {
    const organization = await organizations.get(param(asked, 'slug'))
    checkView(asked.query)
    const condition = viewCondition(asked.query, organization)
    if (!condition) return ok({ count: await records.count(organization.key, 'customer'), exact: true })
    const found = await records.count(organization.key, 'customer', condition, MOST_COUNTED + 1)
    return ok({ count: Math.min(found, MOST_COUNTED), exact: found <= MOST_COUNTED })
  },
})
