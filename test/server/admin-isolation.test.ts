/** Whoever names another organization gets nothing of this one: every route below an organization, from the table. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportRecords } from '../../src/jobs/export.ts'
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { ADMIN_ROUTES } from '../../src/server/admin/routes.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { createTraffic } from '../../src/server/traffic/traffic.ts'
import { adminParts } from '../support/admin-parts.ts'
import { ENGINES } from '../support/engines.ts'
import { listen } from '../support/listen.ts'
import { fillOrganization } from '../support/organization-rows.ts'
import { tried } from '../support/tried.ts'
import { createWorld, type World } from '../support/world.ts'

/** Routes that name one thing of an organization, whichever; the platform of a webhook is nobody's. */
const OF_ONE = ADMIN_ROUTES.filter(({ path }) => /^\/organizations\/:slug\/.*:(?!dialect)/.test(path))
const READ = ADMIN_ROUTES.filter(
  ({ method, path }) => method === 'GET' && /^\/organizations\/:slug\/[^:]*$/.test(path),
)

describe.each(ENGINES)('the admin API, asked in another organization, on %s', (engine) => {
  let world: World
  let origin: string
  let close: () => Promise<void>
  let token: string
  /** What each `:name` stands for in `acme`, by the segment before it. */
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    world = await createWorld(engine)
    const { store, services } = world
    await world.addOrganization({ slug: 'other' })
    await fillOrganization(store, world.organization.key)
    const traffic = createTraffic()
    const api = createAdminApi(await adminParts(world, { traffic }))
    ;({ origin, close } = await listen(world, { further: [api], observers: [traffic.observe] }))
    const made = await createAdminToken(
      { ...services, adminTokens: store.adminTokens },
      { name: 'test', expiresAt: null },
    )
    token = made.token
    const { access_token: shopline, id } = await world.credential('shopline', { scopes: ['read_customers'] })
    await fetch(`${origin}/admin/openapi/v20260301/v2/customers.json`, {
      headers: { authorization: `Bearer ${shopline}` },
    })
    const own = async (path: string, method = 'GET', body?: object) =>
      JSON.parse((await call(method, `/organizations/acme${path}`, body)).text)
    const [customer] = (await own('/customers')).customers.filter(({ email }: { email: string }) => email)
    await own('/snapshots', 'POST', { name: 'base' })
    const upload = await own('/imports', 'POST', { name: 'a.ndjson', format: 'ndjson', size: 10 })
    Object.assign(ids, {
      customers: customer.id,
      snapshots: 'base',
      credentials: id,
      imports: upload.id,
      syncs: (await own('/syncs')).sources[0].name,
      requests: (await own('/requests')).requests[0].id,
      deliveries: (await own('/deliveries')).deliveries[0].id,
      parts: '0',
    })
    const [webhook] = (await own('/webhooks')).webhooks
    Object.assign(ids, { webhooks: webhook.dialect, [webhook.dialect]: webhook.id })
    const address = await own(`/customers/${customer.id}/addresses`, 'POST', {
      city: 'Kraków',
      country_code: 'PL',
    })
    ids.addresses = (address.addresses ?? [address]).at(-1).id
  })
  afterAll(async () => {
    await close?.()
    await world.close()
  })

  async function call(method: string, path: string, body?: object) {
    const answer = await fetch(`${origin}${ADMIN_PATH}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, text: await answer.text() }
  }

  /** The route's path with what `acme` has, under that organization. */
  const filled = (path: string, slug: string): string => {
    const parts: string[] = []
    for (const part of path.split('/')) {
      const before = parts.at(-1) ?? ''
      parts.push(
        !part.startsWith(':') ? part : part === ':slug' ? slug : encodeURIComponent(ids[before] ?? '?'),
      )
    }
    return parts.join('/')
  }

  async function everything(): Promise<string> {
    let lines = ''
    await exportRecords(world.store.records, world.organization.key, (some) => {
      lines += some
    })
    return lines
  }

  test('what is asked for here is there', async () => {
    for (const { method, path } of OF_ONE.filter((route) => route.method === 'GET'))
      expect([path, await call(method, filled(path, 'acme'))]).toEqual([
        path,
        { status: 200, text: expect.any(String) },
      ])
  })

  test('and is nowhere else, and stays as it is', async () => {
    const before = await everything()
    expect(OF_ONE.length).toBeGreaterThan(25)
    for (const { method, path, body = {} } of OF_ONE) {
      const given = method === 'GET' ? undefined : bodyFor(path, Object.keys(body))
      const { status, text } = await call(method, filled(path, 'other'), given)
      expect([method, path, status, JSON.parse(text).error?.code]).toEqual([method, path, 404, 'not_found'])
      expect(text).not.toMatch(/planted|@example|Regulars/)
    }
    expect((await everything()) === before).toBe(true)
    tried(
      `isolation: admin routes asked for what another organization has (${engine})`,
      OF_ONE.length,
      'not found',
    )
  })

  test('and no list of the other shows anything of it', async () => {
    for (const { method, path } of READ) {
      const { status, text } = await call(method, filled(path, 'other'))
      expect([path, [200, 404, 409, 422].includes(status)]).toEqual([path, true])
      for (const [segment, id] of Object.entries(ids))
        if (!['parts', 'webhooks', 'snapshots'].includes(segment))
          expect([path, text]).toEqual([path, expect.not.stringContaining(String(id))])
      expect(text).not.toMatch(/@example|Regulars/)
    }
  })
})

/** A body that the route would take of whoever owns the thing. */
function bodyFor(path: string, members: readonly string[]): object | undefined {
  const values: Record<string, unknown> = {
    rate_limit: 5,
    city: 'Kraków',
    every_seconds: 60,
    note: 'x',
    confirm: 'x',
  }
  if (path.endsWith('/restore') || path.endsWith('/reset')) return {}
  const given = Object.entries(values).filter(([name]) => members.includes(name))
  return given.length > 0 ? Object.fromEntries(given) : undefined
}
