import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { describeInBrowser, lookAt, sharedBrowser } from '../support/browser.ts'

/** Nobody is signed in, and no organization is changed: the demo's own answers. */
describeInBrowser('/docs', () => {
  let context: BrowserContext
  let origin = ''
  let token = ''
  const complaints: string[] = []
  const outside: string[] = []
  beforeAll(async () => {
    const demo = inject('demo')
    origin = demo?.origin ?? ''
    const made = await fetch(`${origin}/clientele/v1/organizations/${demo?.organization}/credentials`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demo?.token}` },
      body: JSON.stringify({ dialect: 'shopline', scopes: ['read_customers'] }),
    })
    token = ((await made.json()) as { access_token: string }).access_token
    context = await (await sharedBrowser()).newContext()
    context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.page()?.url()}: ${message.text()}`)
    })
    context.on('weberror', ({ error }) => complaints.push(String(error())))
    context.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/`) && !/^(data|blob):/.test(request.url()))
        outside.push(request.url())
    })
  })
  afterAll(() => context?.browser()?.close())

  test('lists the APIs', async () => {
    const page = await context.newPage()
    await page.goto(`${origin}/docs`)
    await page.getByRole('heading', { name: 'APIs' }).waitFor()
    expect(await page.locator('main li h2').allInnerTexts()).toEqual([
      'Commerce Layer',
      'SHOPLINE',
      'Easycart',
      'Admin API',
    ])
    expect(await lookAt(page, 'docs')).toEqual([])
    await page.close()
  })

  test('shows a document in light and dark, and asks this server with a token that is pasted', async () => {
    const page = await context.newPage()
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(`${origin}/docs`)
    await page.getByRole('link', { name: 'SHOPLINE' }).click()
    await page.getByRole('heading', { name: 'SHOPLINE', exact: true }).waitFor()
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByPlaceholder('Token').first().fill(token)
    const asked = page.waitForResponse((response) => response.url().includes('/v2/customers.json'))
    await page.getByRole('button', { name: 'Test Request' }).first().click()
    await page.getByRole('button', { name: /^Send Request/ }).click()
    const answer = await asked
    expect([answer.status(), new URL(answer.url()).origin]).toEqual([200, origin])
    expect((await answer.json()).customers[0]).toHaveProperty('email')
    await page.getByText('"customers"').first().waitFor()
    await page.close()
  })

  test.each(['Easycart', 'Admin API'])('shows %s', async (title) => {
    const page = await context.newPage()
    await page.goto(`${origin}/docs`)
    await page.getByRole('link', { name: title }).click()
    await page.locator('#reference h1').waitFor()
    await page.getByText('OAS 3.1.1').waitFor()
    await page.close()
  })

  test('nothing was asked of anybody else, and nothing complained', () => {
    expect(outside).toEqual([])
    expect(complaints).toEqual([])
  })
})
