import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConsoleBrowser, describeInBrowser, lookAt, openConsole } from '../support/browser.ts'

describeInBrowser('access to an organization', () => {
  let console: ConsoleBrowser
  beforeAll(async () => {
    console = await openConsole('access')
  })
  afterAll(async () => {
    await console?.close()
  })

  const customers = (token: string) =>
    fetch(`${console.origin}/api/v1/customers?currency=usd`, {
      headers: { authorization: `Bearer ${token}` },
    })

  test('a credential is made, its secret shown once, used, limited and revoked, by keyboard alone', async () => {
    const page = await console.open('access')
    await page.getByText('No client has a credential yet').waitFor()
    await page.getByRole('button', { name: 'New credential' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'New credential' })
    await dialog.waitFor()
    await dialog.getByRole('button', { name: 'Commerce Layer Platform' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'Easycart' }).waitFor()
    await page.keyboard.type('Easy')
    await page.keyboard.press('Enter')
    await dialog.getByLabel('Name').focus()
    await page.keyboard.type('CI')
    expect(await lookAt(page, 'access-new')).toEqual([])
    await page.keyboard.press('Enter')
    const shown = page.getByRole('dialog', { name: 'Copy it now' })
    await shown.waitFor()
    const token = await shown
      .locator('dt', { hasText: /^token$/ })
      .locator('xpath=..')
      .locator('code')
      .innerText()
    expect(await lookAt(page, 'access-once')).toEqual([])
    expect((await customers(token)).status).toBe(200)
    // What is shown once is not closed by mistake.
    await page.keyboard.press('Escape')
    expect(await shown.isVisible()).toBe(true)
    await shown.getByRole('button', { name: 'Done' }).press('Enter')
    await shown.waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(token)

    const row = page.getByRole('row', { name: /Easycart.*CI/ })
    await row.getByRole('button', { name: 'Actions for CI' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Set a limit…' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByLabel('Requests').fill('2')
    await page.keyboard.press('Enter')
    await row.getByRole('cell', { name: '2', exact: true }).waitFor()
    expect(await Promise.all([1, 2, 3].map(() => customers(token).then(({ status }) => status)))).toContain(
      429,
    )

    await row.getByRole('button', { name: 'Actions for CI' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Revoke…' }).waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page
      .getByRole('dialog', { name: 'Revoke this credential?' })
      .getByRole('button', { name: 'Revoke' })
      .press('Enter')
    await row.getByText('revoked').waitFor()
    expect((await customers(token)).status).toBe(401)
    expect(await lookAt(page, 'access')).toEqual([])
    expect(console.complaints()).toEqual([])
  })

  test('what the server refuses is said in the form, and nothing is made', async () => {
    const page = await console.open('access')
    await page.getByRole('button', { name: 'New credential' }).click()
    const dialog = page.getByRole('dialog', { name: 'New credential' })
    await dialog.getByLabel('Limit').fill('0')
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await dialog.getByText('rate_limit must be a whole number from 1 to 1000000').waitFor()
    expect(
      (await console.admin<{ credentials: object[] }>('GET', '/organizations/access/credentials'))
        .credentials,
    ).toHaveLength(1)
    expect(console.complaints().filter((text) => !/status of 422/.test(text))).toEqual([])
  })

  test('an admin token, and the session of somebody else, can be taken back', async () => {
    const { url } = await console.admin<{ url: string }>('POST', '/sign-in-links')
    const stranger = await console.stranger()
    const theirs = await stranger.newPage()
    await theirs.goto(`${console.origin}/o/access/access${new URL(url).hash}`)
    await theirs.getByRole('button', { name: 'New admin token' }).click()
    await theirs.getByRole('dialog').getByLabel('Name').fill('nightly')
    await theirs.keyboard.press('Enter')
    const shown = theirs.getByRole('dialog', { name: 'Copy it now' })
    const token = await shown
      .locator('dt', { hasText: /^token$/ })
      .locator('xpath=..')
      .locator('code')
      .innerText()
    const ask = () =>
      fetch(`${console.origin}/clientele/v1/organizations`, { headers: { authorization: `Bearer ${token}` } })
    expect((await ask()).status).toBe(200)
    await theirs.getByRole('button', { name: 'Done' }).click()
    await theirs
      .getByRole('row', { name: /nightly/ })
      .getByRole('button')
      .click()
    await theirs.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await theirs.getByRole('row', { name: /nightly/ }).waitFor({ state: 'detached' })
    expect((await ask()).status).toBe(401)
    await theirs.getByRole('row', { name: /you/ }).getByRole('button').click()
    await theirs
      .getByRole('dialog', { name: 'Sign yourself out?' })
      .getByRole('button', { name: 'Revoke' })
      .click()
    await theirs.getByLabel('Sign-in link or admin token').waitFor()
    expect(console.complaints().filter((text) => !/status of 401/.test(text))).toEqual([])
  })

  test('the keys that sign are shown with their age, changed and removed, and what is changed is in the audit', async () => {
    const page = await console.open('access')
    const table = page.getByRole('group', { name: 'Signing keys' })
    await page.getByText(/has the fingerprint [0-9a-f]{12} and was changed/).waitFor()
    // One that hardly signed anything: the server is shared.
    const made = () => console.admin<{ id: string }>('POST', '/keys')
    const [{ id: gone }, { id: before }] = [await made(), await made()]
    await page.reload()
    await table.getByRole('row', { name: before }).getByText('signs', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'New signing key' }).click()
    const asked = page.getByRole('dialog', { name: 'Sign with a new key?' })
    await asked.getByRole('button', { name: 'Make it' }).click()
    await table.getByRole('row', { name: before }).getByText('good for what it signed').waitFor()
    expect(await lookAt(page, 'access-keys')).toEqual([])
    await page.getByRole('button', { name: `Remove ${gone}` }).click()
    const sure = page.getByRole('dialog', { name: 'Remove this key?' })
    await sure.getByRole('button', { name: 'Remove' }).click()
    await table.getByRole('row', { name: gone }).waitFor({ state: 'detached' })
    const { entries } = await console.admin<{ entries: { action: string; via: string }[] }>(
      'GET',
      '/organizations/access/audit?kind=change',
    )
    expect(entries.map(({ action, via }) => `${via} ${action}`)).toEqual(
      expect.arrayContaining(['console POST /keys', 'console DELETE /keys/:id']),
    )
    expect(console.complaints()).toEqual([])
  })

  test('an organization is made as a copy, and deleted by writing its slug', async () => {
    const page = await console.open('access')
    await page.goto(`${console.origin}/organizations`)
    await page
      .getByRole('row', { name: /access/ })
      .first()
      .waitFor()
    expect(await lookAt(page, 'organizations')).toEqual([])
    await page.getByRole('button', { name: 'New organization' }).click()
    await page.getByLabel('Slug').fill('access-copy')
    await page.getByRole('button', { name: 'Empty Data' }).click()
    await page
      .getByRole('option', { name: /access/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'Make it' }).click()
    await page.waitForURL('**/o/access-copy/overview')
    await page.goto(`${console.origin}/organizations`)
    await page.getByRole('button', { name: 'Delete access-copy' }).click()
    const action = page.getByRole('dialog').getByRole('button', { name: 'Delete' })
    expect(await action.isDisabled()).toBe(true)
    await page.getByLabel('Write access-copy to go on').fill('access-copy')
    await action.click()
    await page.getByRole('button', { name: 'Delete access-copy' }).waitFor({ state: 'detached' })
    expect(console.complaints()).toEqual([])
  })
})
