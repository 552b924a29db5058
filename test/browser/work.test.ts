/// <reference lib="dom" />
/** Imports, syncs and webhooks in the console: started, watched to their end, looked at. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type ConsoleBrowser, describeInBrowser, lookAt, openConsole, textOf } from '../support/browser.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

const LINES = 2000
const BAD = [7, 1200, 1999]

describeInBrowser('long work in the console', () => {
  let console: ConsoleBrowser
  let receiver: Receiver
  let folder: string
  beforeAll(async () => {
    console = await openConsole('work')
    receiver = await startReceiver()
    folder = await mkdtemp(join(tmpdir(), 'clientele-work-'))
  })
  afterAll(async () => {
    await console?.close()
    await receiver?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('a file is chosen, understood, imported and watched; what was rejected is kept as a file', async () => {
    const file = join(folder, 'people.csv')
    const rows = Array.from({ length: LINES }, (_, index) => {
      const line = index + 2
      return `${BAD.includes(line) ? 'no address' : `wörk-${line}@example.com`},Nr ${line},gift`
    })
    await writeFile(file, `﻿Mail,Vorname,colour\n${rows.join('\n')}\n`)
    const page = await console.open('imports')
    await page.getByText('Nothing was imported here yet').waitFor()
    await page.getByRole('button', { name: 'Import a file' }).click()
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByRole('group', { name: 'What each column goes into' }).waitFor()
    // The second column is called something that nobody knows.
    const column = page.getByRole('button', { name: /Vorname/ })
    await column.focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('First name')
    await page.keyboard.press('Enter')
    await expect.poll(() => column.textContent()).toContain('First name')
    expect(await lookAt(page, 'import-new')).toEqual([])
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    const row = page.getByRole('row', { name: /people\.csv/ })
    await row.getByText('done').waitFor()
    expect(await row.getByRole('cell').allTextContents()).toEqual([
      expect.stringContaining('Customers (CSV)'),
      'done',
      ...['3', '2,000', '1,997', '0', '0', ''],
    ])
    await row.getByRole('button', { name: '3 rejected of people.csv' }).click()
    await page.getByText('Line 1200').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download all' }).click(),
    ])
    const kept = (await textOf(download)).trim().split('\n')
    expect(kept.map((line) => JSON.parse(line).line)).toEqual(BAD)
    expect(download.suggestedFilename()).toBe('people.csv.rejects.ndjson')
    await page.keyboard.press('Escape')
    expect(await lookAt(page, 'imports')).toEqual([])
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test('another organization is synced into this one, tried first, with the keyboard alone', async () => {
    const { admin, origin } = console
    await admin('POST', '/organizations', { slug: 'work-source' })
    const source = '/organizations/work-source'
    const text = 'email,first_name\nada@example.com,Ada\ngrace@example.com,Grace\nlin@example.com,Lin\n'
    const given = { name: 'three.csv', format: 'customers-csv', size: text.length }
    const { id } = await admin<{ id: string }>('POST', `${source}/imports`, given)
    await fetch(`${origin}/clientele/v1${source}/imports/${id}/parts/0`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${inject('demo')?.token}` },
      body: text,
    })
    await admin('POST', `${source}/imports/${id}/start`)
    await expect
      .poll(() => admin<{ created: number }>('GET', `${source}/imports/${id}`))
      .toMatchObject({ state: 'done', created: 3 })
    const { access_token } = await admin<{ access_token: string }>(
      'POST',
      '/organizations/work-source/credentials',
      { dialect: 'shopline' },
    )
    const page = await console.open('syncs')
    await page.getByText('Nothing is synced into this organization yet').waitFor()
    await page.getByRole('button', { name: 'Sync from a server' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Platform/ }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('SHOPLINE')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Address' }).fill(origin)
    await page.getByLabel('Access token').fill('wrong')
    await page.getByLabel('Access token').press('Enter')
    const card = page.getByRole('region', { name: 'shopline' })
    await card
      .getByText(/refused|401|not valid/i)
      .first()
      .waitFor()
    await card.getByRole('button', { name: 'Sync now…' }).click()
    await page.getByLabel('Access token').fill(access_token)
    await page.getByText('Dry run: say what').click()
    expect(await lookAt(page, 'sync-start')).toEqual([])
    await page.getByRole('button', { name: 'Try it' }).click()
    await card.getByText('A dry run would do this:').waitFor({ timeout: 20_000 })
    await card.getByRole('button', { name: 'Sync now…' }).click()
    await page.getByLabel('Access token').fill(access_token)
    await page.getByRole('button', { name: 'Sync', exact: true }).click()
    await card.getByText('up to date').waitFor({ timeout: 20_000 })
    await card.getByText(/^3 there, 3 read: 3 created/).waitFor()
    await card.getByRole('button', { name: 'Schedule…' }).click()
    await page.getByLabel('Access token').fill(access_token)
    await page.getByRole('button', { name: 'Save' }).click()
    await card.getByText('every 60 minutes').waitFor()
    await card.getByText('By stream').first().click()
    expect(await lookAt(page, 'syncs')).toEqual([])
    expect(await page.content()).not.toContain(access_token)
    await admin('DELETE', '/organizations/work-source')
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test('a delivery that failed is looked at and sent again', async () => {
    receiver.answer = 500
    const page = await console.open('webhooks')
    await page.getByRole('button', { name: 'Easycart’s address…' }).click()
    await page.getByRole('textbox', { name: 'Address' }).fill(receiver.url)
    await page.getByRole('button', { name: 'Save' }).click()
    const key = (await page.getByText(/^[A-Za-z0-9]{40}$/).textContent()) ?? ''
    await page.getByRole('button', { name: 'Done' }).click()
    await page
      .getByRole('row', { name: /everything/ })
      .getByText('signed')
      .waitFor()
    await makeCustomer(console, receiver.url, 'hooked@example.com')
    await page
      .getByRole('row', { name: /customers\.create/ })
      .getByRole('button', { name: 'Deliveries' })
      .click()
    const open = page.getByRole('button', { name: /^Open delivery/ }).first()
    await open.focus()
    await page.keyboard.press('Enter')
    await page
      .getByRole('region', { name: /^Attempt of/ })
      .getByText('500', { exact: true })
      .waitFor({ timeout: 15_000 })
    const detail = page.getByRole('dialog')
    expect(await detail.textContent()).toContain('X-CommerceLayer-Signature')
    await detail.getByText('What was sent').first().click()
    await detail.getByText('hooked@example.com').waitFor()
    expect(await lookAt(page, 'delivery')).toEqual([])
    receiver.answer = 200
    await detail.getByRole('button', { name: /^Send/ }).click()
    await detail.getByText('delivered', { exact: true }).waitFor({ timeout: 15_000 })
    expect(receiver.got.at(-1)?.body).toContain('hooked@example.com')
    expect(await page.content()).not.toContain(key)
    await page.keyboard.press('Escape')
    await page.getByRole('table').waitFor()
    expect(await page.getByRole('table').textContent()).not.toContain('hooked@example.com')
    expect(await lookAt(page, 'deliveries')).toEqual([])
    await page.getByRole('tab', { name: 'Who is told' }).click()
    await page.getByRole('row', { name: /everything/ }).waitFor()
    expect(await lookAt(page, 'webhooks')).toEqual([])
    await page.close()
    expect(console.complaints()).toEqual([])
  })
})

/** A webhook that hears of new customers, and a new customer, both through Commerce Layer's API. */
async function makeCustomer(
  { admin, origin, slug }: ConsoleBrowser,
  url: string,
  email: string,
): Promise<void> {
  const credential = await admin<{ client_id: string; client_secret: string }>(
    'POST',
    `/organizations/${slug}/credentials`,
    { dialect: 'commerce-layer', kind: 'integration' },
  )
  const ask = async (path: string, type: string, body: unknown, token?: string) => {
    const answer = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': type, ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
    expect(answer.status, path).toBeLessThan(300)
    return (await answer.json()) as { access_token: string }
  }
  const { client_id, client_secret } = credential
  const { access_token: token } = await ask('/oauth/token', 'application/json', {
    grant_type: 'client_credentials',
    client_id,
    client_secret,
  })
  const make = (type: string, attributes: object) =>
    ask(`/api/${type}`, 'application/vnd.api+json', { data: { type, attributes } }, token)
  await make('webhooks', { topic: 'customers.create', callback_url: url })
  await make('customers', { email })
}
