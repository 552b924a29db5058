/** SHOPLINE's credential: an app, and the access token that it gets (section 2). */
import type { Credential } from '../../core/credentials.ts'
import { CoreError } from '../../core/errors.ts'
import type { Organization } from '../../core/ports.ts'
import { ALPHANUMERIC, randomText } from '../../lib/random-text.ts'
import { isRedirectUri } from '../../lib/redirect-uri.ts'
import type { CreatedCredential, CredentialRequest, Services } from '../dialect.ts'
import { PRIVATE_TOKEN, signToken } from './oauth/access-token.ts'
import { joinSecrets, newKey, secretsOfApp } from './oauth/app-secrets.ts'
import { APP_KINDS, isPrivate, keptRegistration, type Registration } from './oauth/apps.ts'

export function createCredential(request: CredentialRequest, services: Services): Promise<CreatedCredential> {
  const [store] = request.organizations
  if (!store) throw new Error('A token needs an organization')
  const kind = request.kind ?? APP_KINDS[0]
  return isPrivate({ kind })
    ? createPrivateApp(request, store, services)
    : createOAuthApp(kind, request, store, services)
}

const wrong = (field: string, text: string) => new CoreError('invalid-value', { field }, text)

const newId = ({ random }: Services): string => `sl_${randomText(12, ALPHANUMERIC, random)}`
const scopesOf = ({ scopes }: CredentialRequest): string[] =>
  scopes.length > 0 ? [...scopes] : ['read_customers']

/** Has its token at once. */
async function createPrivateApp(
  request: CredentialRequest,
  store: Organization,
  services: Services,
): Promise<CreatedCredential> {
  const { redirectUris, appUrl, allowedAddresses = [], expiresAt } = request
  if (redirectUris.length + allowedAddresses.length > 0 || appUrl)
    throw wrong(
      'kind',
      'a private app has no redirect URI, app URL or allowed addresses: use --kind custom_app or public_app',
    )
  const expires = expiresAt ?? new Date(services.clock().getTime() + PRIVATE_TOKEN.lives)
  const [appKey, appSecret, tokenKey] = [newKey(services), newKey(services), newKey(services)]
  const token = await signToken({ appKey, tokenKey, store, expiresAt: expires }, services)
  const credential = await services.credentials.create(
    {
      id: newId(services),
      organization: store.key,
      dialect: 'shopline',
      kind: 'private_app',
      name: request.name ?? null,
      publicId: appKey,
      secretHash: services.secrets.hash(token),
      signingSecret: services.secrets.seal(joinSecrets({ appSecret, tokenKey })),
      scopes: scopesOf(request),
      settings: {},
      expiresAt: expires,
      rateLimits: request.rateLimits ?? null,
    },
    [store.key],
  )
  // The secret signs what its webhooks are sent.
  return {
    credential,
    printed: { id: credential.id, access_token: token, app_key: appKey, app_secret: appSecret },
  }
}

/** Has no token and no scope before it is installed. */
async function createOAuthApp(
  kind: string,
  request: CredentialRequest,
  store: Organization,
  services: Services,
): Promise<CreatedCredential> {
  if (request.expiresAt)
    throw wrong('expires', 'tokens of a custom or public app live ten hours: --expires is for private apps')
  const appSecret = newKey(services)
  const credential = await services.credentials.create(
    {
      id: newId(services),
      organization: store.key,
      dialect: 'shopline',
      kind,
      name: request.name ?? null,
      publicId: newKey(services),
      secretHash: null,
      signingSecret: services.secrets.seal(joinSecrets({ appSecret, tokenKey: newKey(services) })),
      scopes: [],
      settings: keptRegistration(readRegistration(request)),
      expiresAt: null,
      rateLimits: request.rateLimits ?? null,
    },
    [store.key],
  )
  const { id, publicId } = credential
  return { credential, printed: { id, app_key: publicId ?? '', app_secret: appSecret } }
}

function readRegistration(request: CredentialRequest): Registration {
  const { redirectUris, appUrl = null, allowedAddresses = [] } = request
  if (redirectUris.length === 0)
    throw wrong('redirect_uri', 'a custom or public app needs at least one --redirect-uri')
  const notUri = redirectUris.find((uri) => !isRedirectUri(uri))
  if (notUri !== undefined)
    throw wrong(
      'redirect_uri',
      `redirect URI ${JSON.stringify(notUri)} is not allowed: use an absolute URL without a fragment`,
    )
  if (appUrl !== null && !isRedirectUri(appUrl))
    throw wrong(
      'app_url',
      `app URL ${JSON.stringify(appUrl)} is not allowed: use an absolute URL without a fragment`,
    )
  const scopes = scopesOf(request)
  // Scopes travel as one text with commas.
  const notScope = scopes.find((scope) => !/^[\w.:-]+$/.test(scope))
  if (notScope !== undefined)
    throw wrong('scope', `scope ${JSON.stringify(notScope)} is not allowed: use names such as read_customers`)
  return { redirectUris, appUrl, scopes, allowedAddresses }
}

/** As a merchant renews a private app's token: the one before lives half an hour more. */
export async function renewCredential(
  credential: Credential,
  services: Services,
): Promise<CreatedCredential> {
  if (!isPrivate(credential))
    throw wrong('kind', 'a custom or public app renews its token itself: POST /admin/oauth/token/refresh')
  const store = await services.organizations.byKey(credential.organization)
  const keys = secretsOfApp(credential, services)
  if (!store || !keys || !credential.publicId) throw new CoreError('record-not-found')
  const now = services.clock().getTime()
  const expiresAt = new Date(now + PRIVATE_TOKEN.lives)
  const token = await signToken(
    { appKey: credential.publicId, tokenKey: keys.tokenKey, store, expiresAt },
    services,
  )
  const renewed = await services.credentials.renewToken(credential.id, {
    secretHash: services.secrets.hash(token),
    expiresAt,
    scopes: credential.scopes,
    oldUntil: new Date(now + PRIVATE_TOKEN.oldLives),
  })
  if (!renewed) throw new CoreError('credential-invalid', {}, `${credential.id} is revoked: make a new one`)
  return { credential, printed: { id: credential.id, access_token: token } }
}
