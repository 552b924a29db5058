import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConsoleBrowser, describeInBrowser, lookAt, openConsole } from '../support/browser.ts'
import { type Flaw, naiveClients } from '../support/naive-clients.ts'

describeInBrowser('traps for sync code', () => {
  let console: ConsoleBrowser
  beforeAll(async () => {
    console = await openConsole('trapped')
  })
  afterAll(async () => {
    await console?.close()
  })

  test('a naive client walks into the traps that are set in the page, and is told so', async () => {
    const page = await console.open('traps?platform=commerce-layer')
    await page.getByText('Does your sync lose customers?').waitFor()
    expect(await lookAt(page, 'traps')).toEqual([])
    // By keyboard: one trap is left out, the others are set.
    await page.getByRole('checkbox', { name: 'The token expires' }).focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Set 7 of 8 traps' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Start a full sync now' }).waitFor()
    await page.getByRole('button', { name: 'Make a credential for it' }).click()
    const fact = (name: string) =>
      page.locator('.client-facts > div', { hasText: name }).locator('code').innerText()
    await page.getByText('The secret is shown only now').waitFor()
    const credential = { client_id: await fact('client id'), client_secret: await fact('client secret') }
    expect(await page.getByRole('button', { name: 'My client has ended' }).isDisabled()).toBe(true)

    const flaws: Flaw[] = ['walks by page number', 'goes on behind the last updated_at']
    const client = naiveClients['commerce-layer']?.(console.origin, credential, flaws)
    await client?.full()
    await page.getByText(/ of \d+ customers shown in \d+ requests/).waitFor()
    await page.getByText('moved up').waitFor({ state: 'attached' })
    expect(await lookAt(page, 'traps-walking')).toEqual([])
    await page.getByRole('button', { name: 'My client has ended its full sync' }).focus()
    await page.keyboard.press('Enter')
    const next = page.getByRole('heading', { name: 'Now start the sync that follows' })
    await next.waitFor()
    expect(await next.evaluate((one) => one === document.activeElement)).toBe(true)

    await client?.incremental()
    await page.getByRole('button', { name: 'My client is done: show the verdicts' }).click()
    await page.getByRole('heading', { name: 'Your client fell into 2 of 7 traps' }).waitFor()
    const fallen = page.getByRole('listitem').filter({ has: page.getByText('Fell in', { exact: true }) })
    expect(await fallen.getByRole('heading').allInnerTexts()).toEqual([
      'A customer is deleted while you walk',
      'More than a page changes at one moment',
    ])
    await fallen.getByText(/was never shown to you in the first sync/).waitFor()
    await fallen.getByText('Do not walk by page number.').waitFor()
    expect(await lookAt(page, 'traps-caught')).toEqual([])
    expect(console.complaints()).toEqual([])
  })

  test('a client that is right is told so, and the report is closed', async () => {
    const path = `/organizations/${console.slug}`
    const credential = await console.admin<Record<string, string>>('POST', `${path}/credentials`, {
      dialect: 'shopline',
      scopes: ['read_customers'],
    })
    await console.admin('POST', `${path}/traps`, {
      dialect: 'shopline',
      traps: ['cursor-gone', 'old-edited'],
    })
    const client = naiveClients.shopline?.(console.origin, credential, [])
    await client?.full()
    const page = await console.open('traps')
    await page.getByRole('button', { name: 'My client has ended its full sync' }).click()
    await page.getByRole('heading', { name: 'Now start the sync that follows' }).waitFor()
    await client?.incremental()
    await page.getByRole('button', { name: 'My client is done: show the verdicts' }).click()
    await page.getByRole('heading', { name: 'Your client walked past all 2 traps' }).waitFor()
    await page.getByRole('button', { name: 'Close this report' }).click()
    await page.getByText('Does your sync lose customers?').waitFor()
    expect(console.complaints()).toEqual([])
  })
})
