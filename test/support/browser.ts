/// <reference lib="dom" />
/** The console in a real Chromium. Each test file works on an organization of its own, a copy of the demo's. */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Download, type Page } from 'playwright-core'
import { afterEach, describe, expect, inject } from 'vitest'
import type { Demo } from '../browser/start-demo.ts'
import { LONG } from './long.ts'

/** Looked at by people, made when they ask for them (half of what a look costs); git ignores them. */
const PICTURES = process.env.CLIENTELE_PICTURES === '1'
const ARTEFACTS = fileURLToPath(new URL('../../.artefacts/console/', import.meta.url))
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What any page logged as an error or failed with. */
const heard: string[] = []
/** Whom the test at hand let in beside the one who is signed in. */
const strangers: BrowserContext[] = []

/** `describe` where there is a Chromium, `describe.skip` elsewhere. No test leaves strangers or complaints behind. */
export function describeInBrowser(name: string, tests: () => void): void {
  describe.skipIf(inject('chromium') === null)(name, () => {
    afterEach(async ({ task }) => {
      await Promise.all(strangers.splice(0).map((each) => each.close()))
      const left = heard.splice(0)
      if (task.result?.state !== 'fail') expect(left).toEqual([])
    })
    tests()
  })
}

export interface ConsoleBrowser {
  origin: string
  /** The slug of the organization that this file may change. */
  slug: string
  /** Signed in, at that path below the organization: `open('customers')`. */
  open(path: string, size?: { width: number; height: number }): Promise<Page>
  /** A context that nobody is signed in to. */
  stranger(): Promise<BrowserContext>
  /** Asks the admin API as a program. */
  admin<T>(method: string, path: string, body?: unknown): Promise<T>
  /** What any page logged as an error or failed with in this test, since the last call; must be empty. */
  complaints(): string[]
  close(): Promise<void>
}

/** `demo`: one of the test's own. */
export async function openConsole(name: string, demo: Demo | null = inject('demo')): Promise<ConsoleBrowser> {
  if (!demo) throw new Error('there is no Chromium')
  const { origin, organization, token } = demo
  const admin = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${origin}/clientele/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return JSON.parse(text)
  }
  await admin('POST', '/organizations', {
    slug: name,
    from_snapshot: { organization, name: 'start' },
  })
  const browser = await sharedBrowser()
  const listenTo = (context: BrowserContext) => {
    context.on('console', (message) => {
      if (message.type() === 'error') heard.push(`${message.page()?.url()}: ${message.text()}`)
    })
    context.on('weberror', ({ error }) => heard.push(String(error())))
    return context
  }
  const signedIn = listenTo(await browser.newContext())
  const entered = await signedIn.request.post(`${origin}/clientele/v1/session`, {
    data: { token },
    headers: { origin },
  })
  expect(entered.status()).toBe(200)
  return {
    origin,
    slug: name,
    admin,
    async open(path, size = { width: 1280, height: 800 }) {
      const page = await signedIn.newPage()
      await page.setViewportSize(size)
      await page.goto(`${origin}/o/${name}/${path}`)
      return page
    },
    async stranger() {
      const context = listenTo(await browser.newContext())
      strangers.push(context)
      return context
    },
    complaints: () => heard.splice(0),
    async close() {
      await browser.close()
      await admin('DELETE', `/organizations/${name}`)
    },
  }
}

/** The one that was started for all files; closing it closes what this file opened in it. */
export async function sharedBrowser(): Promise<Browser> {
  const endpoint = inject('browser')
  if (!endpoint) throw new Error('there is no Chromium')
  return chromium.connect(endpoint)
}

/** What a download brought; the file itself is where the shared browser keeps it. */
export const textOf = async (download: Download): Promise<string> => text(await download.createReadStream())

/** What axe-core finds that is serious or worse on the page as it is; `rules`: of these alone. */
async function seriousProblems(page: Page, rules: readonly string[] | null): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await readFile(AXE, 'utf8'))
  const found = await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(options: object): Promise<{
          violations: { id: string; impact: string; nodes: { html: string }[] }[]
        }>
      }
    }
    const options = {
      resultTypes: ['violations'],
      // What it would load beforehand is style sheets and media of other origins: there are none.
      preload: false,
      ...(only ? { runOnly: { type: 'rule', values: only } } : {}),
    }
    return (await axe.run(options)).violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
  }, rules)
  return found
}

/** Nothing is wider than the page: people do not scroll sideways. */
export const overflows = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

/**
 * Looks at the page in light and dark, and narrow (360 px; dark as well in the long run), and gives what is wrong with any of them (with
 * `CLIENTELE_PICTURES=1` it keeps pictures):
 * `expect(await lookAt(page, 'customers')).toEqual([])`.
 */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  if (PICTURES) await mkdir(ARTEFACTS, { recursive: true })
  const size = page.viewportSize() ?? { width: 1280, height: 800 }
  const wrong: string[] = []
  for (const [label, width] of [
    ['wide', size.width],
    ['narrow', 360],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: size.height })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      // Colours follow with the frame after the next.
      await page.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(null)))),
      )
      if (PICTURES)
        await page.screenshot({
          path: join(ARTEFACTS, `${name}-${label}-${colorScheme}.png`),
          fullPage: true,
        })
      if (await overflows(page)) wrong.push(`${name} is wider than ${width} px`)
      // Dark differs from light in its colours alone, and narrow and dark from narrow and from dark in nothing of its own.
      const rules = colorScheme === 'dark' ? ['color-contrast'] : null
      if (rules && label === 'narrow' && !LONG) continue
      let problems = await seriousProblems(page, rules)
      // On a busy machine colours may still be on their way from the other scheme: what stays is a problem.
      for (let look = 0; problems.length > 0 && look < 10; look++) {
        await page.waitForTimeout(300)
        problems = await seriousProblems(page, rules)
      }
      for (const problem of problems) wrong.push(`${name}, ${label}, ${colorScheme}: ${problem}`)
    }
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme: 'light' })
  return wrong
}
