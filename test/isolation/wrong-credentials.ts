/** Every way in which a credential can be wrong, and how each platform says so: in its own words, from its specification. */
import { decodeJwt } from 'jose'
import { dialects } from '../../src/dialects/index.ts'
import { signedAs } from '../contract/shopline.fixture.ts'
import { adminParts } from '../support/admin-parts.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import type { HotServer } from '../support/hot-servers.ts'
import type { World } from '../support/world.ts'
import type { Ask } from './asks.ts'
import { PLATFORM_SCOPES, PLATFORMS, type PlatformName } from './platforms.ts'
import { authorized, type Shop } from './shops.ts'

type Headers = Record<string, string>
export interface Refusal {
  status: number
  body: unknown
}
export interface Wrong {
  name: string
  headers: Headers
  /** Null: it is not wrong for that. */
  refused(ask: Ask): Refusal | null
}

const coreApi = (status: number, title: string, detail: string, code: string): Refusal => ({
  status,
  body: { errors: [{ title, detail, code, status: String(status) }] },
})
const INVALID_TOKEN = coreApi(
  401,
  'Invalid token',
  'The access token you provided is invalid.',
  'INVALID_TOKEN',
)
const ACCESS_DENIED = coreApi(
  401,
  'Access denied',
  'You are not authorized to perform this action on the requested resource.',
  'UNAUTHORIZED',
)
const shopline = (status: number, errors: string): Refusal => ({ status, body: { errors } })
const missing = shopline(401, 'Unauthorized: access token is missing')
const invalid = shopline(401, 'Unauthorized: access token is invalid')
const UNAUTHENTICATED: Refusal = { status: 401, body: { message: 'Unauthenticated.' } }
const OTHER_STORE: Refusal = {
  status: 403,
  body: { message: 'You do not have API access to this store.' },
}

/** Where nothing else is said. */
const USUAL: Record<PlatformName, Refusal> = {
  'commerce-layer': INVALID_TOKEN,
  shopline: invalid,
  easycart: UNAUTHENTICATED,
}

/** What a sales channel may do for a guest (commerce-layer, section 2.4). */
const OPEN = /^GET \/api\/(organization|application)$|\/api\/customer_password_resets(\/:id)?$/
const GUESTS =
  /^(GET \/api\/(organization|application)$|POST \/api\/(customers|customer_password_resets)$|(PATCH|PUT) \/api\/customer_password_resets\/:id$)/
/** A method that a singleton has not is told before what one may (section 7.3). */
const SINGLETONS = /^(?!GET).* \/api\/(organization|application)$/

const bearer = (token = ''): Headers => ({ authorization: `Bearer ${token}` })

/**
 * `use` asks everything with the headers of a credential that is good yet, so that servers know it and have answers to
 * it ready, before it becomes wrong.
 */
export async function makeWrong(
  world: World,
  server: HotServer,
  { mine, strange }: { mine: Shop; strange: Shop },
  use: (platform: PlatformName, headers: Headers) => Promise<void>,
): Promise<Record<PlatformName, Wrong[]>> {
  const dialectOf = (name: PlatformName) => dialects.find((one) => one.name === name) as (typeof dialects)[0]
  const make = (name: PlatformName, more: object = {}) =>
    world.credential(name, { organizations: [mine.organization], scopes: PLATFORM_SCOPES[name], ...more })
  const gone = await world.addOrganization({ slug: 'gone' })
  const wrong: Record<string, Wrong[]> = {}
  for (const name of PLATFORMS) {
    const usual = (title: string, headers: Headers): Wrong => ({
      name: title,
      headers,
      refused: () => USUAL[name],
    })
    const revoked = await make(name)
    const revokedHeaders = await authorized(dialectOf(name), revoked, server)
    const goneHeaders = await authorized(dialectOf(name), await make(name, { organizations: [gone] }), server)
    await use(name, revokedHeaders)
    await use(name, goneHeaders)
    await world.services.credentials.revoke(revoked.id ?? '')
    const nothing: Wrong = {
      name: 'none',
      headers: {},
      refused: () => (name === 'shopline' ? missing : USUAL[name]),
    }
    const others = PLATFORMS.filter((other) => other !== name)
    wrong[name] = [
      nothing,
      { ...nothing, name: 'malformed', headers: { authorization: 'Basic YWRtaW46YWRtaW4=' } },
      usual('malformed', bearer('not.a.token')),
      usual('malformed', bearer(`${'a'.repeat(40)}|${'b'.repeat(40)}`)),
      usual('revoked', revokedHeaders),
      usual('of a deleted organization', goneHeaders),
      ...others.map((other) => usual('other platform', mine.headers[other])),
    ]
  }
  const { organizations } = await adminParts(world)
  await organizations.remove('gone')
  const hosts = (name: PlatformName): Headers[] => [
    { ...mine.headers[name], host: `${strange.organization.slug}.localhost:8080` },
    { ...strange.headers[name], host: `${mine.organization.slug}.localhost:8080` },
  ]
  const add = (name: PlatformName, title: string, headers: Headers, refused: Wrong['refused']) =>
    wrong[name]?.push({ name: title, headers, refused })

  for (const headers of hosts('commerce-layer'))
    add('commerce-layer', 'other organization', headers, () => INVALID_TOKEN)
  const { issuer } = world.services
  const claims = decodeJwt(tokenOf(mine.headers['commerce-layer']))
  const theirs = decodeJwt(tokenOf(strange.headers['commerce-layer']))
  const signed = async (changes: object) => bearer(await issuer.sign({ ...claims, ...changes } as never))
  add('commerce-layer', 'expired', await signed({ exp: 1_600_000_000 }), () => INVALID_TOKEN)
  add(
    'commerce-layer',
    'other organization',
    await signed({ organization: theirs.organization }),
    () => INVALID_TOKEN,
  )
  add(
    'commerce-layer',
    'other organization',
    await signed({ application: theirs.application }),
    () => INVALID_TOKEN,
  )
  add('commerce-layer', 'other issuer', await signed({ iss: 'https://auth.elsewhere' }), () => INVALID_TOKEN)
  add('commerce-layer', 'taken back', await takenBack(server, mine, use), () => INVALID_TOKEN)
  const guest = await commerceLayerClient(world, { kind: 'sales_channel' })
  add('commerce-layer', 'missing scope', bearer(guest.token), ({ row }) =>
    GUESTS.test(row) || SINGLETONS.test(row) ? null : ACCESS_DENIED,
  )

  const customer = bearer((await commerceLayerClient(world, { customer: mine.otherCustomer })).token)
  add('commerce-layer', 'other customer', customer, ({ row, method, body }) => {
    // A new record that names nobody is the customer's own.
    const isOwn = method === 'POST' && body.includes('"relationships":{}')
    return OPEN.test(row) || SINGLETONS.test(row) || isOwn ? null : ACCESS_DENIED
  })

  for (const headers of hosts('shopline')) add('shopline', 'other organization', headers, () => invalid)
  const token = mine.printed.shopline.access_token ?? ''
  const { numberId: storeId } = strange.organization
  add('shopline', 'other organization', bearer(await signedAs(world, token, { storeId })), () => invalid)
  const over = await make('shopline', { expiresAt: new Date('2020-01-01T00:00:00Z') })
  const expired = shopline(401, 'Unauthorized: access token has expired')
  add('shopline', 'expired', bearer(over.access_token), () => expired)
  for (const scope of PLATFORM_SCOPES.shopline) {
    const scopes = PLATFORM_SCOPES.shopline.filter((one) => one !== scope)
    const narrow = await make('shopline', { scopes })
    const refused = shopline(403, `This action requires ${scope} scope`)
    add('shopline', 'missing scope', bearer(narrow.access_token), (ask) =>
      ask.scope === scope ? refused : null,
    )
  }

  // Its token reads the list of its stores under whatever name.
  const ofOne = ({ row }: Ask) => (row === 'GET /stores' ? null : OTHER_STORE)
  for (const headers of hosts('easycart')) add('easycart', 'other organization', headers, ofOne)
  const named = { 'x-easycart-store': strange.organization.uuidId }
  add('easycart', 'other organization', { ...mine.headers.easycart, ...named }, ofOne)
  const ended = await make('easycart', { expiresAt: new Date('2020-01-01T00:00:00Z') })
  add('easycart', 'expired', bearer(ended.token), () => UNAUTHENTICATED)
  return wrong as Record<PlatformName, Wrong[]>
}

const tokenOf = (headers: Headers): string => headers.authorization?.slice('Bearer '.length) ?? ''

/** A token that its application took back. */
async function takenBack(
  server: HotServer,
  mine: Shop,
  use: (platform: PlatformName, headers: Headers) => Promise<void>,
): Promise<Headers> {
  const printed = mine.printed['commerce-layer']
  const commerceLayer = dialects.find(({ name }) => name === 'commerce-layer') as (typeof dialects)[0]
  const headers = await authorized(commerceLayer, printed, server)
  await use('commerce-layer', headers)
  const { client_id, client_secret } = printed
  const { status } = await server.send({
    method: 'POST',
    url: '/oauth/revoke',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id, client_secret, token: tokenOf(headers) }),
  })
  if (status !== 200) throw new Error(`A token could not be taken back: ${status}`)
  return headers
}

/** Credentials that end by themselves, and how they are refused from then on. */
export async function makeEnding(
  world: World,
  server: HotServer,
  mine: Shop,
  until: Date,
): Promise<Record<PlatformName, Wrong>> {
  const ending: Record<string, Wrong> = {}
  for (const dialect of dialects) {
    const name = dialect.name as PlatformName
    const scopes = PLATFORM_SCOPES[name]
    const expiresAt = name === 'commerce-layer' ? null : until
    const printed = await world.credential(name, { organizations: [mine.organization], scopes, expiresAt })
    const headers = await authorized(dialect, printed, server)
    const refusal =
      name === 'shopline' ? shopline(401, 'Unauthorized: access token has expired') : USUAL[name]
    ending[name] = { name: 'expired', headers, refused: () => refusal }
  }
  return ending as Record<PlatformName, Wrong>
}
