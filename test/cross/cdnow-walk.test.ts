/**
 * The public CDNOW file through the real command line and server: every customer once on every platform,
 * with the figures the file says. Runs in the long suite, and only where the file is.
 */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commerceLayer } from '../../src/dialects/commerce-layer/index.ts'
import { linkTo } from '../../src/dialects/shopline/sync/link-header.ts'
import { LONG } from '../support/long.ts'
import { clientele as run, type Started, startServe } from '../support/process.ts'

const FILE =
  process.env.CLIENTELE_CDNOW_FILE ??
  fileURLToPath(new URL('../../../shared/data/cdnow_master.txt', import.meta.url))
const runs = LONG && existsSync(FILE)
if (!runs) console.warn('SKIPPED: the CDNOW walk (long suite only, where the public file is)')

const clientele = async (args: string[]) => {
  const { code, stdout, stderr } = await run([...args, '--json'])
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

interface Line {
  orders: number
  cents: number
  first: string
  last: string
}

function readFile(): Map<string, Line> {
  const customers = new Map<string, Line>()
  for (const line of readFileSync(FILE, 'latin1').split('\n')) {
    const [id, date, , amount] = line.trim().split(/\s+/)
    if (!id || !date || !amount) continue
    const at = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T00:00:00+00:00`
    const known = customers.get(id) ?? { orders: 0, cents: 0, first: at, last: at }
    customers.set(id, {
      orders: known.orders + 1,
      cents: known.cents + Math.round(Number(amount) * 100),
      first: at < known.first ? at : known.first,
      last: at > known.last ? at : known.last,
    })
  }
  return customers
}

describe.runIf(runs)('the CDNOW file', () => {
  let folder: string
  let server: Started
  const expected = runs ? readFile() : new Map<string, Line>()
  const idOf = (email: string) => /^cdnow-(.*)@example\.com$/.exec(email)?.[1] ?? email

  beforeAll(async () => {
    folder = await mkdtemp(`${tmpdir()}/clientele-cdnow-`)
    await clientele(['org', 'create', 'cdnow', '--data', folder])
    const result = await clientele(['import', FILE, '--org', 'cdnow', '--format', 'cdnow', '--data', folder])
    console.log(`import: ${JSON.stringify(result)}`)
    expect(result).toMatchObject({ read: 69_659, created: 69_659, rejected: 0 })
    expect(result.seconds).toBeLessThan(60)
    server = await startServe(['--data', folder])
  }, 300_000)
  afterAll(async () => {
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const token = (dialect: string) =>
    clientele(['token', 'create', '--org', 'cdnow', '--dialect', dialect, '--data', folder])
  const get = async (url: string, headers: Record<string, string>) => {
    const answer = await fetch(url.startsWith('http') ? url : server.origin + url, { headers })
    const body = await answer.text()
    expect(answer.status, body).toBe(200)
    return { body: JSON.parse(body), headers: Object.fromEntries(answer.headers) }
  }

  test('Easycart gives each customer once, with the figures of the file', async () => {
    const headers = { Authorization: `Bearer ${(await token('easycart')).token}` }
    const seen = new Map<string, Line>()
    for (let page = 1, pages = 1; page <= pages; page++) {
      const { body } = await get(`/api/v1/customers?currency=usd&page=${page}`, headers)
      pages = body.pagination.total_pages
      for (const item of body.items)
        seen.set(idOf(item.email), {
          orders: item.orders_count,
          cents: item.lifetime_value,
          first: item.first_seen,
          last: item.last_order,
        })
    }
    expect(seen.size).toBe(23_570)
    expect([...seen.values()].reduce((total, line) => total + line.cents, 0)).toBe(250_031_563)
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected))
  }, 600_000)

  test('SHOPLINE gives the same customers, there and back', async () => {
    const headers = { Authorization: `Bearer ${(await token('shopline')).access_token}` }
    const walk = async (start: string, rel: 'next' | 'previous') => {
      const pages: string[][] = []
      let last = start
      for (let url: string | null = start; url; ) {
        const answer = await get(url, headers)
        pages.push(answer.body.customers.map((customer: { email: string }) => idOf(customer.email)))
        last = url
        url = linkTo(answer.headers, rel)
      }
      return { pages, last }
    }
    const forth = await walk('/admin/openapi/v20260301/v2/customers.json?limit=250', 'next')
    expect(new Set(forth.pages.flat())).toEqual(new Set(expected.keys()))
    expect(forth.pages.flat()).toHaveLength(23_570)
    const back = await walk(forth.last, 'previous')
    expect(back.pages.reverse()).toEqual(forth.pages)
  }, 600_000)

  test('Commerce Layer gives the same customers on 2,357 pages', async () => {
    const send = async ({
      url,
      ...init
    }: {
      url: string
      method?: string
      headers?: Record<string, string>
      body?: string
    }) => {
      const answer = await fetch(server.origin + url, init)
      return { status: answer.status, body: await answer.text() }
    }
    const headers = await commerceLayer.client.authorize(await token('commerce-layer'), send)
    const seen: string[] = []
    let pages = 0
    for (let url: string | undefined = '/api/customers'; url; pages++) {
      const {
        body,
      }: { body: { data: { attributes: { email: string } }[]; links: { next?: string }; meta: unknown } } =
        await get(url, headers)
      expect(body.meta).toEqual({ record_count: 23_570, page_count: 2357 })
      seen.push(...body.data.map(({ attributes }) => idOf(attributes.email)))
      url = body.links.next
    }
    expect(pages).toBe(2357)
    expect(seen).toHaveLength(23_570)
    expect(new Set(seen)).toEqual(new Set(expected.keys()))
  }, 600_000)

  test('importing it again changes nothing', async () => {
    const result = await clientele(['import', FILE, '--org', 'cdnow', '--format', 'cdnow', '--data', folder])
    expect(result).toMatchObject({ read: 69_659, created: 0, updated: 0, unchanged: 69_659, rejected: 0 })
  }, 300_000)
})
