/// <reference lib="dom" />
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

  test('a one-time link signs in, leaves the address, and works no second time', async () => {
    const { url } = await console.admin<{ url: string }>('POST', '/sign-in-links')
    const stranger = await console.stranger()
    const page = await stranger.newPage()
    await page.goto(`${console.origin}/o/sign-in/overview${new URL(url).hash}`)
    await page.getByRole('navigation', { name: 'Console' }).waitFor()
    expect(page.url()).toBe(`${console.origin}/o/sign-in/overview`)
    await page.reload()
    await page.getByRole('navigation', { name: 'Console' }).waitFor()
    // Again, as from the terminal: whoever is signed in stays so.
    await page.goto(`${console.origin}/o/sign-in${new URL(url).hash}`)
    await page.reload()
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    expect(page.url()).toBe(`${console.origin}/o/sign-in/overview`)
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
    await page.goto(`${console.origin}/${new URL(url).hash}`)
    await page.reload()
    await page.getByText('this link or token is wrong, was used or has expired').waitFor()
    await stranger.close()
    // The browser itself notes each answer of 401.
    expect(console.complaints().filter((text) => !/status of 401/.test(text))).toEqual([])
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
    await stranger.close()
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
