/** Who read, exported, changed or erased whom can be asked for, and nothing that is asked waits for it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditEntry, NewAuditEntry } from '../../src/core/audit.ts'
import type { Customer } from '../../src/core/schema.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import { dialects } from '../../src/dialects/index.ts'
import { forgetAuditJob } from '../../src/jobs/forget-audit.ts'
import { idsOf } from '../../src/jobs/person/ids-of.ts'
import { ADMIN_PATH } from '../../src/server/admin/path.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { type Audit, createAudit, readsOnlyOf } from '../../src/server/audit/audit.ts'
import { createTelling } from '../../src/server/audit/of-exchange.ts'
import type { Exchange } from '../../src/server/exchange.ts'
import { adminParts } from '../support/admin-parts.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { type HotServer, startServer } from '../support/hot-servers.ts'
import { plantCustomer } from '../support/plant.ts'
import { createWorld, type World } from '../support/world.ts'

const WORD = 'zzaudited'
const readsOnly = readsOnlyOf(dialects)
const until = (wanted: () => boolean) => expect.poll(wanted, { timeout: 5000, interval: 5 }).toBe(true)

describe.each(ENGINES)('what is noted on %s', (engine) => {
  let world: World
  let audit: Audit
  let server: HotServer
  let customer: Customer
  let headers: Record<'commerceLayer' | 'shopline' | 'easycart' | 'admin', Record<string, string>>
  let credentials: { commerceLayer: string; shopline: string; token: string }
  beforeAll(async () => {
    world = await createWorld(engine)
    audit = createAudit({ append: world.store.audit.append, log: () => {}, readsOnly, every: 60_000 })
    const parts = await adminParts(world)
    server = await startServer(world, { audit, admin: parts })
    customer = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      plantCustomer(writer, WORD, 1),
    )
    const { token } = await commerceLayerClient(world)
    const scopes = ['read_customers', 'write_customers']
    const shopline = await world.credential('shopline', { scopes })
    const easycart = await world.credential('easycart')
    const admin = await createAdminToken(
      { ...world.services, adminTokens: world.store.adminTokens },
      { name: 'test', expiresAt: null },
    )
    const [first] = await world.store.credentials.list(world.organization.key)
    credentials = { commerceLayer: first?.id ?? '', shopline: shopline.id ?? '', token: admin.id }
    const bearer = (text = '') => ({ authorization: `Bearer ${text}` })
    headers = {
      commerceLayer: bearer(token),
      shopline: bearer(shopline.access_token),
      easycart: bearer(easycart.token),
      admin: bearer(admin.token),
    }
  })
  afterAll(async () => {
    await server.close()
    await world.close()
  })

  const kept = async (filter: Parameters<World['store']['audit']['list']>[1] = {}) => {
    await audit.flush()
    return world.store.audit.list(world.organization.key, filter, 1000)
  }
  const SHOPLINE = '/admin/openapi/v20260301'
  const asked = async (url: string, own: Record<string, string>, method = 'GET', body = '') => {
    const { status } = await server.send({
      url,
      method,
      body,
      headers: { 'content-type': 'application/json', ...own },
    })
    return status
  }

  test('reads, from memory as well, look-ups and changes, each with who and of whom', async () => {
    for (let time = 0; time < 3; time++)
      expect(await asked(`/api/customers/${customer.shortId}`, headers.commerceLayer)).toBe(200)
    await asked('/api/customers?page[size]=5', headers.commerceLayer)
    await asked(`${SHOPLINE}/customers/v2/${customer.numberId}.json`, headers.shopline)
    const mail = JSON.stringify({ email: `${WORD}@example.com` })
    await asked(`${SHOPLINE}/customers/query_user_by_email.json`, headers.shopline, 'POST', mail)
    await asked(`/api/v1/customers/${customer.uuidId}?currency=usd`, headers.easycart)
    const note = JSON.stringify({ customer: { note: 'changed' } })
    expect(
      await asked(`${SHOPLINE}/customers/${customer.numberId}.json`, headers.shopline, 'PUT', note),
    ).toBe(200)
    const made = JSON.stringify({ customer: { email: 'new@example.com' } })
    expect(await asked(`${SHOPLINE}/customers.json`, headers.shopline, 'POST', made)).toBe(200)
    // Refused: nobody was shown.
    await asked('/api/customers/XXXXXXXXXX', headers.commerceLayer)
    await asked(`/api/customers/${customer.shortId}`, {})
    const found = (await kept()).toReversed()
    expect(
      found.map(({ kind, via, action, requests, subjects }) => [kind, via, action, requests, subjects]),
    ).toEqual([
      ['read', 'commerce-layer', 'GET /api/customers/:id', 3, [customer.shortId]],
      ['list', 'commerce-layer', 'GET /api/customers', 1, []],
      ['read', 'shopline', 'GET /admin/openapi/v20260301/customers/v2/:id.json', 1, [customer.numberId]],
      ['list', 'shopline', 'POST /admin/openapi/v20260301/customers/query_user_by_email.json', 1, []],
      ['read', 'easycart', 'GET /api/v1/customers/:id', 1, [customer.uuidId]],
      ['change', 'shopline', 'PUT /admin/openapi/v20260301/customers/:id.json', 1, [customer.numberId]],
      [
        'change',
        'shopline',
        'POST /admin/openapi/v20260301/customers.json',
        1,
        [expect.stringMatching(/^\d+$/)],
      ],
    ])
    expect(found[0]).toMatchObject({
      who: credentials.commerceLayer,
      trace: expect.stringMatching(/^[\da-f]{64}$/),
    })
    expect(found[2]).toMatchObject({ who: credentials.shopline, trace: expect.any(String) })
    expect(found[0]?.at.getTime()).toBeLessThanOrEqual(Date.now())
  })

  test('what people do in the console: read, exported, erased; and whoever asks for one finds all of it', async () => {
    const [order] =
      (await world.store.records.related(world.organization.key, 'customer', 'orders', [customer.key])).get(
        customer.key,
      ) ?? []
    await asked(`/api/orders/${order?.shortId}`, headers.commerceLayer)
    const one = `${ADMIN_PATH}/organizations/acme/customers/${customer.uuidId}`
    expect(await asked(one, headers.admin)).toBe(200)
    expect(await asked(`${one}/export`, headers.admin)).toBe(200)
    const erase = JSON.stringify({ confirm: `${WORD}@example.com` })
    expect(
      await asked(`${one}/erase`, headers.admin, 'POST', JSON.stringify({ confirm: 'x', dry_run: true })),
    ).toBe(200)
    expect(await asked(`${one}/erase`, headers.admin, 'POST', erase)).toBe(200)
    const about = await server.send({
      url: `${ADMIN_PATH}/organizations/acme/audit?customer=${customer.uuidId}`,
      headers: headers.admin,
    })
    const { entries } = JSON.parse(about.body) as { entries: (AuditEntry & { trace_id: string | null })[] }
    expect(entries.map(({ kind, via }) => `${kind} ${via}`)).toEqual(
      expect.arrayContaining([
        'erase admin-api',
        'export admin-api',
        'read admin-api',
        'read commerce-layer',
      ]),
    )
    expect(entries.filter(({ kind }) => kind === 'erase')).toMatchObject([
      { who: credentials.token, subjects: [customer.uuidId], requests: 1 },
    ])
    expect(entries.some(({ subjects }) => subjects.includes(order?.shortId ?? ''))).toBe(true)
    // After the erasure: it is still known by every id, and nothing that was erased is there.
    const rows = JSON.stringify(await kept())
    expect(rows.toLowerCase()).not.toContain(WORD)
    const ids = await idsOf(world.store.records, world.organization.key, customer)
    expect((await kept({ subjects: ids, kind: 'read' })).length).toBeGreaterThan(3)
  })

  test('another organization has its own', async () => {
    const other = await world.addOrganization({ slug: 'other' })
    await audit.flush()
    expect(await world.store.audit.list(other.key, {}, 10)).toEqual([])
    audit.note({ organization: other.key, kind: 'read', via: 'cli', who: 'a', action: 'x', subject: '1' })
    audit.note({ organization: 999_999, kind: 'read', via: 'cli', who: 'a', action: 'gone', subject: '1' })
    await audit.flush()
    expect(await world.store.audit.list(other.key, {}, 10)).toMatchObject([{ action: 'x', subjects: ['1'] }])
    expect(await kept({ subjects: ['1'] })).toEqual([])
  })

  test('pages by time and kind, and what is old goes', async () => {
    const all = await kept()
    const last = all.at(-1)
    expect(await kept({ before: all[0]?.key })).toEqual(all.slice(1))
    expect((await kept({ kind: 'change' })).every(({ kind }) => kind === 'change')).toBe(true)
    expect(await kept({ since: new Date(Date.now() + 60_000) })).toEqual([])
    const run = (days: number, now: Date) =>
      forgetAuditJob(world.store.audit, world.store.organizations, { days, now: () => now }).run(
        new AbortController().signal,
      )
    await run(1, new Date())
    expect((await kept()).at(-1)).toEqual(last)
    await run(1, new Date(Date.now() + 2 * 86_400_000))
    expect(await kept()).toEqual([])
  })
})

describe('noting', () => {
  const exchange = (path: string, more: Partial<Exchange> = {}): Exchange =>
    ({
      dialect: 'commerce-layer',
      request: { method: 'GET', path, headers: {} },
      response: { status: 200, headers: {}, body: '' },
      arrives: 'all',
      caller: { organization: 1, credential: 'c' },
      at: new Date(),
      ...more,
    }) as unknown as Exchange
  const to = (append: (entries: readonly NewAuditEntry[]) => Promise<void>, more = {}) =>
    createAudit({ append, log: () => {}, readsOnly, every: 10, ...more })

  test('waits for nothing, and loses nothing while the store cannot be reached', async () => {
    const batches: NewAuditEntry[][] = []
    let works = false
    const audit = to(async (entries) => {
      if (!works) throw new Error('unreachable')
      batches.push([...entries])
    })
    for (let place = 0; place < 50; place++)
      expect(audit.observe(exchange(`/api/customers/${String(place).padStart(10, 'A')}`))).toBeUndefined()
    await expect(audit.flush()).rejects.toThrow('unreachable')
    audit.observe(exchange('/api/customers'))
    works = true
    await until(() => batches.flat().length >= 2)
    const [reads, list] = batches.flat()
    expect([reads?.requests, reads?.subjects.length, list?.kind]).toEqual([50, 50, 'list'])
    await audit.close()
    expect(batches.flat()).toHaveLength(2)
  })

  test('keeps nothing twice where another organization’s cannot be kept', async () => {
    const kept: NewAuditEntry[] = []
    let works = false
    const audit = to(
      async (entries) => {
        if (!works && entries[0]?.organization === 2) throw new Error('not this one')
        kept.push(...entries)
      },
      { every: 60_000 },
    )
    for (const organization of [1, 2, 3])
      audit.note({ organization, kind: 'read', via: 'cli', who: 'a', action: 'x' })
    await expect(audit.flush()).rejects.toThrow('not this one')
    works = true
    await audit.close()
    expect(kept.map(({ organization }) => organization)).toEqual([1, 3, 2])
  })

  test('keeps at once what is much, and the last of it when it ends', async () => {
    const kept: NewAuditEntry[] = []
    const audit = to(async (entries) => void kept.push(...entries), { every: 60_000, most: 100 })
    for (let place = 0; place < 100; place++)
      audit.observe(exchange(`/api/orders/${String(place).padStart(10, 'B')}`))
    await until(() => kept.length === 1)
    expect(kept[0]?.subjects).toHaveLength(100)
    audit.observe(exchange('/api/orders'))
    await audit.close()
    expect(kept).toHaveLength(2)
  })

  test('no word of a path is taken for an id, and no text that somebody typed is kept', () => {
    const tell = createTelling(readsOnly)
    for (const { type, relationships } of [...resources.values()].filter(({ served }) => served))
      for (const path of [
        `/api/${type}`,
        ...relationships.map(({ name }) => `/api/${type}/AbCdEfGhI1/${name}`),
      ]) {
        const told = tell(exchange(path))
        expect([path, told?.action]).toEqual([path, `GET ${path.replace('AbCdEfGhI1', ':id')}`])
      }
    const typed = tell(exchange('/admin/openapi/v20260301/customers/ada@example.com.json'))
    expect(typed?.action).toBe('GET /admin/openapi/v20260301/customers/:other')
    expect(tell(exchange('/api/customers', { response: { status: 404, headers: {}, body: '' } }))).toBeNull()
  })
})
