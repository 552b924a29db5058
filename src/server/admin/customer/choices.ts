import { Type } from 'typebox'
import { where } from '../../../core/query.ts'
import { COUNTRY_CODES, countryName } from '../../../lib/countries.ts'
import { ok, param, route } from '../route.ts'
import { GROUP, TEXT } from './shapes.ts'

/** More are typed rather than chosen. */
const MOST = 1000

const CHOICES = Type.Object({
  groups: Type.Array(GROUP),
  tags: Type.Array(TEXT),
  countries: Type.Array(Type.Object({ code: TEXT, name: TEXT })),
})
export type Choices = Type.Static<typeof CHOICES>

export const getChoices = route({
  method: 'GET',
  path: '/organizations/:slug/customer-choices',
  about: 'List what a customer’s form offers: groups, tags and countries',
  answers: CHOICES,
  async answer(asked, { organizations, services: { records } }) {
    const { key } = await organizations.get(param(asked, 'slug'))
    const groups = await records.list(key, {
      type: 'group',
      // Nobody is put by hand into one that finds its members by a rule.
      where: where('group').isNull('query'),
      sort: [{ field: 'name' }],
      limit: MOST,
    })
    const tags = await records.list(key, { type: 'tag', sort: [{ field: 'name' }], limit: MOST })
    const countries = COUNTRY_CODES.map((code) => ({ code, name: countryName(code) ?? code }))
    return ok({
      groups: groups.map(({ uuidId, name }) => ({ id: uuidId, name })),
      tags: tags.map(({ name }) => name),
      countries: countries.sort((one, other) => one.name.localeCompare(other.name, 'en')),
    })
  },
})
