/**
 * Customers sign in through a shop's sales channel: `@commercelayer/js-auth` 8.0.1 gets their tokens and
 * `@commercelayer/sdk` 7.12.1 uses them, both unmodified.
 */
import {
  authenticate,
  createAssertion,
  jwtDecode,
  jwtVerify,
  makeSalesChannel,
  revoke,
} from '@commercelayer/js-auth'
import { CommerceLayer } from '@commercelayer/sdk/bundle'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { type Application, newApplication, newClient } from './organization.ts'
import { refusalOf } from './refusal.ts'

const domain = inject('domain')
const login = { username: 'ada@example.com', password: 'difference-engine' }

let shop: Application
let ada: { id: string }
let bob: { id: string }
let guest: ReturnType<typeof CommerceLayer>
beforeAll(async () => {
  const { slug, cl } = await newClient()
  shop = await newApplication(slug, 'sales_channel')
  bob = await cl.customers.create({ email: 'bob@example.com' })
  // As a visitor signs up: with the shop's own token, which may create a customer and read none.
  const { accessToken } = await authenticate('client_credentials', { clientId: shop.clientId, domain })
  guest = CommerceLayer({ accessToken })
  ada = await guest.customers.create({
    email: login.username,
    password: login.password,
  })
})

test('a guest reads no customer, not even the one just made', async () => {
  for (const call of [() => guest.customers.list(), () => guest.customers.retrieve(ada.id)])
    expect(await refusalOf(call())).toEqual({
      status: 401,
      message: 'Unauthorized',
      errors: [
        {
          title: 'Access denied',
          detail: 'You are not authorized to perform this action on the requested resource.',
          code: 'UNAUTHORIZED',
          status: '401',
        },
      ],
    })
})

const signIn = (credentials = login) =>
  authenticate('password', { clientId: shop.clientId, domain, ...credentials })

const refresh = (refreshToken: string) =>
  authenticate('refresh_token', { clientId: shop.clientId, domain, refreshToken })

const invalidGrant = [{ title: 'invalid_grant', code: 'BAD_REQUEST', status: 400 }]

describe('a password', () => {
  test('gets a token that acts for the customer', async () => {
    const answer = await signIn()
    expect(Object.keys(answer).sort()).toEqual([
      ...['accessToken', 'createdAt', 'expires', 'expiresIn'],
      ...['ownerId', 'ownerType', 'refreshToken', 'scope', 'tokenType'],
    ])
    expect(answer).toMatchObject({ ownerId: ada.id, ownerType: 'customer', tokenType: 'bearer' })
    const { payload } = await jwtVerify(answer.accessToken)
    expect(payload).toMatchObject({
      owner: { id: ada.id, type: 'Customer' },
      application: { kind: 'sales_channel', client_id: shop.clientId },
    })
  })

  test.each([
    { username: 'ada@example.com', password: 'wrong' },
    { username: 'nobody@example.com', password: 'difference-engine' },
    // A customer without a password.
    { username: 'bob@example.com', password: '' },
  ])('%j is refused', async (credentials) => {
    const { accessToken, errors } = await signIn(credentials)
    expect(accessToken).toBeUndefined()
    expect(errors?.[0]?.status).toBe(400)
  })

  test('opens the customer’s own record and nobody else’s', async () => {
    const cl = CommerceLayer({ accessToken: (await signIn()).accessToken })
    expect(await cl.customers.retrieve(ada.id)).toMatchObject({ email: 'ada@example.com' })
    expect(await cl.customers.jwt_customer(ada.id)).toMatchObject({ id: ada.id })
    expect(await cl.customers.update({ id: ada.id, reference: 'mine' })).toMatchObject({ reference: 'mine' })
    expect(await cl.customers.orders(ada.id)).toHaveLength(0)
    const denied = { status: 401, message: 'Unauthorized', errors: [{ code: 'UNAUTHORIZED' }] }
    expect(await refusalOf(cl.customers.retrieve(bob.id))).toMatchObject(denied)
    expect(await refusalOf(cl.customers.update({ id: bob.id, reference: 'mine' }))).toMatchObject(denied)
    expect(await refusalOf(cl.customers.list())).toMatchObject(denied)
  })
})

describe('a refresh token', () => {
  test('is exchanged once for the next tokens', async () => {
    const first = await signIn()
    const second = await refresh(first.refreshToken)
    expect(second).toMatchObject({ ownerId: ada.id, ownerType: 'customer' })
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(jwtDecode(second.accessToken).payload).toMatchObject({ owner: { id: ada.id } })
    expect((await refresh(first.refreshToken)).errors).toMatchObject(invalidGrant)
    expect(await refresh(second.refreshToken)).toMatchObject({ ownerId: ada.id })
  })

  test('ends with the grant when it is revoked; a customer’s needs no secret', async () => {
    const { accessToken, refreshToken } = await signIn()
    // js-auth sends to the issuer named in the token, so it cannot be given a refresh token.
    expect(await revoke({ clientId: shop.clientId, token: accessToken })).not.toHaveProperty('errors')
    expect((await refresh(refreshToken)).errors).toMatchObject(invalidGrant)
  })
})

describe('an expired token', () => {
  /** With another time of expiry, and so without a signature that fits: refused in the same words (section 7.4). */
  const expiredSince = (token: string, seconds: number) => {
    const [header, payload = '', signature] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const exp = Math.floor(Date.now() / 1000) - seconds
    return [header, Buffer.from(JSON.stringify({ ...claims, exp })).toString('base64url'), signature].join(
      '.',
    )
  }

  test('is exchanged by the function that the SDK was given, and the call repeated', async () => {
    const { accessToken, refreshToken } = await signIn()
    const expired = expiredSince(accessToken, 60)
    const asked: string[] = []
    const cl = CommerceLayer({
      accessToken: expired,
      refreshToken: async (old) => {
        asked.push(old)
        return (await refresh(refreshToken)).accessToken
      },
    })
    expect(await cl.customers.retrieve(ada.id)).toMatchObject({ email: 'ada@example.com' })
    expect(asked).toEqual([expired])
    expect(jwtDecode(cl.currentAccessToken).payload).toMatchObject({ owner: { id: ada.id } })
    expect(await cl.customers.retrieve(ada.id)).toMatchObject({ email: 'ada@example.com' })
    expect(asked).toHaveLength(1)
  })

  test('is not what a revoked one is taken for', async () => {
    const { accessToken } = await signIn()
    await revoke({ clientId: shop.clientId, token: accessToken })
    const cl = CommerceLayer({
      accessToken,
      refreshToken: () => Promise.reject(new Error('the SDK asked for another token')),
    })
    expect(await refusalOf(cl.customers.retrieve(ada.id))).toMatchObject({
      status: 401,
      errors: [{ code: 'INVALID_TOKEN' }],
    })
  })
})

describe('an assertion (JWT bearer)', () => {
  const exchange = async (
    claims: Parameters<typeof createAssertion>[0]['payload']['https://commercelayer.io/claims'],
    secret = shop.clientSecret,
  ) =>
    authenticate('urn:ietf:params:oauth:grant-type:jwt-bearer', {
      clientId: shop.clientId,
      clientSecret: secret,
      assertion: await createAssertion({ payload: { 'https://commercelayer.io/claims': claims } }),
      domain,
    })

  test('gets a token for the customer it names, with its own claim', async () => {
    const custom_claim = { tier: 'gold', seats: [1, 2] }
    const answer = await exchange({ owner: { type: 'Customer', id: ada.id }, custom_claim })
    expect(answer).toMatchObject({ ownerId: ada.id, ownerType: 'customer', refreshToken: expect.any(String) })
    expect(jwtDecode(answer.accessToken).payload).toMatchObject({
      owner: { type: 'Customer', id: ada.id },
      custom_claim,
    })
    const cl = CommerceLayer({ accessToken: answer.accessToken })
    expect(await cl.customers.retrieve(ada.id)).toMatchObject({ jwt_custom_claim: custom_claim })
  })

  test('for a customer that is not there, and without the secret, is refused', async () => {
    expect((await exchange({ owner: { type: 'Customer', id: 'doesNotExi' } })).errors).toEqual([
      {
        title: 'invalid_assertion',
        detail: 'The provided assertion is invalid.',
        code: 'BAD_REQUEST',
        status: 400,
        meta: {},
      },
    ])
    expect((await exchange({ owner: { type: 'Customer', id: ada.id } }, 'wrong')).errors).toMatchObject([
      { title: 'invalid_client', status: 401 },
    ])
  })
})

describe('the library’s sales channel with a storage', () => {
  test('keeps the guest’s token, takes a customer’s, and logs out', async () => {
    const stored = new Map<string, unknown>()
    const storage = {
      getItem: async (key: string) => (stored.get(key) ?? null) as never,
      setItem: async (key: string, value: unknown) => void stored.set(key, value),
      removeItem: async (key: string) => void stored.delete(key),
    }
    const channel = makeSalesChannel({ clientId: shop.clientId, scope: 'market:all', domain }, { storage })
    const guest = await channel.getAuthorization()
    expect(guest).toMatchObject({ ownerType: 'guest', scope: 'market:all' })
    expect((await channel.getAuthorization()).accessToken).toBe(guest.accessToken)

    const { accessToken, refreshToken, scope } = await signIn()
    const customer = await channel.setCustomer({ accessToken, refreshToken, scope })
    expect(customer).toMatchObject({ ownerType: 'customer', ownerId: ada.id, accessToken })
    const cl = CommerceLayer({ accessToken })
    expect(await cl.customers.retrieve(ada.id)).toMatchObject({ id: ada.id })

    expect(await channel.logoutCustomer()).not.toHaveProperty('errors')
    expect(await channel.getAuthorization()).toMatchObject({ ownerType: 'guest' })
    expect(await refusalOf(cl.customers.retrieve(ada.id))).toMatchObject({
      status: 401,
      errors: [{ code: 'INVALID_TOKEN' }],
    })
  })
})
