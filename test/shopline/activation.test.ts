/** An activation link: what it leads to, when it ends, and that nobody but its holder learns it. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { createServer } from '../../src/server/compose.ts'
import { createLog } from '../../src/server/log.ts'
import { ENGINES } from '../support/engines.ts'
import { oauthOf } from '../support/oauth.ts'
import { type ShoplineClient, shoplineClient } from '../support/shopline-client.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('an activation link on %s', (engine) => {
  let world: World
  let shop: ShoplineClient
  let emails = 0
  beforeAll(async () => {
    world = await createWorld(engine)
    shop = await shoplineClient(world)
  })
  afterAll(() => world?.close())

  interface Person {
    id: string
    email: string
  }
  const create = async (): Promise<Person> => {
    const email = `activation${emails++}@example.com`
    const body = await shop.ok('POST', '/customers.json', { customer: { email } })
    return (body as unknown as { customer: Person }).customer
  }
  const linkOf = async (id: string): Promise<string> => {
    const body = await shop.ok('POST', `/customers/${id}/account_activation_url.json`)
    const { account_activation_url: url } = (body as unknown as { data: { account_activation_url: string } })
      .data
    return url.replace('http://localhost:8080', '')
  }
  const stateOf = async (id: string) => {
    const body = await shop.ok('GET', `/customers/v2/${id}.json?fields=state`)
    return (body as unknown as { customer: { state: number } }).customer.state
  }
  const show = (link: string, hostLabel: string | null = null) => world.send({ url: link, hostLabel })
  /** As a browser sends the form: the token comes back from the page. */
  const submit = (link: string, password: string, confirmation = password) => {
    const [url = '', token = ''] = link.split('?token=')
    const body = new URLSearchParams({ token, password, password_confirmation: confirmation }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return world.send({ method: 'POST', url, headers, body })
  }

  test('shows a form without a script, which may be looked at often and cannot be framed', async () => {
    const { id } = await create()
    const link = await linkOf(id)
    for (let look = 0; look < 2; look++) {
      const { status, headers, body } = await show(link)
      expect([status, headers['Content-Type']]).toEqual([200, 'text/html; charset=utf-8'])
      expect(body).not.toMatch(/<script|javascript:|\son[a-z]+=/i)
      expect(body).toContain('action="/user/activate/acme"')
      expect(headers['Content-Security-Policy']).toContain("default-src 'none'; ")
      expect(headers['Content-Security-Policy']).toContain("form-action 'self'; frame-ancestors 'none'")
      expect(headers).toMatchObject({
        'X-Frame-Options': 'DENY',
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'no-store',
      })
    }
    expect(await stateOf(id)).toBe(1)
  })

  test('makes its holder registered, who signs in on Commerce Layer too, and works once', async () => {
    const { id, email } = await create()
    await shop.ok('POST', `/customers/${id}/send_invite.json`)
    const link = await linkOf(id)
    expect(await stateOf(id)).toBe(2)
    expect((await submit(link, 'chosen1')).status).toBe(200)
    expect(await stateOf(id)).toBe(3)
    const channel = await world.credential('commerce-layer', { kind: 'sales_channel' })
    const sign = (password: string) =>
      oauthOf(world).ask({ grant_type: 'password', client_id: channel.client_id, username: email, password })
    expect((await sign('chosen1')).status).toBe(200)
    const again = await submit(link, 'other12')
    expect([again.status, (await show(link)).status]).toEqual([404, 404])
    expect((await sign('chosen1')).status).toBe(200)
    expect((await shop.call('POST', `/customers/${id}/account_activation_url.json`)).status).toBe(422)
  })

  test('of two that use it at once one does', async () => {
    const link = await linkOf((await create()).id)
    const answers = await Promise.all(['first12', 'second1'].map((password) => submit(link, password)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404])
  })

  test.each([
    ['short', 'short', 'between 6 and 18'],
    ['x'.repeat(19), 'x'.repeat(19), 'between 6 and 18'],
    ['chosen1', 'chosen2', 'differ'],
  ])('asks again for %s and %s', async (password, confirmation, complaint) => {
    const { id } = await create()
    const link = await linkOf(id)
    const { status, body } = await submit(link, password, confirmation)
    expect([status, body.includes(complaint), body.includes(password)]).toEqual([422, true, false])
    expect(await stateOf(id)).toBe(1)
    expect((await submit(link, 'chosen1')).status).toBe(200)
  })

  test('ends after thirty days, and when there is a later one', async () => {
    world.setTime('2026-01-01T00:00:00Z')
    const { id } = await create()
    const first = await linkOf(id)
    const second = await linkOf(id)
    expect([(await show(first)).status, (await show(second)).status]).toEqual([404, 200])
    world.setTime('2026-01-30T23:59:59Z')
    expect((await show(second)).status).toBe(200)
    world.setTime('2026-01-31T00:00:00Z')
    expect([(await show(second)).status, (await submit(second, 'chosen1')).status]).toEqual([404, 404])
    world.setTime()
  })

  test('ends with its customer, on the blacklist, and with a password set elsewhere', async () => {
    const [gone, listed, set] = [await create(), await create(), await create()]
    const links = [await linkOf(gone.id), await linkOf(listed.id), await linkOf(set.id)]
    await shop.ok('DELETE', `/customers/${gone.id}.json`)
    await shop.ok('POST', '/customers/add_blacklist.json', { customer_id: listed.id })
    const customer = { password: 'secret1', password_confirmation: 'secret1' }
    await shop.ok('PUT', `/customers/${set.id}.json`, { customer })
    for (const link of links) expect((await show(link)).status).toBe(404)
    await shop.ok('POST', '/customers/remove_blacklist.json', { customer_id: listed.id })
    expect((await show(links[1] ?? '')).status).toBe(200)
  })

  test('is no link of another store, nor under another store’s host', async () => {
    const link = await linkOf((await create()).id)
    await world.addOrganization({ slug: 'globex' })
    expect((await show(link.replace('/acme', '/globex'))).status).toBe(404)
    expect((await show(link.replace('/acme', '/nobody'))).status).toBe(404)
    expect((await show(link, 'globex')).status).toBe(404)
    expect((await show(link, 'acme')).status).toBe(200)
    for (const token of ['', 'x', '%00', '%ff', 'x'.repeat(5000)])
      expect((await show(`/user/activate/acme?token=${token}`)).status).toBe(404)
  })

  test('is kept as a hash alone', async () => {
    const link = await linkOf((await create()).id)
    const [, token = ''] = link.split('?token=')
    const everything = JSON.stringify(
      await Promise.all(
        (['record', 'event'] as const).map((type) =>
          world.store.records.list(world.organization.key, { type, sort: [], limit: 10_000 }),
        ),
      ),
    )
    expect(everything).toContain('shopline_account_activation')
    expect(everything).not.toContain(token)
    const hash = Buffer.from(world.services.secrets.hash(token)).toString('hex')
    // The record's own row, and no event.
    expect(everything.split(hash)).toHaveLength(2)
  })
})

test('nothing of a link or a password is logged', async () => {
  const world = await createWorld('embedded')
  const lines: string[] = []
  const clock = () => new Date()
  const { app } = createServer({
    store: world.store,
    secrets: world.services.secrets,
    dialects,
    clock,
    random: (count) => randomBytes(count),
    domain: 'localhost',
    port: 8080,
    log: createLog((line) => lines.push(line), clock, 'info'),
  })
  const shop = await shoplineClient(world)
  const made = await shop.ok('POST', '/customers.json', { customer: { email: 'log@example.com' } })
  const { id } = (made as unknown as { customer: { id: string } }).customer
  const { json } = await app.inject({
    method: 'POST',
    url: `/admin/openapi/v20260301/customers/${id}/account_activation_url.json`,
    headers: { authorization: shop.authorization, host: 'acme.localhost:8080' },
  })
  const url = json().data.account_activation_url as string
  expect(url).toMatch(/^http:\/\/acme\.localhost:8080\/user\/activate\/acme\?token=/)
  const { pathname, search, searchParams } = new URL(url)
  const token = searchParams.get('token') ?? ''
  const headers = { host: 'acme.localhost:8080' }
  expect((await app.inject({ url: pathname + search, headers })).statusCode).toBe(200)
  const posted = await app.inject({
    method: 'POST',
    url: pathname,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ token, password: 'chosen1', password_confirmation: 'chosen1' }).toString(),
  })
  expect(posted.statusCode).toBe(200)
  await app.close()
  await world.close()
  const logged = lines.join('')
  expect(logged).toContain('/user/activate/acme')
  expect(logged).not.toContain(token)
  expect(logged).not.toContain('chosen1')
})
