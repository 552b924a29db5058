/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConsoleBrowser, describeInBrowser, openConsole } from '../support/browser.ts'

const PAGES = [
  'overview',
  'customers',
  'requests',
  'imports',
  'syncs',
  'webhooks',
  'access',
  'sandbox',
  'traps',
]
const MOST = 250 * 1024

describeInBrowser('what a page weighs', () => {
  let console: ConsoleBrowser
  beforeAll(async () => {
    console = await openConsole('weight')
  })
  afterAll(async () => {
    await console?.close()
  })

  test.each(PAGES)('%s comes in under 250 KB, compressed, with nothing kept from before', async (path) => {
    const page = await console.open(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    const { bytes, paint } = await page.evaluate(() => {
      const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      const [own] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      return {
        // The page's own files; what the admin API answers is data.
        bytes: [own, ...resources]
          .filter((entry) => entry !== undefined && !entry.name.includes('/clientele/v1/'))
          .reduce((sum, entry) => sum + (entry?.encodedBodySize ?? 0), 0),
        paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      }
    })
    process.stdout.write(
      `${path}: ${Math.round(bytes / 1024)} KB, first paint after ${Math.round(paint)} ms\n`,
    )
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(MOST)
    await page.close()
  })
})
