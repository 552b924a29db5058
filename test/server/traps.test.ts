/** Traps catch the clients that they are for, and no others; Clientele's own sync is in none of them. */
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import { where } from '../../src/core/query.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import type { TrapName } from '../../src/dialects/traps.ts'
import { createHttpSend } from '../../src/jobs/sync/http-send.ts'
import { openSource } from '../../src/jobs/sync/sources.ts'
import { syncSource } from '../../src/jobs/sync/sync-source.ts'
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import type { TrapRunShown, TrapsShown } from '../../src/server/admin/traps/traps.ts'
import { createTraps } from '../../src/server/traps/index.ts'
import { adminParts } from '../support/admin-parts.ts'
import { listen } from '../support/listen.ts'
import { LONG } from '../support/long.ts'
import { type Flaw, naiveClients, type SyncClient } from '../support/naive-clients.ts'
import { everywhere } from '../support/reach.ts'
import { createWorld, type World } from '../support/world.ts'

/** Several pages of Easycart, whose pages have 25; and of whoever chooses to read 10 at a time. */
const CUSTOMERS = { easycart: 80, others: 60 }
/** Clientele's own pages are larger. */
const FOR_SYNC: Readonly<Record<string, number>> = { 'commerce-layer': 105, shopline: 130, easycart: 80 }
const DAY = 86_400_000

let world: World
let origin: string
let stop: () => Promise<void>
let token: string
beforeAll(async () => {
  world = await createWorld('embedded')
  const { store, services } = world
  const traps = createTraps({ services })
  token = (
    await createAdminToken({ ...services, adminTokens: store.adminTokens }, { name: 't', expiresAt: null })
  ).token
  const api = createAdminApi(
    await adminParts(world, { traps, features: { sandbox: true, demo: false, version: '0' } }),
  )
  const server = await listen(world, { further: [api], faultFor: traps.faultFor, observers: [traps.observe] })
  origin = server.origin
  stop = server.close
})
afterAll(async () => {
  await stop?.()
  await world.close()
})

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${origin}${ADMIN_PATH}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as T
}

let made = 0
/** Customers of the last months, each with an order where the platform lists nobody else. */
async function shop(count: number, buying: boolean): Promise<Organization> {
  const organization = await world.addOrganization({ slug: `shop-${++made}` })
  const now = Date.now()
  const at = (index: number) => new Date(now - (count - index + 1) * DAY)
  await world.store.records.write(organization.key, { kind: 'test' }, async (writer) => {
    const customers = await writer.create(
      'customer',
      Array.from({ length: count }, (_, index) => ({
        ...{
          email: `c${index}@example.com`,
          fullName: `C ${index}`,
          createdAt: at(index),
          updatedAt: at(index),
        },
      })),
    )
    writer.keepUpdatedAt('all')
    if (!buying) return
    const order = { status: 'awaiting_payment', currency: 'USD', amount: 100, quantity: 1 }
    await writer.create(
      'order',
      customers.map(({ key: customerKey }, index) => ({ ...order, customerKey, createdAt: at(index) })),
    )
  })
  return organization
}

const dialectOf = (name: string) => dialects.find((one) => one.name === name) as Dialect

/** What comes of a client: the run as the admin API shows it at the end. */
async function run(
  dialect: string,
  traps: readonly TrapName[] | null,
  clientOf: (organization: Organization, credential: Record<string, string>) => SyncClient,
  customers = CUSTOMERS[dialect === 'easycart' ? 'easycart' : 'others'],
): Promise<TrapRunShown> {
  const organization = await shop(customers, dialect === 'easycart')
  const credential = await world.credential(dialect, {
    organizations: [organization],
    ...(dialect === 'shopline' ? { scopes: ['read_customers'] } : {}),
  })
  const path = `/organizations/${organization.slug}/traps`
  await call('POST', path, { dialect, ...(traps ? { traps } : {}) })
  const client = clientOf(organization, credential)
  await client.full()
  const { step } = await call<TrapRunShown>('POST', `${path}/done`, { step: 'full' })
  if (step === 'incremental') {
    await client.incremental()
    await call('POST', `${path}/done`, { step: 'incremental' })
  }
  const { run: shown } = await call<TrapsShown>('GET', path)
  return shown as TrapRunShown
}

const runNaive = (dialect: string, flaws: readonly Flaw[], traps: readonly TrapName[] | null = null) =>
  run(dialect, traps, (_, credential) =>
    (naiveClients[dialect] as (typeof naiveClients)[string])(origin, credential, flaws),
  )

const named = ({ traps }: TrapRunShown, status: string) =>
  traps.filter((trap) => trap.status === status).map(({ name }) => name)

describe.each(['commerce-layer', 'shopline', 'easycart'])('%s', (dialect) => {
  test.concurrent('Clientele’s own sync passes all traps', { timeout: 120_000 }, async () => {
    const to = await world.addOrganization({ slug: `to-${dialect}` })
    const { records } = world.store
    const shown = await run(
      dialect,
      null,
      (_, credential) => {
        const sync = async () => {
          const source = await openSource(records, to.key, { name: dialect, dialect, baseUrl: origin })
          await syncSource({
            ...{ records, organization: to, dialect: dialectOf(dialect), source, credential },
            send: createHttpSend({ baseUrl: origin, timeoutMs: 10_000, reach: everywhere }),
            clock: world.clock,
            wait: async (milliseconds) => void (await setTimeout(milliseconds)),
          })
        }
        return { full: sync, incremental: sync }
      },
      FOR_SYNC[dialect],
    )
    expect(shown.traps.filter(({ status }) => status !== 'passed')).toEqual([])
    expect(shown).toMatchObject({ verdict: 'passed', step: 'finished', caught: 0 })
  })

  test
    .runIf(LONG || dialect === 'commerce-layer')
    .concurrent('a client that does it right passes all traps', { timeout: 120_000 }, async () => {
      const shown = await runNaive(dialect, [])
      expect(shown.traps.filter(({ status }) => status !== 'passed')).toEqual([])
      expect(shown.customers_seen.full).toBeGreaterThanOrEqual(shown.customers - 1)
      expect(shown.traps.map(({ did, evidence, advice }) => [did, evidence, advice])).toEqual(
        shown.traps.map(() => [
          expect.stringMatching(/^\S/),
          expect.stringMatching(/\.$/),
          expect.stringMatching(/^\S/),
        ]),
      )
    })
})

const CHANGES = ['edited-mid-walk', 'same-second', 'old-edited', 'one-moment'] as const
type Fall = readonly [dialect: string, flaws: Flaw[], traps: readonly TrapName[], told: RegExp]
/** Who falls into which traps, all being set, and what the first of them tells. */
const FALLS: readonly Fall[] = [
  [
    'commerce-layer',
    ['walks by page number', 'skips the page after a 429'],
    ['deleted-mid-walk', 'rate-limit'],
    /moved onto a page/,
  ],
  [
    'commerce-layer',
    ['stops at a 401'],
    ['expired-token'],
    /token expired and you did not come back.* 10 cust/,
  ],
  [
    'commerce-layer',
    ['walks newest first', 'begins where the last run ended'],
    ['created-mid-walk', 'edited-mid-walk', 'same-second'],
    /signed up at .* neither sync showed them/,
  ],
  ['commerce-layer', ['looks for new customers only'], CHANGES, /after you had read page 1 and before/],
  [
    'commerce-layer',
    ['goes on behind the last updated_at'],
    ['one-moment'],
    /\d customers with the same updated_at never came/,
  ],
  [
    'shopline',
    ['takes a refused cursor for the end'],
    ['cursor-gone'],
    /cursor was refused; you did not begin anew/,
  ],
  [
    'easycart',
    ['walks once', 'stops at customers that it knows'],
    ['bought-mid-walk', 'deleted-mid-walk', 'old-edited'],
    /jumped over the page that you were on to page 1/,
  ],
]
const MORE_FALLS: readonly Fall[] = [
  [
    'commerce-layer',
    ['walks by page number'],
    ['deleted-mid-walk'],
    /on page 1 was deleted, so customer \w{10} moved/,
  ],
  [
    'commerce-layer',
    ['asks too early after a 429'],
    ['rate-limit'],
    /told Retry-After: 1, and asked for the same page again after 0\.\d\d s/,
  ],
  ['shopline', ['asks too early after a 429'], ['rate-limit'], /asked for the same page \d+ times within/],
  [
    'commerce-layer',
    ['begins where the last run ended'],
    ['edited-mid-walk', 'same-second'],
    /before your first sync ended/,
  ],
  [
    'shopline',
    ['tries a refused cursor again and again'],
    ['cursor-gone'],
    /you tried it \d\d times and did not begin anew/,
  ],
  ['shopline', ['stops at a 401'], ['expired-token'], /token expired/],
  [
    'shopline',
    ['begins where the last run ended'],
    ['created-mid-walk', 'edited-mid-walk', 'same-second'],
    /above the page that you were on/,
  ],
  ['shopline', ['looks for new customers only'], CHANGES, /changed at/],
  ['shopline', ['goes on behind the last updated_at'], ['one-moment', 'old-edited'], /never came/],
  ['easycart', ['walks once'], ['deleted-mid-walk', 'bought-mid-walk'], /a page that you had read/],
  ['easycart', ['asks too early after a 429'], ['rate-limit'], /Retry-After: 1/],
]
test.concurrent.each(LONG ? [...FALLS, ...MORE_FALLS] : FALLS)(
  '%s: who %j falls into %j',
  { timeout: 120_000 },
  async (dialect, flaws, traps, told) => {
    const shown = await runNaive(dialect, flaws)
    expect(named(shown, 'caught').sort()).toEqual([...traps].sort())
    expect(shown).toMatchObject({ verdict: 'caught', caught: traps.length })
    expect(shown.traps.find(({ name }) => name === traps[0])?.evidence).toMatch(told)
  },
)

type Alone = readonly [dialect: string, trap: TrapName, flaws: Flaw[], passes: boolean]
/** One trap alone: a client may be right there and wrong elsewhere. */
const ALONE: readonly Alone[] = [
  ['commerce-layer', 'same-second', ['begins behind the newest change it saw'], false],
  ['commerce-layer', 'same-second', ['begins at the newest change it saw'], true],
]
const MORE_ALONE: readonly Alone[] = [
  ['shopline', 'same-second', ['begins behind the newest change it saw'], false],
  ['shopline', 'same-second', ['begins at the newest change it saw'], true],
  ['commerce-layer', 'created-mid-walk', ['walks newest first', 'begins where the last run ended'], false],
  ['commerce-layer', 'edited-mid-walk', ['begins where the last run ended'], false],
  ['commerce-layer', 'old-edited', ['looks for new customers only'], false],
  ['shopline', 'rate-limit', ['skips the page after a 429'], false],
  ['easycart', 'rate-limit', ['skips the page after a 429', 'walks once'], false],
  ['easycart', 'deleted-mid-walk', ['walks once'], false],
  ['easycart', 'bought-mid-walk', ['walks once'], false],
  ['easycart', 'old-edited', ['stops at customers that it knows'], false],
]
test.concurrent.each(LONG ? [...ALONE, ...MORE_ALONE] : ALONE)(
  '%s, %s alone: who %j passes: %j',
  { timeout: 120_000 },
  async (dialect, trap, flaws, passes) => {
    const shown = await runNaive(dialect, flaws, [trap])
    expect(shown.traps.map(({ name, status }) => [name, status])).toEqual([
      [trap, passes ? 'passed' : 'caught'],
    ])
  },
)

test.concurrent('who reads it all in one page is told what a trap takes', { timeout: 120_000 }, async () => {
  const shown = await run('shopline', ['cursor-gone', 'one-moment'], (_, { access_token }) => {
    const all = async () => {
      const headers = { authorization: `Bearer ${access_token}` }
      const answer = await fetch(`${origin}/admin/openapi/v20260301/v2/customers.json?limit=250`, { headers })
      expect(answer.status).toBe(200)
    }
    return { full: all, incremental: all }
  })
  expect(shown.traps.map(({ status, did, evidence }) => [status, did, evidence])).toEqual([
    ['untried', null, expect.stringContaining('let your client read smaller pages')],
    ['untried', null, expect.stringContaining('more customers than fit on one of your pages')],
  ])
  expect(shown).toMatchObject({ verdict: 'untried', customers_seen: { full: 60 }, pages: 1 })
})

test.concurrent('a client of another organization walks undisturbed', { timeout: 120_000 }, async () => {
  const [trapped, other] = [await shop(40, false), await shop(40, false)]
  const scopes = ['read_customers']
  const credentialOf = (organization: Organization) =>
    world.credential('shopline', { organizations: [organization], scopes })
  await call('POST', `/organizations/${trapped.slug}/traps`, { dialect: 'shopline' })
  const make = naiveClients.shopline as (typeof naiveClients)[string]
  const [theirs, ours] = [
    make(origin, await credentialOf(trapped), []),
    make(origin, await credentialOf(other), []),
  ]
  await Promise.all([theirs.full(), ours.full()])
  const events = await world.store.records.list(other.key, {
    type: 'event',
    where: where('event').ne('action', 'create'),
    sort: [{ field: 'key' }],
    limit: 10,
  })
  expect(events).toEqual([])
  expect(await world.store.records.count(other.key, 'customer')).toBe(40)
  expect((await call<TrapsShown>('GET', `/organizations/${other.slug}/traps`)).run).toBeNull()
  const { run: shown } = await call<TrapsShown>('GET', `/organizations/${trapped.slug}/traps`)
  expect(shown?.customers_seen.full).toBeGreaterThanOrEqual(39)
  expect(await call('DELETE', `/organizations/${trapped.slug}/traps`)).toEqual({ disarmed: true })
  expect((await call<TrapsShown>('GET', `/organizations/${trapped.slug}/traps`)).run).toBeNull()
})

test('what cannot be trapped is refused, with what to do', async () => {
  const { slug } = await shop(40, false)
  const small = await shop(5, false)
  const live = await world.addOrganization({ slug: 'live', mode: 'live' })
  const refusal = async (of: string, body: object, path = 'traps') =>
    (await call<{ error?: { code: string; message: string } }>('POST', `/organizations/${of}/${path}`, body))
      .error
  expect(await refusal(live.slug, { dialect: 'shopline' })).toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('live is live'),
  })
  expect(await refusal(small.slug, { dialect: 'shopline' })).toMatchObject({
    message: expect.stringContaining('has 5 customers'),
  })
  expect(await refusal(slug, { dialect: 'easycart', traps: ['cursor-gone'] })).toMatchObject({
    message: expect.stringContaining('Easycart has no trap cursor-gone'),
  })
  expect(await refusal(slug, { dialect: 'shop' })).toMatchObject({ code: 'invalid' })
  expect(await refusal(slug, { step: 'full' }, 'traps/done')).toMatchObject({ code: 'conflict' })
  await call('POST', `/organizations/${slug}/traps`, { dialect: 'shopline' })
  expect(await refusal(slug, { step: 'incremental' }, 'traps/done')).toMatchObject({
    code: 'conflict',
    message: 'the run waits for the full sync, not for the incremental one',
  })
})

test('a reset ends a run that is under way, which would judge what is no more', async () => {
  const { slug } = await shop(40, true)
  const path = `/organizations/${slug}`
  await call('POST', `${path}/traps`, { dialect: 'shopline' })
  await call('POST', `${path}/reset`)
  expect(await call('POST', `${path}/traps/done`, { step: 'full' })).toEqual({
    error: { code: 'conflict', message: 'no traps are armed' },
  })
})
