/// <reference lib="dom" />
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CustomerShown } from '../../src/server/admin/customer/shapes.ts'
import { type ConsoleBrowser, describeInBrowser, lookAt, openConsole } from '../support/browser.ts'

const SLUG = 'customer-page'

describeInBrowser('the page of a customer', () => {
  let console: ConsoleBrowser
  let platforms: Platforms
  /** With orders, and one to be erased. */
  let [ada, gone]: string[] = []
  beforeAll(async () => {
    console = await openConsole(SLUG)
    platforms = await openPlatforms(console)
    ;[ada, gone] = await platforms.buyers()
  })
  afterAll(async () => {
    await console?.close()
  })

  const read = (id: string) => console.admin<CustomerShown>('GET', `/organizations/${SLUG}/customers/${id}`)
  const opened = async (id: string, search = '', size?: { width: number; height: number }) => {
    const page = await console.open(`customers/${id}${search}`, size)
    await page.getByRole('heading', { name: 'Profile' }).waitFor()
    return page
  }
  const openEdit = async (page: Page) => {
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    return page.getByRole('dialog', { name: 'Edit customer' })
  }

  test('shows who it is and what happened, page by page', async () => {
    const shown = await read(ada ?? '')
    const page = await opened(ada ?? '')
    await page.getByRole('heading', { name: shown.name ?? '', level: 1 }).waitFor()
    await page
      .getByText(/^Order #?\w+/)
      .first()
      .waitFor()
    expect(await lookAt(page, 'customer')).toEqual([])
    const before = await page.getByRole('listitem').count()
    await page.getByRole('button', { name: 'Show earlier' }).click()
    await expect.poll(() => page.getByRole('listitem').count()).toBeGreaterThan(before)
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test.each([
    ['Subscriptions', 'subscriptions'],
    ['History', 'history'],
    ['Who looked', 'audit'],
    ['Where it came from', 'origins'],
  ])('%s is a view of its own, in the URL', async (tab, name) => {
    const page = await opened(ada ?? '')
    await page.getByRole('tab', { name: tab }).click()
    await page.waitForURL(`**/customers/${ada}?tab=${name}`)
    await page.reload()
    await page.getByRole('tab', { name: tab, selected: true }).waitFor()
    await page
      .getByRole('tabpanel')
      .getByText(/added|e-mail|subscription|access|read/i)
      .first()
      .waitFor()
    expect(await lookAt(page, `customer-${name}`)).toEqual([])
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test('tells of each field where it came from, and gives everything as a file', async () => {
    const page = await opened(ada ?? '')
    await page.getByRole('button', { name: 'Where “E-mail” came from' }).click()
    await page.getByRole('dialog', { name: 'Where “E-mail” came from' }).getByText(/since/).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'More actions' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Export this person' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(new RegExp(`^${SLUG}-\\w{10}\\.json$`))
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test('with the keyboard alone it is edited, and all three platforms show it', async () => {
    const page = await opened(ada ?? '')
    await page.getByRole('button', { name: 'Edit', exact: true }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Edit customer' })
    await dialog.waitFor()
    const write = async (label: string, text: string) => {
      await tabTo(page, label)
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type(text)
    }
    await write('First name', 'Augusta')
    await write('Last name', 'King')
    await write('E-mail', 'not an address')
    await page.keyboard.press('Enter')
    await dialog.getByText('E-mail must be an e-mail address such as ada@example.com').waitFor()
    expect(await lookAt(page, 'customer-edit')).toEqual([])
    await dialog.getByLabel('E-mail', { exact: true }).focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('augusta@example.com')
    await write('Add a tag', 'countess')
    await page.keyboard.press('Enter')
    await dialog.getByRole('row', { name: 'countess' }).waitFor()
    await tabTo(page, 'Save')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'Augusta King', level: 1 }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Edit')
    // Refused once, which the browser itself notes.
    expect(console.complaints().filter((text) => !/status of 422/.test(text))).toEqual([])

    const shown = await read(ada ?? '')
    expect(await platforms.seen(shown)).toEqual({
      'commerce-layer': { email: 'augusta@example.com', tags: shown.tags },
      shopline: { email: 'augusta@example.com', first: 'Augusta', last: 'King' },
      easycart: { email: 'augusta@example.com', name: 'Augusta King' },
    })
    await page.getByRole('tab', { name: 'History' }).click()
    const latest = page.getByRole('tabpanel').getByRole('listitem').first()
    await latest.waitFor()
    expect(await latest.textContent()).toMatch(/console.*Augusta/s)
    await page.close()
  })

  test('what somebody else changed meanwhile is shown beside one’s own, and not lost', async () => {
    const page = await opened(ada ?? '')
    const dialog = await openEdit(page)
    await dialog.getByLabel('Nickname').fill('Lady A')
    await console.admin('PATCH', `/organizations/${SLUG}/customers/${ada}`, { note: 'Theirs' })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Somebody changed this customer while you were editing.').waitFor()
    const rows = await dialog.getByRole('row').allTextContents()
    expect(rows).toEqual(expect.arrayContaining([expect.stringMatching(/^NicknameL?.*Lady A$/)]))
    expect(rows).toContain('NoteTheirsnot changed')
    expect(await lookAt(page, 'customer-conflict')).toEqual([])
    await dialog.getByRole('button', { name: 'Save my changes over it' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await read(ada ?? '')).toMatchObject({ nick_name: 'Lady A', note: 'Theirs' })
    expect(console.complaints().filter((text) => !/status of 409/.test(text))).toEqual([])
    await page.close()
  })

  test('what was written is not thrown away by accident', async () => {
    const page = await opened(ada ?? '')
    const dialog = await openEdit(page)
    await dialog.getByLabel('Nickname').fill('Never')
    await page.keyboard.press('Escape')
    await dialog.getByText('Leave without saving?').waitFor()
    await dialog.getByRole('button', { name: 'Discard changes' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await read(ada ?? '')).nick_name).toBe('Lady A')
    await page.close()
  })

  test('addresses are added, made the default and removed', async () => {
    const page = await opened(ada ?? '')
    let offer = () => {}
    const offered = new Promise<void>((resolve) => {
      offer = resolve
    })
    await page.route('**/customer-choices', async (route) => {
      await offered
      await route.continue()
    })
    await page.getByRole('button', { name: 'Add address' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add address' })
    // Until it is known what there is to choose, nothing is offered that would not open.
    const country = dialog.getByRole('button', { name: /Country/ })
    await dialog.getByText('Loading…').waitFor()
    expect(await country.isDisabled()).toBe(true)
    offer()
    await dialog.getByLabel('Street (needed)').fill('Ockham Park 1')
    await dialog.getByLabel('City (needed)').fill('Ockham')
    await country.click()
    await page.getByRole('option', { name: 'United Kingdom' }).click()
    expect(await lookAt(page, 'customer-address')).toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    const menu = page.getByRole('button', { name: 'Address in Ockham: actions' })
    const others = (await read(ada ?? '')).addresses.length - 1
    if (others > 0) {
      await menu.click()
      await page.getByRole('menuitem', { name: 'Make default' }).click()
      await page.getByText('The default address is changed').waitFor()
    }
    expect((await read(ada ?? '')).addresses.find(({ is_default }) => is_default)?.city).toBe('Ockham')
    await menu.click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await menu.waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Add address')
    expect((await read(ada ?? '')).addresses).toHaveLength(others)
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test('a person is erased once the e-mail address is typed, and the figures stay', async () => {
    const before = await read(gone ?? '')
    const page = await opened(gone ?? '')
    await page.getByRole('button', { name: 'More actions' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Erase this person' })
    await dialog.getByText('Entries of the history').waitFor()
    expect(await lookAt(page, 'customer-erase')).toEqual([])
    const erase = dialog.getByRole('button', { name: 'Erase for good' })
    await dialog.getByLabel(/^Type /).fill('somebody@example.com')
    expect(await erase.isDisabled()).toBe(true)
    await dialog.getByLabel(/^Type /).fill(before.email ?? '')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('This person was erased').waitFor()
    expect(await page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0)
    expect(await lookAt(page, 'customer-erased')).toEqual([])
    expect(await page.textContent('main')).not.toContain(before.email)
    expect(await read(gone ?? '')).toMatchObject({ totals: before.totals, first_name: null })
    await page.close()
    expect(console.complaints()).toEqual([])
  })

  test('somebody who is not there is no failure', async () => {
    const page = await console.open(`customers/${crypto.randomUUID()}`)
    await page.getByText('There is no such customer here.').waitFor()
    await page.close()
    expect(console.complaints().filter((text) => !/status of 404/.test(text))).toEqual([])
  })
})

/** Presses Tab until what has that label has the focus. */
async function tabTo(page: Page, label: string): Promise<void> {
  const name = () =>
    page.evaluate(() => {
      const focused = document.activeElement
      const labels = focused instanceof HTMLInputElement ? [...(focused.labels ?? [])] : []
      return labels.map((one) => one.textContent).join(' ') || focused?.textContent || ''
    })
  for (let presses = 0; (await name()) !== label; presses++) {
    if (presses > 60) throw new Error(`nothing that is called ${label} can be reached`)
    await page.keyboard.press('Tab')
  }
}

interface Platforms {
  /** The ids of customers who ordered, those who did most first. */
  buyers(): Promise<string[]>
  /** What a client of each platform is told of the customer. */
  seen(customer: CustomerShown): Promise<Record<string, unknown>>
}

/** With credentials that the admin API makes, over HTTP. */
async function openPlatforms({ admin, origin, slug }: ConsoleBrowser): Promise<Platforms> {
  const credential = (dialect: string, more = {}) =>
    admin<Record<string, string>>('POST', `/organizations/${slug}/credentials`, { dialect, ...more })
  const { token } = await credential('easycart')
  const { access_token } = await credential('shopline', { scopes: ['read_customers'] })
  const { client_id, client_secret } = await credential('commerce-layer')
  const ask = async (path: string, bearer: string | undefined, accept = 'application/json') => {
    const answer = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${bearer}`, accept } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const signedIn = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
  })
  const { access_token: coreToken } = await signedIn.json()
  return {
    async buyers() {
      const { items } = await ask('/api/v1/customers?currency=eur', token)
      return items
        .sort((a: { orders_count: number }, b: { orders_count: number }) => b.orders_count - a.orders_count)
        .map(({ id }: { id: string }) => id)
    },
    async seen({ ids }) {
      const id = (name: string) => ids.find(({ dialect }) => dialect === name)?.id
      const core = await ask(
        `/api/customers/${id('commerce-layer')}?include=tags`,
        coreToken,
        'application/vnd.api+json',
      )
      const { customer } = await ask(
        `/admin/openapi/v20260301/customers/v2/${id('shopline')}.json`,
        access_token,
      )
      const person = await ask(`/api/v1/customers/${id('easycart')}?currency=eur`, token)
      const tags = (core.included ?? []).map(
        ({ attributes }: { attributes: { name: string } }) => attributes.name,
      )
      return {
        'commerce-layer': { email: core.data.attributes.email, tags: tags.sort() },
        shopline: { email: customer.email, first: customer.first_name, last: customer.last_name },
        easycart: { email: person.email, name: person.name },
      }
    },
  }
}
