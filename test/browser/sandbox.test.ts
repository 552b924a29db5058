import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { ClockShown } from '../../src/server/admin/sandbox/clock.ts'
import type { FaultRuleShown } from '../../src/server/admin/sandbox/faults.ts'
import { type ConsoleBrowser, describeInBrowser, lookAt, openConsole } from '../support/browser.ts'
import { startDemo } from './start-demo.ts'

const CUSTOMERS = 30

/** On a demo of its own: everybody else's tests would notice its clock. */
describeInBrowser('the sandbox', () => {
  let console: ConsoleBrowser
  let stop: () => Promise<void>
  beforeAll(async () => {
    const started = await startDemo(CUSTOMERS)
    stop = started.stop
    console = await openConsole('sandbox', started.demo)
    await console.admin('POST', '/organizations/sandbox/snapshots', { name: 'start' })
    // A second demo beside the one of all tests, on a busy machine.
  }, 180_000)
  afterEach(() => console.admin('DELETE', '/sandbox/faults'))
  afterAll(async () => {
    await console?.close()
    await stop?.()
  })

  /** A client of the organization with a token that lives for two hours of the server's clock. */
  async function client(): Promise<(init?: RequestInit, path?: string) => Promise<number>> {
    const { now } = await console.admin<ClockShown>('GET', '/sandbox/clock')
    const { token } = await console.admin<{ token: string }>('POST', '/organizations/sandbox/credentials', {
      dialect: 'easycart',
      expires_at: new Date(Date.parse(now) + 7_200_000).toISOString(),
    })
    return async (init = {}, path = '/customers?currency=usd') => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      return (await fetch(`${console.origin}/api/v1${path}`, { ...init, headers })).status
    }
  }
  const choose = async (page: Page, label: string, option: string) => {
    await page.getByRole('button', { name: label }).click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  const card = (page: Page, name: string) => page.getByRole('region', { name })

  test('a rule made in the page makes a client fail as often as it says, and counts', async () => {
    const page = await console.open('sandbox')
    const ask = await client()
    await page.getByText('No request fails.').waitFor()
    await choose(page, 'Platform', 'Easycart')
    await choose(page, 'Requests to', 'Customers')
    await page.getByLabel('How many').fill('2')
    const sentence =
      'The next 2 requests of sandbox to Easycart /api/v1/customers* fail with 429, too many requests.'
    await page.getByText(sentence).waitFor()
    await page.getByRole('button', { name: 'Add rule' }).click()
    await page.getByRole('switch', { name: sentence }).waitFor()
    expect(await ask({}, '/stores')).toBe(200)
    expect(await ask()).toBe(429)
    await page.getByText('1 request failed, 1 to go').waitFor()
    expect([await ask(), await ask()]).toEqual([429, 200])
    await page.getByText('used up').waitFor()
    // Switched on again it begins anew.
    await page.getByRole('switch', { name: sentence }).focus()
    await page.keyboard.press('Space')
    await page.getByText('2 requests failed, 2 to go').waitFor()
    await page.keyboard.press('Space')
    await page.getByText('off', { exact: true }).waitFor()
    expect(await ask()).toBe(200)
    expect(await lookAt(page, 'sandbox')).toEqual([])
    await page.getByRole('button', { name: `Remove: ${sentence}` }).click()
    await page.getByText('No request fails.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Rules')
    expect(console.complaints()).toEqual([])
    await page.close()
  })

  test('with the keyboard alone: a share of all requests to a path of one’s own, as a timeout', async () => {
    const page = await console.open('sandbox')
    await page.getByRole('button', { name: 'What happens' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('Time')
    await page.keyboard.press('Enter')
    for (const [label, text] of [
      ['After, milliseconds', '20'],
      ['Share of them, %', '50'],
    ] as const) {
      for (let many = 0; many < 12; many++) {
        await page.keyboard.press('Tab')
        if (await page.getByLabel(label).evaluate((field) => field === document.activeElement)) break
      }
      await page.keyboard.press('Control+A')
      await page.keyboard.type(text)
    }
    await page
      .getByText('50 % of the requests of sandbox are answered 504 after 20 ms, until 3 of them')
      .waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('switch').waitFor()
    const { rules } = await console.admin<{ rules: FaultRuleShown[] }>('GET', '/sandbox/faults')
    expect(rules).toMatchObject([
      {
        fault: 'timeout=20',
        probability: 0.5,
        requests: 3,
        organization: 'sandbox',
        path: '*',
        dialect: null,
      },
    ])
    await page.getByRole('button', { name: 'Remove all' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('No request fails.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Rules')
    await page.getByLabel('How many').fill('0')
    await page.getByText('From 1 to 1,000,000').waitFor()
    expect(await page.getByRole('button', { name: 'Add rule' }).isDisabled()).toBe(true)
    expect(console.complaints()).toEqual([])
    await page.close()
  })

  test('the clock is stopped and advanced, and a token expires', async () => {
    const page = await console.open('sandbox')
    const ask = await client()
    const clock = card(page, 'Clock')
    await clock.getByText('real time', { exact: true }).waitFor()
    await clock.getByRole('button', { name: 'Stop' }).click()
    await clock.getByText('stands still', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'The clock stands still' }).waitFor()
    const stopped = await console.admin<ClockShown>('GET', '/sandbox/clock')
    expect(await ask()).toBe(200)
    await clock.getByRole('button', { name: '+ 1 h', exact: true }).click()
    await clock.getByText('1 hour passed.').waitFor()
    expect(await ask()).toBe(200)
    // By keyboard, and focus stays where it was.
    await clock.getByLabel('Advance by', { exact: true }).and(page.locator('input')).focus()
    await page.keyboard.type('1')
    await page.keyboard.press('Enter')
    await clock.getByText('2 hours ahead').waitFor()
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
    expect(await ask()).toBe(401)
    const { now } = await console.admin<ClockShown>('GET', '/sandbox/clock')
    expect(Date.parse(now) - Date.parse(stopped.now)).toBe(7_200_000)

    await clock.getByLabel('Set it to (UTC)').fill('2026-01-01T12:00')
    await clock.getByText('That is earlier than now.').waitFor()
    expect(await lookAt(page, 'sandbox-clock')).toEqual([])
    await clock.getByRole('button', { name: 'Set', exact: true }).click()
    await clock.getByText('1 Jan 2026, 12:00:00 UTC').waitFor()
    expect(await ask()).toBe(200)
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    await clock.getByRole('button', { name: 'Back to the real time' }).click()
    await clock.getByText('real time', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'The clock' }).waitFor({ state: 'detached' })
    expect(console.complaints()).toEqual([])
    await page.close()
  })

  test('snapshots: saved, changed, restored, cloned, deleted; reset with one click', async () => {
    const page = await console.open('sandbox')
    const snapshots = card(page, 'Snapshots')
    const credential = { dialect: 'shopline', scopes: ['write_customers'] }
    const { access_token } = await console.admin<{ access_token: string }>(
      'POST',
      '/organizations/sandbox/credentials',
      credential,
    )
    const create = async (email: string) =>
      (
        await fetch(`${console.origin}/admin/openapi/v20260301/customers.json`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${access_token}`,
            'content-type': 'application/json; charset=utf-8',
          },
          body: JSON.stringify({ customer: { email } }),
        })
      ).status
    await snapshots.getByText(`${CUSTOMERS} customers`).waitFor()
    expect(await create('ada@example.com')).toBe(200)
    await snapshots.getByLabel('Save as').focus()
    await page.keyboard.type('with-ada')
    await page.keyboard.press('Enter')
    await snapshots.getByText(`Saved with-ada: ${CUSTOMERS + 1} customers`).waitFor()
    await snapshots.getByRole('button', { name: 'Reset to start' }).click()
    await page.getByText(`Back at start: ${CUSTOMERS} customers, before ${CUSTOMERS + 1}`).waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Snapshots')
    await snapshots.getByRole('button', { name: 'Restore with-ada' }).click()
    await page.getByText(`Back at with-ada: ${CUSTOMERS + 1} customers, before ${CUSTOMERS}`).waitFor()

    await snapshots.getByRole('button', { name: 'More about with-ada' }).click()
    await page.getByRole('menuitem', { name: 'Clone' }).click()
    await page.getByLabel('Slug of the new organization').fill('sandbox-2')
    await page.keyboard.press('Enter')
    await snapshots.getByRole('link', { name: 'sandbox-2' }).waitFor()
    expect(await console.admin('GET', '/organizations/sandbox-2')).toMatchObject({ slug: 'sandbox-2' })
    await console.admin('DELETE', '/organizations/sandbox-2')

    await snapshots.getByRole('button', { name: 'More about with-ada' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Snapshot with-ada is deleted').waitFor()
    await snapshots.getByRole('button', { name: 'Restore with-ada' }).waitFor({ state: 'detached' })
    expect(console.complaints()).toEqual([])
    await page.close()
  })

  test('of a live organization nothing is lost before its slug is written', async () => {
    await console.admin('POST', '/organizations', { slug: 'earnest', mode: 'live', currency: 'USD' })
    await console.admin('POST', '/organizations/earnest/snapshots', { name: 'start' })
    const page = await console.open('../earnest/sandbox')
    const snapshots = card(page, 'Snapshots')
    await snapshots.getByRole('button', { name: 'Reset to start' }).click()
    const reset = page.getByRole('dialog').getByRole('button', { name: 'Reset' })
    expect(await reset.isDisabled()).toBe(true)
    await page.getByLabel('write earnest to go on').fill('earnest')
    await reset.click()
    await page.getByText('Back at start: 0 customers, before 0').waitFor()
    expect(console.complaints()).toEqual([])
    await console.admin('DELETE', '/organizations/earnest', { confirm: 'earnest' })
    await page.close()
  })
})
