import { isIP } from 'node:net'
import { Type } from 'typebox'
import type { Credential } from '../../core/credentials.ts'
import type { CredentialOption, CredentialRequest, Dialect } from '../../dialects/dialect.ts'
import { CREDENTIAL, presentCredential } from './present.ts'
import { instant, integer, type Members, required, text, texts } from './read-members.ts'
import { AdminRefusal } from './refusal.ts'
import { type AdminAsked, type AdminParts, made, ok, param, route } from './route.ts'

const NEW = {
  dialect: required(text),
  name: text,
  kind: text,
  scopes: texts,
  redirect_uris: texts,
  app_url: text,
  allowed_addresses: texts,
  further_organizations: texts,
  expires_at: instant,
  rate_limit: integer(1, 1_000_000),
}

/** The member that asks for each option of a credential. */
const OPTION_MEMBERS: Record<CredentialOption, keyof typeof NEW> = {
  scope: 'scopes',
  redirectUri: 'redirect_uris',
  appUrl: 'app_url',
  allowedAddresses: 'allowed_addresses',
  furtherOrganizations: 'further_organizations',
}

/** Members of `token create --json`, with where a client points and a command line that works. */
const SHOWN_ONCE = Type.Record(Type.String(), Type.String())

export const listCredentials = route({
  method: 'GET',
  path: '/organizations/:slug/credentials',
  about: 'List the credentials of an organization, revoked ones included',
  answers: Type.Object({ credentials: Type.Array(CREDENTIAL) }),
  async answer(asked, { organizations, services }) {
    const { key } = await organizations.get(param(asked, 'slug'))
    return ok({ credentials: (await services.credentials.list(key)).map(presentCredential) })
  },
})

export const createCredential = route({
  method: 'POST',
  path: '/organizations/:slug/credentials',
  about: 'Make a credential; its secret is shown this once',
  body: NEW,
  answers: SHOWN_ONCE,
  status: 201,
  async answer(asked, { organizations, dialects, services }) {
    const home = await organizations.get(param(asked, 'slug'))
    const { body } = asked
    const dialect = dialectOf(body.dialect, dialects)
    refuseUnknownOptions(body, dialect)
    const { expires_at: expiresAt = null } = body
    if (expiresAt !== null && expiresAt <= services.clock())
      throw new AdminRefusal('invalid', 'expires_at must be in the future')
    const notAddress = body.allowed_addresses?.find((address) => isIP(address) === 0)
    if (notAddress !== undefined)
      throw new AdminRefusal('invalid', 'allowed_addresses must be IP addresses such as 203.0.113.7')
    const further = await Promise.all(
      [...new Set(body.further_organizations ?? [])].map((slug) => organizations.get(slug)),
    )
    const request: CredentialRequest = {
      organizations: [home, ...further.filter(({ key }) => key !== home.key)],
      name: body.name ?? null,
      scopes: body.scopes ?? [],
      kind: body.kind ?? null,
      redirectUris: body.redirect_uris ?? [],
      appUrl: body.app_url ?? null,
      allowedAddresses: body.allowed_addresses?.map((address) => address.toLowerCase()) ?? [],
      rateLimits: body.rate_limit === undefined ? null : { capacity: body.rate_limit },
      expiresAt,
    }
    const { printed } = await dialect.createCredential(request, services)
    const { origin } = asked.request
    return made({
      ...printed,
      base_url: dialect.baseUrl(origin, home),
      curl: dialect.exampleCurl(origin, home, printed),
    })
  },
})

function dialectOf(name: string, dialects: readonly Dialect[]): Dialect {
  const found = dialects.find((dialect) => dialect.name === name)
  if (!found)
    throw new AdminRefusal('invalid', `dialect must be one of ${dialects.map((one) => one.name).join(', ')}`)
  return found
}

function refuseUnknownOptions(body: Members<typeof NEW>, dialect: Dialect): void {
  const { title, credentialOptions, credentialKinds = [] } = dialect
  if (body.kind !== undefined && !credentialKinds.includes(body.kind))
    throw new AdminRefusal(
      'invalid',
      `${title} credentials take no kind ${body.kind}: allowed are ${credentialKinds.join(', ') || 'none'}`,
    )
  for (const [option, member] of Object.entries(OPTION_MEMBERS))
    if (body[member] !== undefined && !credentialOptions.includes(option as CredentialOption))
      throw new AdminRefusal('invalid', `${title} credentials take no ${member}`)
}

export const renewCredential = route({
  method: 'POST',
  path: '/organizations/:slug/credentials/:id/renew',
  about: 'Give a credential another token, shown this once',
  answers: SHOWN_ONCE,
  async answer(asked, parts) {
    const credential = await ofOrganization(asked, parts)
    const dialect = dialectOf(credential.dialect, parts.dialects)
    if (!dialect.renewCredential)
      throw new AdminRefusal('invalid', `${dialect.title} credentials are not renewed: make another one`)
    return ok((await dialect.renewCredential(credential, parts.services)).printed)
  },
})

export const limitCredential = route({
  method: 'PATCH',
  path: '/organizations/:slug/credentials/:id',
  about: 'Set the limit of a credential; 0: the platform’s own',
  body: { rate_limit: required(integer(0, 1_000_000)) },
  answers: CREDENTIAL,
  async answer(asked, parts) {
    const credential = await ofOrganization(asked, parts)
    const { rate_limit: capacity } = asked.body
    const rateLimits = capacity === 0 ? null : { capacity }
    await parts.services.credentials.limit(credential.id, rateLimits)
    return ok(presentCredential({ ...credential, rateLimits }))
  },
})

export const revokeCredential = route({
  method: 'DELETE',
  path: '/organizations/:slug/credentials/:id',
  about: 'Revoke a credential',
  answers: Type.Object({ id: Type.String(), revoked: Type.Literal(true) }),
  async answer(asked, parts) {
    const { id } = await ofOrganization(asked, parts)
    await parts.services.credentials.revoke(id)
    return ok({ id, revoked: true })
  },
})

async function ofOrganization(
  asked: Pick<AdminAsked, 'params'>,
  { organizations, services }: AdminParts,
): Promise<Credential> {
  const { key, slug } = await organizations.get(param(asked, 'slug'))
  const found = await services.credentials.byId(param(asked, 'id'))
  if (found?.organization !== key) throw new AdminRefusal('not_found', `${slug} has no credential of that id`)
  return found
}
