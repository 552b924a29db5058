/// <reference lib="dom" />
/** Somebody is found among very many by typing: 5,000 in `npm test`, 100,000 in the long run. */
import { randomBytes } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { createOrganization } from '../../src/jobs/create-organization.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { openStore } from '../../src/store/open-store.ts'
import { describeInBrowser, sharedBrowser } from '../support/browser.ts'
import { freshStore } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { clientele, type Started, startServe } from '../support/process.ts'

const MANY = times(5_000, 100_000)
const BATCH = 1000
const FIRST = ['Anna', 'Bartosz', 'Celina', 'Łukasz', 'Emma', 'Liam', 'Yuki', 'Fatima', 'Carlos', 'Zofia']
const PARTS = ['kow', 'ski', 'ber', 'gra', 'tof', 'hol', 'ros', 'vel', 'dor', 'pan', 'qui', 'jes', 'min']
/** Longest wait after a key until the rows are there, on a machine that is busy with other tests. */
const PATIENCE_MS = 5_000

const nameOf = (index: number) =>
  `${FIRST[index % FIRST.length]} ${[7, 13, 29].map((step) => PARTS[Math.floor(index / step) % PARTS.length]).join('')}`

async function fill(folder: string): Promise<void> {
  const identities = createIdentities(dialects, (count) => randomBytes(count))
  const { mintIds } = identities
  const store = await openStore({ folder, clock: () => new Date(), mintIds, durable: false })
  try {
    const organization = await createOrganization(store.organizations, identities, {
      ...{ slug: 'many', currency: 'USD', timeZone: 'UTC', mode: 'test' },
    })
    for (let from = 0; from < MANY; from += BATCH) {
      const people = Array.from({ length: BATCH }, (_, at) => ({
        email: `person${from + at}@example.com`,
        fullName: from + at === Math.floor(MANY / 3) ? 'Żaneta Wyjątkowa' : nameOf(from + at),
      }))
      await store.records.write(
        organization.key,
        { kind: 'test' },
        (writer) => writer.create('customer', people),
        { silent: true },
      )
    }
  } finally {
    await store.close()
  }
}

describeInBrowser('very many customers', () => {
  let server: Started
  let browser: Browser
  let token: string
  let drop: () => Promise<void>
  beforeAll(async () => {
    const place = await freshStore('embedded')
    drop = place.drop
    const folder = place.location.folder as string
    await fill(folder)
    const made = await clientele(['admin-token', 'create', '--data', folder, '--json'])
    token = JSON.parse(made.stdout).token
    server = await startServe(['--data', folder])
    browser = await sharedBrowser()
  }, 600_000)
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await drop?.()
  })

  test('one is found by typing a part of the name, key by key', async () => {
    const context = await browser.newContext()
    const signedIn = await context.request.post(`${server.origin}/clientele/v1/session`, {
      data: { token },
      headers: { origin: server.origin },
    })
    expect(signedIn.status()).toBe(200)
    const page = await context.newPage()
    const times: string[] = []
    page.on('requestfinished', (request) => {
      if (!/customers\?/.test(request.url())) return
      const { responseStart, requestStart } = request.timing()
      times.push(
        `${new URL(request.url()).searchParams.get('search') ?? ''} ${Math.round(responseStart - requestStart)} ms`,
      )
    })
    await page.goto(`${server.origin}/o/many/customers`)
    await page.getByText(`${MANY.toLocaleString('en')} customers`).waitFor()
    await page.getByRole('searchbox').click()
    // In capitals, and in the middle of a word.
    const typed = 'JĄTKO'
    for (let length = 1; length <= typed.length; length++) {
      const answered = page.waitForResponse(
        (response) => new URL(response.url()).searchParams.get('search') === typed.slice(0, length),
        { timeout: PATIENCE_MS },
      )
      await page.keyboard.type(typed.charAt(length - 1))
      await answered
    }
    await page.getByRole('link', { name: 'Żaneta Wyjątkowa' }).waitFor({ timeout: PATIENCE_MS })
    await page.getByText('1 customer', { exact: true }).waitFor()
    expect(await page.locator('.row-link').count()).toBe(1)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search')
    if (process.env.CLIENTELE_SHOW_TIMES) process.stdout.write(`${MANY} customers: ${times.join(', ')}\n`)
    await page.keyboard.press('Enter')
    await context.close()
  })
})
