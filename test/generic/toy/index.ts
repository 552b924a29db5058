/** A platform that does not exist: the least a fourth dialect must be, in one folder. */
import type { Dialect, Services, WireRequest, WireResponse } from '../../../src/dialects/dialect.ts'
import { jsonResponse } from '../../../src/dialects/dialect.ts'
import { randomText } from '../../../src/lib/random-text.ts'
import { client } from './client.ts'
import { webhooks } from './webhooks.ts'

const PAGE = 7
const json = (status: number, body: unknown) => jsonResponse(status, 'application/json', body)
const refused = (status: number) => json(status, { wrong: status })

export const toy: Dialect = {
  name: 'toy',
  title: 'Toy',
  ids: { form: 'uuid', mint: () => '' },
  mintOrganizationId: () => '',
  owns: (path) => path.startsWith('/toy/'),
  async handle(request, services) {
    if (request.path !== '/toy/people') return refused(404)
    const organization = await organizationOf(request, services)
    return organization === null ? refused(401) : people(organization, request, services)
  },
  refuse: (status) => refused(status),
  credentialOptions: [],
  async createCredential({ organizations: [home] }, services) {
    const key = randomText(32, 'abcdef0123456789', services.random)
    if (!home) throw new Error('A key needs an organization')
    const credential = await services.credentials.create(
      {
        id: `toy_${key.slice(0, 8)}`,
        organization: home.key,
        dialect: 'toy',
        kind: 'key',
        name: null,
        publicId: null,
        secretHash: services.secrets.hash(key),
        signingSecret: null,
        scopes: [],
        settings: {},
        expiresAt: null,
      },
      [home.key],
    )
    return { credential, printed: { id: credential.id, key } }
  },
  client,
  webhooks,
  baseUrl: (origin) => `${origin}/toy`,
  exampleCurl: (origin, _organization, printed) => `curl -H 'X-Key: ${printed.key}' ${origin}/toy/people`,
}

async function organizationOf(request: WireRequest, services: Services): Promise<number | null> {
  const key = request.headers['x-key'] ?? ''
  const credential = await services.credentials.bySecretHash('toy', services.secrets.hash(key))
  if (!credential || credential.revokedAt) return null
  const home = await services.organizations.byKey(credential.organization)
  return home && [null, home.slug, home.handle].includes(request.hostLabel) ? home.key : null
}

async function people(organization: number, request: WireRequest, services: Services): Promise<WireResponse> {
  const after = Number(new URLSearchParams(request.query).get('after') ?? 0)
  const found = await services.records.list(organization, {
    type: 'customer',
    where: { op: 'gt', field: 'key', value: after },
    sort: [{ field: 'key' }],
    limit: PAGE + 1,
  })
  const shown = found.slice(0, PAGE)
  return json(200, {
    people: shown.map((customer) => customer.uuidId),
    after: found.length > PAGE ? shown.at(-1)?.key : null,
  })
}
