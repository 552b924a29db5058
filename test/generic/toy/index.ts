/** A platform that does not exist: the least a fourth dialect must be, in one folder. */
import type { Credential } from '../../../src/core/credentials.ts'
import type { Dialect, Services, WireRequest } from '../../../src/dialects/dialect.ts'
import type { Failure } from '../../../src/dialects/failure.ts'
import { randomText } from '../../../src/lib/random-text.ts'
import { client } from './client.ts'
import { answerPeople, refused } from './people.ts'
import { webhooks } from './webhooks.ts'

const FAILURES: Readonly<Record<Failure, number>> = {
  'rate-limit': 429,
  'expired-token': 401,
  'server-error': 500,
  timeout: 504,
  'invalid-cursor': 400,
}

export const toy: Dialect = {
  name: 'toy',
  title: 'Toy',
  ids: { form: 'uuid', mint: () => '' },
  mintOrganizationId: () => '',
  owns: (path) => path.startsWith('/toy/'),
  async handle(request, services) {
    if (!/^\/toy\/people(\/[^/]+)?$/.test(request.path)) return refused(404)
    const credential = await authenticate(request, services)
    if (!credential) return refused(401)
    return answerPeople({
      request,
      services,
      organization: credential.organization,
      credential: credential.id,
    })
  },
  refuse: (status) => refused(status),
  fail: async (failure) => refused(FAILURES[failure]),
  callerOf: async () => null,
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

async function authenticate(request: WireRequest, services: Services): Promise<Credential | null> {
  const key = request.headers['x-key'] ?? ''
  const credential = await services.credentials.bySecretHash('toy', services.secrets.hash(key))
  if (!credential || credential.revokedAt) return null
  const home = await services.organizations.byKey(credential.organization)
  return home && [null, home.slug, home.handle].includes(request.hostLabel) ? credential : null
}
