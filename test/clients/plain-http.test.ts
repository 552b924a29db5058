/**
 * `clientele demo` has no certificate: `@commercelayer/sdk` 7.12.1 reaches it by options of its own, a `fetch`
 * or an interceptor that sends its requests to the demo's address (section 9.1).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { CommerceLayer } from '@commercelayer/sdk/bundle'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BIN } from '../support/process.ts'

let stop: () => Promise<void>
let baseUrl: string
let accessToken: string
beforeAll(async () => {
  const demo = spawn(process.execPath, [BIN, 'demo', '--json', '--port', '0', '--customers', '40'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => demo.once('exit', () => resolve()))
  stop = async () => {
    demo.kill()
    await ended
  }
  const [line] = await once(createInterface({ input: demo.stdout }), 'line')
  const { base_url, client_id, client_secret } = JSON.parse(line).dialects['commerce-layer']
  baseUrl = base_url
  const answer = await fetch(new URL('/oauth/token', baseUrl), {
    method: 'POST',
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
  })
  accessToken = ((await answer.json()) as { access_token: string }).access_token
})
afterAll(() => stop())

const here = (url: URL): URL => new URL(url.pathname + url.search, baseUrl)

test('by its `fetch` option, page after page of the demo’s customers', async () => {
  const cl = CommerceLayer({ accessToken, fetch: (url, init) => fetch(here(new URL(String(url))), init) })
  const emails: string[] = []
  for (let pageNumber = 1, more = true; more; pageNumber++) {
    const page = await cl.customers.list({ pageNumber, pageSize: 25, fields: { customers: ['email'] } })
    emails.push(...[...page].map(({ email }) => email))
    more = page.hasNextPage()
  }
  expect(new Set(emails).size).toBe(emails.length)
  expect(emails.length).toBe(await cl.customers.count())
  expect(emails.length).toBeGreaterThanOrEqual(40)
})

test('by an interceptor', async () => {
  const cl = CommerceLayer({ accessToken })
  cl.addRequestInterceptor(({ url, options }) => ({ url: here(url), options }))
  const [customer] = await cl.customers.list({
    filters: { total_orders_count_gt: 0, email_eq: 'zofia.zolc@example.com' },
    include: ['orders', 'customer_addresses.address'],
  })
  expect(customer?.orders?.length).toBeGreaterThan(0)
  expect(customer?.orders?.[0]).toMatchObject({
    type: 'orders',
    currency_code: expect.stringMatching(/^[A-Z]{3}$/),
    total_amount_cents: expect.any(Number),
    formatted_total_amount: expect.any(String),
  })
  expect(customer?.customer_addresses?.[0]?.address?.country_code).toMatch(/^[A-Z]{2}$/)
})
