/** Easycart's credential: one opaque token that may reach several stores (section 1). */

import type { AsOf } from '../../core/as-of.ts'
import type { Credential } from '../../core/credentials.ts'
import type { Organization } from '../../core/ports.ts'
import { ALPHANUMERIC, randomText } from '../../lib/random-text.ts'
import { isUuid } from '../../lib/uuid.ts'
import type { CreatedCredential, CredentialRequest, Services, WireRequest, WireResponse } from '../dialect.ts'
import { badRequest, storeForbidden } from './errors.ts'

export interface Caller {
  credential: Credential & { asOf?: AsOf }
}

/** The credential behind `Authorization: Bearer …`, or null when there is none that is valid. */
export async function authenticate(request: WireRequest, services: Services): Promise<Caller | null> {
  const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!token) return null
  const credential = await services.credentials.bySecretHash('easycart', services.secrets.hash(token))
  if (!credential || credential.revokedAt) return null
  if (credential.expiresAt && credential.expiresAt <= services.clock()) return null
  return { credential }
}

/** The store that the request is about: the header's, else the token's default. */
export async function selectStore(
  caller: Caller,
  request: WireRequest,
  services: Services,
): Promise<{ store: Organization; asOf: AsOf | undefined } | { refusal: WireResponse }> {
  const wanted = request.headers['x-easycart-store']?.trim()
  if (wanted && !isUuid(wanted)) return { refusal: badRequest('Invalid store ID') }
  const reach = await services.credentials.reach(caller.credential.id)
  const found = wanted
    ? reach.find(({ organization }) => organization.uuidId === wanted.toLowerCase())
    : reach.find(({ position }) => position === 0)
  if (!found || !agreesWithHost(found.organization, request)) return { refusal: storeForbidden() }
  return { store: found.organization, asOf: found.asOf }
}

/** A Host that names an organization must name the one that is addressed. */
const agreesWithHost = (store: Organization, request: WireRequest): boolean =>
  request.hostLabel === null || request.hostLabel === store.slug || request.hostLabel === store.handle

export async function createCredential(
  { organizations, name, expiresAt, rateLimits }: CredentialRequest,
  services: Services,
): Promise<CreatedCredential> {
  const [home] = organizations
  if (!home) throw new Error('A token needs an organization')
  // `<decimal id>|<random text>`, the shape of the vendor's tokens.
  const number = randomText(7, '123456789', services.random)
  const token = `${number}|${randomText(40, ALPHANUMERIC, services.random)}`
  const credential = await services.credentials.create(
    {
      id: `ec_${randomText(12, ALPHANUMERIC, services.random)}`,
      organization: home.key,
      dialect: 'easycart',
      kind: 'token',
      name: name ?? null,
      publicId: null,
      secretHash: services.secrets.hash(token),
      signingSecret: null,
      scopes: [],
      settings: {},
      expiresAt,
      rateLimits: rateLimits ?? null,
    },
    organizations.map((organization) => organization.key),
  )
  return { credential, printed: { id: credential.id, token, store_id: home.uuidId } }
}
