/// <reference lib="dom" />
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CustomerViewsShown } from '../../src/server/admin/views/customer-views.ts'
import { type ConsoleBrowser, describeInBrowser, lookAt, openConsole } from '../support/browser.ts'

const TITLES = ['Commerce Layer', 'SHOPLINE', 'Easycart'] as const
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)
const withoutTrace = (body: string) => body.replace(/"trace_id":"[0-9a-f]+"/g, '"trace_id":"…"')

describeInBrowser('three views of one customer', () => {
  let console: ConsoleBrowser
  let page: Page
  let id: string
  /** What each platform's clients present, and what its curl and code find in their environment. */
  const tokens: Record<string, string> = {}
  let application: Record<string, string>
  beforeAll(async () => {
    console = await openConsole('views')
    const credentials = `/organizations/${console.slug}/credentials`
    const make = (dialect: string, more = {}) =>
      console.admin<Record<string, string>>('POST', credentials, { dialect, ...more })
    application = await make('commerce-layer')
    const { client_id, client_secret } = application
    const answer = await fetch(`${console.origin}/oauth/token`, {
      method: 'POST',
      body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
    })
    tokens['Commerce Layer'] = ((await answer.json()) as Record<string, string>).access_token ?? ''
    const scopes = ['read_customers', 'write_customers']
    tokens.SHOPLINE = (await make('shopline', { scopes })).access_token ?? ''
    tokens.Easycart = (await make('easycart')).token ?? ''
    const found = await fetch(
      `${console.origin}/api/v1/customers?currency=eur&query=zofia.zolc@example.com`,
      {
        headers: { authorization: `Bearer ${tokens.Easycart}` },
      },
    )
    const { items } = (await found.json()) as { items: { id: string; email: string }[] }
    id = items.find(({ email }) => email === 'zofia.zolc@example.com')?.id ?? ''
    page = await console.open(`customers/${id}/views`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await tree('Easycart').waitFor()
  })
  afterAll(async () => {
    await console?.close()
  })

  const asked = (view = 'details') =>
    console.admin<CustomerViewsShown>(
      'GET',
      `/organizations/${console.slug}/customers/${id}/views?view=${view}`,
    )
  const tree = (title: string): Locator => page.getByRole('tree', { name: `${title}: answer` })
  const line = (title: string, pointer: string) => tree(title).locator(`[data-pointer="${pointer}"]`)
  /** The pointers that are lit, by platform. */
  const lit = () =>
    page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('[role=tree]')].map((one) => [
          one.getAttribute('aria-label')?.replace(': answer', ''),
          [...one.querySelectorAll('[data-mark=same]')].map((each) => each.getAttribute('data-pointer')),
        ]),
      ),
    )
  /** The lit lines stand within the frame that scrolls. */
  const inSight = (title: string) =>
    tree(title).evaluate((frame) => {
      const around = frame.getBoundingClientRect()
      const box = frame.querySelector('[data-mark=same]')?.getBoundingClientRect()
      return box !== undefined && box.top >= around.top && box.bottom <= around.bottom
    })
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  const copy = async (title: string, what: RegExp) => {
    await page.getByRole('button', { name: `Copy from ${title}` }).click()
    await page.getByRole('menuitem', { name: what }).click()
    return copied()
  }

  test('the JSON that is shown, and copied, is what the APIs answer', async () => {
    const { answers } = await asked()
    for (const { title, request } of answers) {
      const accept = title === 'Commerce Layer' ? { accept: 'application/vnd.api+json' } : {}
      const own = await fetch(request.url, {
        headers: { authorization: `Bearer ${tokens[title]}`, ...accept },
      })
      expect(own.status).toBe(200)
      const body = withoutTrace(await own.text())
      expect(withoutTrace(await copy(title, /as it came/))).toBe(body)
      await line(title, '').focus()
      await page.keyboard.press('*')
      const shown = await tree(title).evaluate((frame) =>
        [...frame.querySelectorAll('.json-line')]
          .flatMap((one) => [
            ...one.querySelectorAll('[class^=json-]:not(.json-content, .json-count, .json-fold)'),
          ])
          .map(({ textContent }) => (textContent === ': ' ? ':' : textContent))
          .join(''),
      )
      expect(withoutTrace(shown)).toBe(body)
    }
  })

  test('a member that is pointed at is lit in all three, and comes into sight', async () => {
    await page.reload()
    await line('Easycart', '/email').hover()
    expect(await lit()).toEqual({
      'Commerce Layer': ['/data/attributes/email'],
      SHOPLINE: ['/customer/email'],
      Easycart: ['/email'],
    })
    // The same address of the two that there are, and no other.
    await line('SHOPLINE', '/customer/addresses/1/city').hover()
    const { SHOPLINE, 'Commerce Layer': there = [], Easycart } = await lit()
    expect([SHOPLINE, Easycart, there.length]).toEqual([['/customer/addresses/1/city'], [], 1])
    const city = async (title: string, pointer: string) =>
      line(title, pointer).locator('.json-string').textContent()
    expect(await city('Commerce Layer', there[0] ?? '')).toBe(
      await city('SHOPLINE', '/customer/addresses/1/city'),
    )
    await expect.poll(() => inSight('Commerce Layer')).toBe(true)
    await page.getByRole('heading', { level: 1 }).hover()
    expect(await lit()).toEqual({ 'Commerce Layer': [], SHOPLINE: [], Easycart: [] })
  })

  test('by key: through the fields, through the JSON, folding, and into the URL', async () => {
    const fields = page.getByRole('listbox', { name: 'Fields' })
    await fields.getByRole('option', { name: 'Id' }).first().focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    expect(await lit()).toEqual({
      'Commerce Layer': ['/data/id'],
      SHOPLINE: ['/customer/id'],
      Easycart: ['/id'],
    })
    await expect.poll(() => page.url()).toContain('field=customer.id')
    await fields.getByRole('option', { name: /^Birthday/ }).click()
    await page.getByRole('region', { name: 'Easycart' }).getByText('Easycart does not show it.').waitFor()
    await expect.poll(() => inSight('SHOPLINE')).toBe(true)

    await line('SHOPLINE', '').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect((await lit()).Easycart).toEqual(['/email'])
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain('field=customer.email')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await line('SHOPLINE', '/customer').getAttribute('aria-expanded')).toBe('false')
    expect(await line('SHOPLINE', '/customer').evaluate((one) => one === document.activeElement)).toBe(true)
    await page.keyboard.press('ArrowRight')
    await line('SHOPLINE', '/customer/email').waitFor()

    await page.reload()
    await tree('Easycart').waitFor()
    expect((await lit()).SHOPLINE).toEqual(['/customer/email'])
  })

  test('an edit through one platform is seen in all three, and marked', async () => {
    const { answers } = await asked('customer')
    const url = answers
      .find(({ title }) => title === 'SHOPLINE')
      ?.request.url.replace('/customers/v2/', '/customers/')
    const edited = await fetch(url ?? '', {
      method: 'PUT',
      headers: { authorization: `Bearer ${tokens.SHOPLINE}`, 'content-type': 'application/json' },
      body: JSON.stringify({ customer: { email: 'zofia.nowa@example.com' } }),
    })
    expect(edited.status).toBe(200)
    await page.getByRole('button', { name: 'Refresh' }).click()
    for (const [title, pointer] of [
      ['Commerce Layer', '/data/attributes/email'],
      ['SHOPLINE', '/customer/email'],
      ['Easycart', '/email'],
    ] as const)
      await expect
        .poll(() => line(title, pointer).textContent())
        .toMatch(/"zofia.nowa@example.com",?changed$/)
    expect(await line('SHOPLINE', '/customer/first_name').textContent()).not.toContain('changed')
  })

  test('curl and code run as they are copied, and give the customer', async () => {
    for (const title of TITLES) {
      const env = {
        ...process.env,
        TOKEN: tokens[title],
        CLIENT_ID: application.client_id,
        CLIENT_SECRET: application.client_secret,
      }
      const body = withoutTrace(await copy(title, /as it came/))
      const { stdout: answered } = await run('sh', ['-c', await copy(title, /curl/)], { env })
      expect(withoutTrace(answered)).toBe(body)
      const code = `${await copy(title, /JavaScript/)}\nprocess.stdout.write(customer.email)\n`
      const { stdout: email } = await run(process.execPath, ['--input-type=module', '-e', code], {
        env,
        cwd: ROOT,
      })
      expect(email, title).toBe('zofia.nowa@example.com')
    }
  })

  test('the pages are fit to be looked at', { timeout: 120_000 }, async () => {
    // Fewer lines than usual: axe looks at every one of them, four times.
    await page.goto(
      `${console.origin}/o/${console.slug}/customers/${id}/views?view=customer&field=customer.email`,
    )
    await tree('Easycart').waitFor()
    expect(await lookAt(page, 'views')).toEqual([])
    await page.getByRole('tab', { name: 'Requests and code' }).click()
    await page.getByText('Headers of the answer').first().waitFor()
    expect(await lookAt(page, 'views-requests')).toEqual([])
    const orders = await console.open(`customers/${id}/views?view=orders&field=order.amount`)
    await orders.getByRole('option', { name: /^Amount/, selected: true }).waitFor()
    await orders.close()
    const lost = await console.open('customers/00000000-0000-4000-8000-000000000000/views')
    await lost.getByText('has no customer of that id').waitFor()
    await lost.close()
    // The browser itself notes the answer of 404.
    expect(console.complaints().filter((text) => !/status of 404/.test(text))).toEqual([])
  })
})
