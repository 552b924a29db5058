/// <reference lib="dom" />
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type ConsoleBrowser, describeInBrowser, lookAt, openConsole } from '../support/browser.ts'

describeInBrowser('the console', () => {
  let console: ConsoleBrowser
  beforeAll(async () => {
    console = await openConsole('sign-in')
  })
  afterAll(async () => {
    await console?.close()
  })

  /** A link of the console's own that nobody has followed, at `path`. */
  async function newLink(path: string): Promise<string> {
    const { url } = await console.admin<{ url: string }>('POST', '/sign-in-links')
    return `${console.origin}${path}${new URL(url).hash}`
  }

  /** Opens `link` and gives the status that the server answers it with. */
  async function follow(page: Page, link: string): Promise<number> {
    const answer = page.waitForResponse(
      (response) => response.url().endsWith('/session') && response.request().method() === 'POST',
    )
    await page.goto(link)
    return (await answer).status()
  }

  test('a one-time link signs in, leaves the address, and works no second time', async () => {
    const stranger = await console.stranger()
    const page = await stranger.newPage()
    const link = await newLink('/o/sign-in/overview')
    expect(await follow(page, link)).toBe(200)
    await page.getByRole('navigation', { name: 'Console' }).waitFor()
    expect(page.url()).toBe(`${console.origin}/o/sign-in/overview`)
    await page.reload()
    await page.getByRole('navigation', { name: 'Console' }).waitFor()
    // Again, as from the terminal: whoever is signed in stays so.
    const again = await stranger.newPage()
    await again.goto(`${console.origin}/o/sign-in${new URL(link).hash}`)
    await again.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await expect.poll(() => again.url()).toBe(`${console.origin}/o/sign-in/overview`)
    await again.close()
    // What people choose goes before what the system says.
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await ground()
    await page.getByRole('button', { name: /Colours/ }).click()
    await page.getByRole('option', { name: 'Dark' }).click()
    await expect.poll(ground).not.toBe(light)
    await page.getByRole('button', { name: /Colours/ }).click()
    await page.getByRole('option', { name: 'Light' }).click()
    await expect.poll(ground).toBe(light)
    await page.getByRole('button', { name: /Colours/ }).click()
    await page.getByRole('option', { name: 'As the system' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Clientele' }).waitFor()
    expect(await lookAt(page, 'sign-in')).toEqual([])
    const late = await stranger.newPage()
    expect(await follow(late, link)).toBe(401)
    await late.getByText('this link or token is wrong, was used or has expired').waitFor()
    // The browser itself notes each answer of 401.
    expect(console.complaints().filter((text) => !/status of 401/.test(text))).toEqual([])
  })

  test('a link pasted into a tab that is open already is followed there', async () => {
    const stranger = await console.stranger()
    const page = await stranger.newPage()
    await page.goto(`${console.origin}/o/sign-in/overview`)
    await page.getByLabel('Sign-in link or admin token').waitFor()
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))
    expect(await follow(page, `${page.url()}#sign-in=wrong`)).toBe(401)
    await page.getByText('this link or token is wrong, was used or has expired').waitFor()
    const link = await newLink('/o/sign-in/overview')
    expect(await follow(page, link)).toBe(200)
    await page.getByRole('navigation', { name: 'Console' }).waitFor()
    expect(page.url()).toBe(`${console.origin}/o/sign-in/overview`)
    // Whoever is signed in follows none, but its secret does not stay in the address.
    await page.goto(link)
    await expect.poll(() => page.url()).toBe(`${console.origin}/o/sign-in/overview`)
    await page.getByRole('navigation', { name: 'Console' }).waitFor()
    expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true)
    expect(console.complaints().filter((text) => !/status of 401/.test(text))).toEqual([])
  })

  test('a link is followed from an address that leads to another', async () => {
    const stranger = await console.stranger()
    const page = await stranger.newPage()
    expect(await follow(page, await newLink('/o/sign-in'))).toBe(200)
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    expect(page.url()).toBe(`${console.origin}/o/sign-in/overview`)
  })

  test('an admin token signs in with the keyboard alone', async () => {
    const stranger = await console.stranger()
    const page = await stranger.newPage()
    await page.goto(console.origin)
    await page.getByLabel('Sign-in link or admin token').waitFor()
    await page.keyboard.type(inject('demo')?.token ?? '')
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Console' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page')
  })

  test('an organization that is not there has one page that says so', async () => {
    const page = await console.open('overview')
    await page.goto(`${console.origin}/o/nothing/customers`)
    await page.getByRole('heading', { name: 'There is no organization nothing' }).waitFor()
    await page.getByRole('link', { name: 'See all organizations' }).click()
    await page.getByRole('heading', { name: 'Organizations', level: 1 }).waitFor()
    expect(console.complaints().filter((text) => !/status of 404/.test(text))).toEqual([])
  })
})
