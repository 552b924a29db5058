/// <reference lib="dom" />
/** Imports, syncs and webhooks in the console: started, watched to their end, looked at. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type ConsoleBrowser, describeInBrowser, lookAt, openConsole } from '../support/browser.ts'
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
      ...['2,000', '1,997', '0', '0', '3', ''],
    ])
    await row.getByRole('button', { name: '3 rejected of people.csv' }).click()
    await page.getByText('Line 1200').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download all' }).click(),
    ])
    const kept = (await readFile(await download.path(), 'utf8')).trim().split('\n')
    expect(kept.map((line) => JSON.parse(line).line)).toEqual(BAD)
    expect(download.suggestedFilename()).toBe('people.csv.rejects.ndjson')
    await page.keyboard.press('Escape')
    expect(await lookAt(page, 'imports')).toEqual([])
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test('another organization is synced into this one, tried first, with the keyboard alone', async () => {
    const { admin, origin } = console
    await admin('POST', '/organizations', {
      slug: 'work-source',
      from_snapshot: { organization: inject('demo')?.organization, name: 'start' },
    })
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
    await card.getByText(/^3\d\d there, 3\d\d read/).waitFor()
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
    const { admin } = console
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
    const { token } = await admin<{ token: string }>('POST', '/organizations/work/credentials', {
      dialect: 'easycart',
    })
    const created = await fetch(`${console.origin}/api/v1/customers`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ customer: { email: 'hooked@example.com' }, email: 'hooked@example.com' }),
    })
    expect(created.status, await created.text()).toBeLessThan(300)
    await page.getByRole('button', { name: 'Deliveries' }).click()
    const open = page.getByRole('button', { name: /^Open delivery/ }).first()
    await open.focus()
    await page.keyboard.press('Enter')
    await page
      .getByRole('region', { name: /^Attempt of/ })
      .getByText('500')
      .waitFor({ timeout: 15_000 })
    const detail = page.getByRole('dialog')
    expect(await detail.textContent()).toContain('X-Webhook-Signature')
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
