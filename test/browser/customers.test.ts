/// <reference lib="dom" />
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CustomersShown } from '../../src/server/admin/customers/list-customers.ts'
import {
  type ConsoleBrowser,
  describeInBrowser,
  lookAt,
  openConsole,
  overflows,
  textOf,
} from '../support/browser.ts'

const SLUG = 'customers-page'
/** A machine may be busy with other tests. */
const SOON = { timeout: 15_000 }
const field = (page: Page) => page.getByRole('searchbox', { name: 'Search customers' })
const names = (page: Page) => page.locator('.row-link').allTextContents()
const settled = (page: Page) => page.locator('.customers-frame[aria-busy="false"]').waitFor()

describeInBrowser('the page of customers', () => {
  let console: ConsoleBrowser
  let page: Page
  beforeAll(async () => {
    console = await openConsole(SLUG)
  })
  afterAll(async () => {
    await console?.close()
  })

  const list = (query: string) =>
    console.admin<CustomersShown>('GET', `/organizations/${SLUG}/customers?${query}`)
  const shownNames = ({ customers }: CustomersShown) =>
    customers.map(({ name, email, phone }) => name ?? email ?? phone ?? 'No name')
  const isUrl = (wanted: (parameters: URLSearchParams) => boolean) =>
    page.waitForURL((url) => wanted(url.searchParams))

  test('typing finds, and the field keeps the focus', async () => {
    page = await console.open('customers')
    await settled(page)
    await page.getByText('300 customers').waitFor()
    const {
      customers: [someone],
    } = await list('limit=1&sort=name&status=repeat')
    const word = (someone?.name ?? '').slice(1).toUpperCase()
    await field(page).click()
    await page.keyboard.type(word)
    await isUrl((parameters) => parameters.get('search') === word)
    await page.getByRole('link', { name: someone?.name ?? '', exact: true }).waitFor()
    await settled(page)
    expect(await names(page)).toEqual(shownNames(await list(`search=${encodeURIComponent(word)}`)))
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search')
    await page.keyboard.press('Escape')
    await isUrl((parameters) => !parameters.has('search'))
  })

  test('filters and order narrow it down, and the address is the view', async () => {
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('dialog').getByText('Repeat').click()
    await page.getByRole('dialog').getByText('vip').click()
    await expect.poll(async () => (await names(page)).length, SOON).toBeLessThan(50)
    expect(await lookAt(page, 'customers-filters')).toEqual([])
    await page.getByRole('button', { name: 'Show customers' }).click()
    await page.getByRole('button', { name: 'Name' }).click()
    await isUrl((parameters) => parameters.get('sort') === 'name')
    const wanted = await list('status=repeat&tag=vip&sort=name')
    expect(wanted.customers.length).toBeGreaterThan(1)
    await expect.poll(() => names(page), SOON).toEqual(shownNames(wanted))
    expect(await page.locator('th[aria-sort="ascending"]').textContent()).toContain('Name')
    await page.getByText(`${wanted.customers.length} customers`).waitFor()

    expect(await lookAt(page, 'customers')).toEqual([])
    const shared = page.url()
    await page.reload()
    await settled(page)
    expect(await names(page)).toEqual(shownNames(wanted))
    const other = await console.open('customers')
    await other.goto(shared)
    await settled(other)
    expect(await names(other)).toEqual(shownNames(wanted))
    await other.close()
    await page.getByRole('button', { name: 'Remove Tag: vip' }).click()
    await isUrl((parameters) => !parameters.has('tag') && parameters.has('status'))
    await page.getByRole('button', { name: 'Remove Status: Repeat' }).click()
    await expect.poll(async () => (await names(page)).length, SOON).toBe(50)
  })

  test('pages turn there and back, and rows are worked with the keyboard alone', async () => {
    const first = shownNames(await list('sort=name'))
    await page.getByRole('button', { name: 'Next' }).focus()
    await page.keyboard.press('Enter')
    await isUrl((parameters) => parameters.has('after'))
    await settled(page)
    const second = await names(page)
    expect(second.some((name) => first.includes(name) && name !== 'No name')).toBe(false)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Customers')
    await page.reload()
    await settled(page)
    expect(await names(page)).toEqual(second)
    await page.getByRole('button', { name: 'Previous' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => names(page), SOON).toEqual(first)

    await page.locator('.row-link').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(first[2])
    await page.keyboard.press('End')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(first.at(-1))
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/customers\/[0-9a-f-]{36}$/)
    await page.goBack()
    await settled(page)
  })

  test('columns are chosen, and stay in the address', async () => {
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByText('Phone', { exact: true }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: 'Phone' }).waitFor()
    await page.reload()
    await page.getByRole('columnheader', { name: 'Phone' }).waitFor()
  })

  test('tags are given to the chosen and to a whole view', async () => {
    page = await console.open('customers?sort=name&tag=vip')
    await settled(page)
    await page.locator('tbody .checkbox').nth(0).click()
    await page.locator('tbody .checkbox').nth(1).click()
    await page.getByText('2 selected').waitFor()
    await page.getByRole('button', { name: 'Change tags' }).click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('spring, autumn')
    expect(await lookAt(page, 'customers-tagging')).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText('2 customers changed').waitFor()
    expect((await list('tag=spring&tag=autumn')).customers).toHaveLength(2)

    await page.getByRole('button', { name: 'Remove Tag: vip' }).click()
    await field(page).fill('example.com')
    await isUrl((parameters) => parameters.get('search') === 'example.com')
    await settled(page)
    const before = await console.admin<{ count: number }>(
      'GET',
      `/organizations/${SLUG}/customers/count?search=example.com`,
    )
    expect(before.count).toBeGreaterThan(50)
    await page.locator('thead .checkbox').click()
    await page.getByRole('button', { name: `Select all ${before.count} of this view` }).click()
    await page.getByRole('button', { name: 'Change tags' }).click()
    await page.keyboard.type('mailing')
    await page.keyboard.press('Enter')
    await page.getByText(`${before.count} customers changed`).waitFor()
    const counted = await console.admin('GET', `/organizations/${SLUG}/customers/count?tag=mailing`)
    expect(counted).toEqual({ count: before.count, exact: true })
    // The focus is not lost: the next key goes somewhere on the page.
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true)
  })

  test('the view is a file that a spreadsheet and an import read', async () => {
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download CSV' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe(`customers-${SLUG}.csv`)
    const rows: Record<string, string>[] = parse(await textOf(download), {
      columns: true,
    })
    const { customers } = await list('search=example.com&sort=name&limit=200')
    expect(rows.slice(0, 200).map(({ uuid_id }) => uuid_id)).toEqual(customers.map(({ id }) => id))
    expect(rows.every(({ tags }) => tags?.split(',').includes('mailing'))).toBe(true)
  })

  test('what is not there says what to do, also on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await field(page).fill('nobody-is-called-so')
    await page.getByText('No customer is like this.').waitFor()
    expect(await overflows(page)).toBe(false)
    expect(await lookAt(page, 'customers-nobody')).toEqual([])
    await page.getByRole('button', { name: 'Show all customers' }).click()
    await settled(page)
    expect(await field(page).inputValue()).toBe('')
    await page.close()
    expect(console.complaints()).toEqual([])
  })
})
