/**
 * Half an hour of what a server does on any day, all at once: mixed traffic of the three platforms, webhooks to receivers that
 * fail at times, and a sync every few seconds from another server. What it takes of the machine is seen from outside.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { ENGINES } from '../support/engines.ts'
import { LONG, times } from '../support/long.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { fillWithDemo } from '../support/sync-worlds.ts'
import { tried } from '../support/tried.ts'
import { whatItShows } from '../support/what-it-shows.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeMarket } from '../support/write-order.ts'
import { writePerson } from '../support/write-person.ts'
import { medians, watchFromOutside } from './from-outside.ts'
import { MIXED_TRAFFIC, type Platform, SHOPLINE_WRITES } from './mixed-traffic.ts'
import { createOpenLoop, type Heard, quantile } from './open-loop.ts'

/** A short one, whose minutes are given, is for whoever changes it. */
const ASKED = LONG || process.env.CLIENTELE_SOAK_MINUTES !== undefined
const MINUTES = Number(process.env.CLIENTELE_SOAK_MINUTES ?? times(0.07, 30))
/** Operations a second: some four fifths of a core beside the database. */
const RATE = Number(process.env.CLIENTELE_SOAK_RATE ?? times(50, 100))
const LEAST_RATE = 5
const SOURCE_RATE = times(4, 1)
const CUSTOMERS = times(60, 1000)
const SOURCE_CUSTOMERS = times(20, 200)
const PAYERS = 20
const SERVERS = LONG
  ? [
      { workers: 1, minutes: MINUTES },
      { workers: 2, minutes: MINUTES / 6 },
    ]
  : [{ workers: 1, minutes: MINUTES }]

/** Resident memory of one process with the default settings after mixed load. */
const MOST_MEGABYTES = 250
/** From there on the medians of parts of the time are compared: before, what is remembered fills. */
const LONG_ENOUGH_MINUTES = 4
/** Growth from one part to another that is no leak: a hundredth of the bound above for each minute between them. */
const MOST_GROWTH_A_MINUTE = 2.5

const env = { CLIENTELE_SECRET_KEY: 'a key for tests only' }
const SHOPLINE = dialects.find(({ name }) => name === 'shopline') as Dialect
const JSON_API = 'application/vnd.api+json'

describe.skipIf(!ASKED || !ENGINES.includes('postgres'))('a server under mixed traffic', () => {
  const worlds: World[] = []
  const servers: Started[] = []
  const receivers: Awaited<ReturnType<typeof startFailingReceiver>>[] = []
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-soak-'))
  })
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop('SIGKILL')))
    for (const receiver of receivers) receiver.close()
    for (const world of worlds) await world.close()
    await rm(folder, { recursive: true })
  })

  async function startShop(customers: number, flags: readonly string[]) {
    const world = await createWorld('postgres')
    worlds.push(world)
    await fillWithDemo(world, world.organization, customers)
    for (let payer = 0; payer < PAYERS; payer++) {
      const email = `payer-${payer}@example.com`
      const order = { at: '2026-01-01T00:00:00Z', currency: 'PLN', amount: 1_000_000 }
      await writePerson(world, { customer: { email }, orders: [order] })
    }
    const at = ['--database-url', world.location.databaseUrl ?? '']
    const server = await startServe(
      [...at, ...flags, '--log-level', 'warn', '--private-addresses', '127.0.0.1'],
      { env },
    )
    servers.push(server)
    const run = async (args: readonly string[], more: Record<string, string> = {}) => {
      const { code, stdout, stderr } = await clientele([...args, ...at, '--json'], { ...env, ...more })
      if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`)
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    }
    return { world, server, run }
  }

  test.each(SERVERS)(
    'keeps its memory, its files and its word: %o',
    { timeout: MINUTES * 60_000 + 900_000 },
    async ({ workers, minutes }) => {
      const source = await startShop(SOURCE_CUSTOMERS, [])
      const shop = await startShop(CUSTOMERS, ['--workers', String(workers)])
      const { world, server } = shop
      const visitors = await visitorsOf(world, server.origin)
      const callers = await visitorsOf(source.world, source.server.origin)

      // Who is told of what happens.
      const receiver = await startFailingReceiver()
      receivers.push(receiver)
      const tell = (platform: Platform, path: string, body: object) =>
        fetch(server.origin + path, {
          method: 'POST',
          headers: visitors.headers[platform],
          body: JSON.stringify(body),
        }).then(({ status }) => expect(status).toBeLessThan(300))
      for (const topic of ['customers.create', 'customers.metadata_update', 'orders.place'])
        await tell('commerce-layer', '/api/webhooks', {
          data: {
            type: 'webhooks',
            attributes: { topic, callback_url: `${receiver.origin}/commerce-layer` },
          },
        })
      for (const topic of ['customers/create', 'customers/update', 'customers/delete'])
        await tell('shopline', '/admin/openapi/v20260301/webhooks.json', {
          webhook: { address: `${receiver.origin}/shopline`, topic, api_version: 'v20260301' },
        })
      await shop.run(['webhooks', 'set', `${receiver.origin}/easycart`, '--org', 'acme'])

      // And who is followed.
      const { currency, timeZone } = source.world.organization
      const here = await world.addOrganization({ slug: 'here', currency, timeZone })
      const CLIENTELE_SYNC_ACCESS_TOKEN = callers.shopline.access_token ?? ''
      const from = ['--from', source.server.origin, '--org', 'here', '--schedule', '3s']
      await shop.run(['sync', 'shopline', ...from, '--rejects', join(folder, 'rejects')], {
        CLIENTELE_SYNC_ACCESS_TOKEN,
      })

      const traffic = createOpenLoop({
        ...visitors,
        origin: server.origin,
        operations: MIXED_TRAFFIC,
        rate: RATE,
      })
      const changes = createOpenLoop({
        ...callers,
        origin: source.server.origin,
        operations: SHOPLINE_WRITES,
        rate: SOURCE_RATE,
      })
      const watch = watchFromOutside(
        server.child.pid ?? 0,
        world.location.databaseUrl ?? '',
        times(500, 2000),
      )
      await Promise.all([traffic.run(minutes * 60), changes.run(minutes * 60)])
      await watch.end()
      receiver.fails = false
      say(workers, traffic.heard, watch.samples)

      expect([...changes.heard.problems, ...traffic.heard.problems]).toEqual([])
      // A machine that has something else to do asks for less.
      expect(traffic.heard.requests).toBeGreaterThan(minutes * 60 * LEAST_RATE)
      expect(Object.keys(traffic.heard.statuses).filter((status) => Number(status) >= 500)).toEqual([])

      // The copy is what its source is, a moment later.
      const reading = await world.credential('shopline', {
        scopes: SHOPLINE.demoScopes ?? [],
        organizations: [here],
      })
      const differing = async () => {
        const [wanted, found] = await Promise.all([
          whatItShows(source.world, SHOPLINE, callers.shopline, source.world.organization),
          whatItShows(world, SHOPLINE, reading, here),
        ])
        return [...new Set([...wanted.keys(), ...found.keys()])].filter(
          (item) => wanted.get(item) !== found.get(item),
        )
      }
      await expect.poll(differing, { timeout: 120_000, interval: 1000 }).toEqual([])
      const [synced] = await shop.run(['syncs', 'list', '--org', 'here'])
      expect(synced).toMatchObject({ name: 'shopline', every: '3s', error: null })

      // Everybody was told of everything.
      const deliveries = async () => {
        const { rows } = await sql<{ state: string; count: number; retried: number }>`
        select state, count(*)::int as count, count(*) filter (where attempts > 1)::int as retried
        from deliveries where organization_id = ${world.organization.key} group by state`.execute(
          world.store.database,
        )
        return rows
      }
      await expect
        .poll(async () => (await deliveries()).map(({ state }) => state), { timeout: 400_000, interval: 500 })
        .toEqual(['delivered'])
      const [{ count = 0, retried = 0 } = {}] = await deliveries()
      expect(receiver.accepted).toBeGreaterThanOrEqual(count)
      expect(receiver.refused).toBeGreaterThan(0)
      expect(retried).toBeGreaterThan(0)

      expect(await shop.run(['ledger', 'verify'])).toMatchObject({ count: 0 })

      const { samples } = watch
      const last = medians(samples, 'megabytes', 4)[3] ?? Number.NaN
      if (workers === 1) expect(last).toBeLessThan(MOST_MEGABYTES)
      if (minutes >= LONG_ENOUGH_MINUTES) {
        const [, second = 0, , fourth = 0] = medians(samples, 'megabytes', 4)
        expect(fourth - second).toBeLessThan(MOST_GROWTH_A_MINUTE * (minutes / 2))
        for (const of of ['descriptors', 'connections'] as const) {
          const [, before = 0, , after = 0] = medians(samples, of, 4)
          // One that is being opened or closed.
          expect(after, of).toBeLessThanOrEqual(before + 2)
        }
      }

      expect(await server.stop()).toBe(0)
      expect(linesOf(server).filter(({ message }) => message !== 'delivery failed')).toEqual([])
      expect(await source.server.stop()).toBe(0)
      expect(linesOf(source.server)).toEqual([])
      const all = traffic.heard.minutes.flat()
      const figures = [
        `${traffic.heard.requests} requests, ${Math.round(traffic.heard.requests / minutes / 60)}/s, none 5xx`,
        `memory ${medians(samples, 'megabytes', 4).map(Math.round).join(' → ')} MB`,
        `files ${medians(samples, 'descriptors', 4).join(' → ')}`,
        `connections ${medians(samples, 'connections', 4).join(' → ')}`,
        `p50 ${round(quantile(all, 0.5))} ms, p99 ${round(quantile(all, 0.99))} ms (worst minute ${round(worstP99(traffic.heard))} ms)`,
        `${count} webhooks, ${retried} of them tried again, all delivered`,
        'copy equal, ledger verified',
      ]
      const name = `minutes of soak, ${workers} process${workers > 1 ? 'es' : ''}`
      tried(name, round(minutes), figures.join('; '))
    },
  )
})

const linesOf = (server: Started): { message: string }[] =>
  server
    .output()
    .stderr.split('\n')
    .flatMap((line) => (line === '' ? [] : [line.startsWith('{') ? JSON.parse(line) : { message: line }]))

const round = (value: number): number => Math.round(value * 10) / 10

const worstP99 = ({ minutes }: Heard): number => Math.max(...minutes.map((minute) => quantile(minute, 0.99)))

/** Long runs are looked at afterwards. */
function say(workers: number, heard: Heard, samples: Parameters<typeof medians>[0]): void {
  if (!LONG) return
  const { requests, statuses, problemsInAll, skipped } = heard
  const minutes = heard.minutes.map((minute) => [0.5, 0.99].map((share) => round(quantile(minute, share))))
  const tenths = (of: 'megabytes' | 'descriptors' | 'connections') => medians(samples, of, 10).map(Math.round)
  console.info(
    JSON.stringify({
      ...{ workers, requests, statuses, problemsInAll, skipped, minutes },
      ...{
        megabytes: tenths('megabytes'),
        descriptors: tenths('descriptors'),
        connections: tenths('connections'),
      },
    }),
  )
}

/** Credentials of each platform, and what there is to ask for. */
async function visitorsOf(world: World, origin: string) {
  const { client_id = '', client_secret = '' } = await world.credential('commerce-layer')
  const shopline = await world.credential('shopline', { scopes: SHOPLINE.demoScopes ?? [] })
  const { token } = await world.credential('easycart')
  const parts = { ...world.services, adminTokens: world.store.adminTokens }
  const admin = await createAdminToken(parts, { name: 'soak', expiresAt: null })
  const granted = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
  })
  const { access_token } = (await granted.json()) as { access_token: string }
  const json = { accept: 'application/json', 'content-type': 'application/json' }
  const headers = {
    'commerce-layer': { authorization: `Bearer ${access_token}`, accept: JSON_API, 'content-type': JSON_API },
    shopline: { authorization: `Bearer ${shopline.access_token}`, ...json },
    easycart: { authorization: `Bearer ${token}`, ...json },
    admin: { authorization: `Bearer ${admin.token}` },
    nobody: {},
  }
  const organization = world.organization.key
  const all = { sort: [{ field: 'key' as const }], limit: 500 }
  const customers = await world.store.records.list(organization, { type: 'customer', ...all })
  const payments = await world.store.records.list(organization, { type: 'payment', ...all })
  const products = await world.store.records.list(organization, { type: 'product', ...all })
  const ids = <T>(records: readonly T[], id: (record: T) => string) => records.map(id)
  return {
    shopline,
    headers,
    application: { client_id, client_secret },
    market: (await writeMarket(world)) as object,
    pools: {
      core: ids(customers, ({ shortId }) => shortId),
      number: ids(customers, ({ numberId }) => numberId),
      uuid: ids(customers, ({ uuidId }) => uuidId),
      order: [],
      payment: ids(
        payments.filter(({ amount }) => amount === 1_000_000),
        ({ uuidId }) => uuidId,
      ),
      product: ids(products, ({ uuidId }) => uuidId),
      transaction: ids(payments, ({ uuidId }) => uuidId),
    },
  }
}

/** Answers most of what it gets; some it refuses, and some late. Where a run is short, only those who ask again soon. */
async function startFailingReceiver() {
  let number = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const turn = ++number
      const mayFail = receiver.fails && (LONG || request.url === '/shopline')
      const refuses = mayFail && turn % (LONG ? 50 : 5) === 0
      if (refuses) receiver.refused++
      else receiver.accepted++
      setTimeout(() => response.writeHead(refuses ? 500 : 200).end(), turn % 100 === 99 ? 1000 : 0)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fails: true,
    accepted: 0,
    refused: 0,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return receiver
}
