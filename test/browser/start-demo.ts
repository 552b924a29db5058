/**
 * One demo server and one Chromium for all tests of the console. Where there is no Chromium the tests are skipped and
 * say so; with CLIENTELE_REQUIRE_BROWSER=1 that is a failure.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { BIN } from '../support/process.ts'

export interface Demo {
  origin: string
  organization: string
  /** An admin token: it signs in as often as one likes. */
  token: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where it is installed, and where the one that all files share is reached. */
    chromium: string | null
    browser: string | null
    demo: Demo | null
  }
}

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const CUSTOMERS = 300

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = [process.env.CLIENTELE_CHROMIUM ?? '', ...PLACES].find(
    (file) => file && existsSync(file),
  )
  project.provide('chromium', executablePath ?? null)
  project.provide('browser', null)
  project.provide('demo', null)
  if (!executablePath) {
    if (process.env.CLIENTELE_REQUIRE_BROWSER === '1')
      throw new Error('CLIENTELE_REQUIRE_BROWSER is set, but no Chromium is installed')
    console.warn('Chromium is not installed: the tests of the console are SKIPPED')
    return undefined
  }
  const [{ demo, stop }, browser] = await Promise.all([
    startDemo(CUSTOMERS),
    chromium.launchServer({ executablePath, args: ['--no-sandbox'] }),
  ])
  project.provide('demo', demo)
  project.provide('browser', browser.wsEndpoint())
  return async () => {
    await browser.close()
    await stop()
  }
}

/** A demo of its own, for what other tests on the same one would notice: its clock. */
export async function startDemo(customers: number): Promise<{ demo: Demo; stop(): Promise<void> }> {
  const args = [BIN, 'demo', '--port', '0', '--customers', String(customers), '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '')
    })
    void ended.then(() => reject(new Error('the demo ended before it was ready')))
  })
  const { url, organization, admin } = JSON.parse(line)
  return {
    demo: { origin: new URL(url).origin, organization, token: admin.token },
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
