/// <reference lib="dom" />
import { execFileSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConsoleBrowser, describeInBrowser, lookAt, openConsole } from '../support/browser.ts'

const BASE = '/admin/openapi/v20260301'

describeInBrowser('requests and overview in the console', () => {
  let console: ConsoleBrowser
  let token: string
  beforeAll(async () => {
    console = await openConsole('traffic')
    const made = await console.admin<{ access_token: string }>('POST', '/organizations/traffic/credentials', {
      dialect: 'shopline',
      name: 'Shop sync',
      scopes: ['read_customers', 'write_customers'],
    })
    token = made.access_token
  })
  afterAll(async () => {
    await console?.close()
  })

  const shopline = (method: string, path: string, body?: object, presented = token) =>
    fetch(`${console.origin}${BASE}${path}`, {
      method,
      headers: { Authorization: `Bearer ${presented}`, 'Content-Type': 'application/json; charset=utf-8' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  const row = (page: Page, name: RegExp) => page.getByRole('button', { name }).first()
  /** Goes on with Tab until that is focused. */
  async function tabTo(page: Page, label: string): Promise<void> {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab')
      const focused = await page.evaluate(() => {
        const { activeElement: at } = document
        return at?.getAttribute('aria-label') ?? at?.textContent ?? ''
      })
      if (focused.includes(label)) return
    }
    throw new Error(`the keyboard does not reach ${label}`)
  }

  test('a request shows up while one looks, is opened, shown, copied and sent again', async () => {
    const page = await console.open('requests')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('heading', { name: 'Requests' }).waitFor()
    const made = await shopline('POST', '/customers.json', {
      customer: { email: 'mary.ward@example.com', first_name: 'Mary', last_name: "O'Ward" },
    })
    expect(made.status).toBe(200)
    await row(page, /POST .*customers\.json/).waitFor()
    await shopline('GET', '/v2/customers.json?limit=1&email=mary.ward@example.com')
    await shopline('GET', '/v2/customers.json', undefined, 'nobody')
    await row(page, /GET .*limit=1/).waitFor()
    const table = page.locator('.request-table')
    await table.getByText('no valid credential').first().waitFor()
    expect(await table.innerText()).toContain('Shop sync')
    expect(await table.innerText()).not.toContain('mary')
    expect(await lookAt(page, 'requests')).toEqual([])

    await row(page, /POST .*customers\.json/).click()
    await page.getByRole('tab', { name: 'Request' }).click()
    const body = page.locator('.request-body')
    expect(await body.innerText()).toBe(
      '{\n  "customer": {\n    "email": "•••",\n    "first_name": "•••",\n    "last_name": "•••"\n  }\n}',
    )
    expect(await page.getByRole('dialog').innerText()).not.toContain(token)
    await page.getByText('Show personal data').click()
    await page.getByText('mary.ward@example.com').waitFor()
    expect(await body.innerText()).toContain('"O\'Ward"')
    expect(await lookAt(page, 'request')).toEqual([])
    await page.getByRole('button', { name: 'Copy as curl' }).click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).not.toContain(token)
    // A shell does what was done: that e-mail address is taken by now.
    const answer = execFileSync('/bin/sh', {
      input: copied.replace('curl -i', 'curl -si'),
      env: { ...process.env, TOKEN: token },
    })
    expect(answer.toString()).toMatch(/^HTTP\/1.1 422 /)

    await page.getByRole('button', { name: 'Replay' }).click()
    await page.getByText('What it writes is really written').waitFor()
    await page.getByRole('button', { name: 'Send it again' }).click()
    const result = page.getByRole('status', { name: 'Replay' })
    await result.waitFor()
    expect(await result.innerText()).toMatch(/200[\s\S]*422[\s\S]*values differ/)
    await page.keyboard.press('Escape')
    await page.locator('.request-table').getByText('replay', { exact: true }).waitFor()
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test('filters are in the URL; a pause is a pause', async () => {
    await shopline('GET', '/v2/customers.json?limit=2')
    const page = await console.open('requests?path=limit&dialect=shopline')
    await row(page, /limit=2/).waitFor()
    expect(await page.locator('.request-table').innerText()).not.toContain('POST')
    await page.getByLabel('Path or query').fill('limit=2')
    await page.waitForURL(/limit%3D2/)
    await page.getByText('Live').click()
    await page.waitForURL(/paused/)
    await page.reload()
    await row(page, /limit=2/).waitFor()
    const before = await page.locator('.request-table tbody tr').count()
    await shopline('GET', '/v2/customers.json?limit=2')
    await page.waitForTimeout(1800)
    expect(await page.locator('.request-table tbody tr').count()).toBe(before)
    await page.getByText('Live').click()
    await expect.poll(() => page.locator('.request-table tbody tr').count()).toBe(before + 1)
    await page.getByLabel('Path or query').fill('there is no such')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await row(page, /limit=2/).waitFor()
    expect(page.url()).not.toContain('dialect')
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test('with the keyboard alone: open a request, close it, be where one was', async () => {
    await shopline('GET', '/v2/customers.json?limit=3')
    const page = await console.open('requests?path=limit%3D3')
    await row(page, /limit=3/).waitFor()
    await tabTo(page, 'limit=3')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('tab', { name: 'Response' }).waitFor()
    await tabTo(page, 'Replay')
    await page.keyboard.press('Enter')
    await page.getByText('The same body as before.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Replay')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('limit=3')
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test('the overview: figures, plots read with the keyboard, and the table behind each', async () => {
    await shopline('GET', '/v2/customers.json?limit=4')
    const page = await console.open('overview')
    const slider = page.getByRole('slider', { name: /^New customers/ })
    await slider.focus()
    await page.keyboard.press('End')
    const said = (await slider.getAttribute('aria-valuetext')) ?? ''
    expect(said).toMatch(/^\w+ \d{4}: New customers \d+$/)
    const overview = await console.admin<{ customers: { count: number }[]; totals: Record<string, number> }>(
      ...(['GET', '/organizations/traffic/overview'] as const),
    )
    expect(said).toContain(` ${overview.customers.at(-1)?.count}`)
    const figure = page.locator('.figures div', { hasText: 'Customers' }).locator('dd')
    expect(await figure.innerText()).toBe(String(overview.totals.customer))
    for (const title of ['Customers', 'Requests by platform', 'Time to answer'])
      await page.getByRole('button', { name: `${title} as a table`, exact: true }).click()
    await page.getByRole('button', { name: 'Customers as a plot', exact: true }).waitFor()
    await expect.poll(() => page.url()).toContain('tables=')
    const rows = page.getByRole('region', { name: 'Customers', exact: true }).getByRole('row')
    expect(await rows.last().innerText()).toContain(String(overview.totals.customer))
    expect(await page.getByRole('region', { name: 'Requests by platform' }).first().innerText()).toMatch(
      /SHOPLINE/,
    )
    await page.getByRole('button', { name: /Currency/ }).click()
    await page.getByRole('option', { name: 'PLN' }).click()
    await page.getByRole('heading', { name: 'Orders and refunds in PLN', exact: true }).waitFor()
    expect(page.url()).toContain('currency=PLN')
    await page.reload()
    await page.getByRole('heading', { name: 'Orders and refunds in PLN', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Customers as a plot', exact: true }).click()
    expect(await lookAt(page, 'overview')).toEqual([])
    await page.close()
    expect(console.complaints()).toEqual([])
  })
})
