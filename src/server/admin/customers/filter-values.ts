import { Type } from 'typebox'
import { not, where } from '../../../core/query.ts'
import { ok, param, route } from '../route.ts'

/** More than anybody picks from; the rest is found by typing it. */
const MOST = 500

const NAMES = Type.Array(Type.String())
const VALUES = Type.Object({
  groups: Type.Array(Type.Object({ id: Type.String({ format: 'uuid' }), name: Type.String() })),
  tags: NAMES,
  countries: NAMES,
  currencies: NAMES,
  /** Of the servers that customers are synced from. */
  platforms: NAMES,
  origins: NAMES,
})
export type FilterValues = Type.Static<typeof VALUES>

export const filterValues = route({
  method: 'GET',
  path: '/organizations/:slug/customers/values',
  about: 'What customers can be filtered by: groups, tags, countries, currencies, where they come from',
  answers: VALUES,
  async answer(asked, { organizations, services: { records } }) {
    const { key } = await organizations.get(param(asked, 'slug'))
    const [groups, tags, countries, currencies, sources, origins] = await Promise.all([
      // The members of a group that has a query are whoever it finds: only its platform knows.
      records.list(key, {
        type: 'group',
        where: where('group').isNull('query'),
        sort: [{ field: 'name' }, { field: 'key' }],
        limit: MOST,
      }),
      records.values(key, 'tag', 'name', MOST),
      records.values(key, 'address', 'countryCode', MOST, not(where('address').isNull('customerKey'))),
      records.currencies(key),
      records.list(key, { type: 'source', sort: [{ field: 'key' }], limit: MOST }),
      records.values(key, 'customer', 'referenceOrigin', MOST),
    ])
    return ok({
      groups: groups.map(({ uuidId, name }) => ({ id: uuidId, name })),
      tags,
      countries: countries.filter((code) => code !== ''),
      currencies,
      platforms: [...new Set(sources.map(({ dialect }) => dialect))].sort(),
      origins: origins.filter((origin) => origin !== ''),
    })
  },
})
