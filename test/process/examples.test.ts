/** The examples run, and their pages show what they print. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

/** What is another one on every run. */
const plain = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .replace(/127\.0\.0\.1:\d+/g, '<host>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\b42000000\d\d\b/g, '<number>')
    .replace(/\b[A-Za-z0-9]{10}\b/g, '<short>')
    .replace(/\d+ requests/g, '<n> requests')
    .replace(/[\d.]+ s$/gm, '<n> s')
    .replace(/\s+/g, ' ')
    .trim()

/**
 * The lines of a page's `console` blocks that the output has not, in that order. A line `…` leaves something out, one
 * that ends with it goes on; without a `…` between them lines follow each other,
 * but for commands and requests, of which a page may leave some out.
 */
function missingFrom(output: string, page: string): string[] {
  const lines = output.split('\n').map(plain).filter(Boolean)
  let next = 0
  const missing: string[] = []
  for (const [, block = ''] of page.matchAll(/^```console\n(.*?)^```/gms)) {
    let anywhere = true
    for (const line of block.split('\n').map(plain).filter(Boolean)) {
      if (line === '…') anywhere = true
      else {
        const fits = (candidate: string | undefined) =>
          line.endsWith('…') ? candidate?.startsWith(line.slice(0, -1)) : candidate === line
        const found =
          anywhere || /^(\$|GET) /.test(line) ? lines.findIndex((one, at) => at >= next && fits(one)) : next
        if (found < 0 || !fits(lines[found])) missing.push(line)
        else next = found + 1
        anywhere = false
      }
    }
  }
  return missing
}

async function outputOf(script: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run(process.execPath, [join(ROOT, 'examples', script)], {
    env: { ...process.env, ...env },
    maxBuffer: 1e7,
  })
  return stdout
}

async function empty(server: string): Promise<string> {
  const client = new pg.Client({ connectionString: `${server}/postgres` })
  await client.connect()
  await client.query('drop database if exists clientele_example')
  await client.query('create database clientele_example')
  await client.end()
  return `${server}/clientele_example`
}

const page = (name: string) => readFile(join(ROOT, 'docs', name), 'utf8')

// Processes that wait for each other: two cores do two of them at once.
describe.concurrent('the examples', { timeout: 300_000 }, () => {
  test('hub', async () => {
    expect(missingFrom(await outputOf('hub/hub.mjs'), await page('hub.md'))).toEqual([])
  })

  test('migration from files', async () => {
    const server = inject('postgres')
    const output = await outputOf(
      'migration/from-files.mjs',
      server ? { POSTGRES_URL: await empty(server) } : {},
    )
    const [, files = '', toServer = ''] = (await page('migration.md')).split(/^## /m)
    expect(missingFrom(output, server ? files + toServer : files)).toEqual([])
  })

  test('migration from a platform', async () => {
    const [, , , platform = ''] = (await page('migration.md')).split(/^## /m)
    expect(platform).toContain('Meanwhile')
    expect(missingFrom(await outputOf('migration/from-a-platform.mjs'), platform)).toEqual([])
  })

  test('sandbox in CI', async () => {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
    const folder = join(ROOT, 'examples/sandbox-in-ci')
    const { stdout } = await run(process.execPath, [vitest, 'run', '--reporter=json'], { cwd: folder })
    const { numPassedTests, numFailedTests } = JSON.parse(stdout.slice(stdout.indexOf('{"')))
    const shown = await page('sandbox-in-ci.md')
    expect(shown).toContain(`Tests  ${numPassedTests} passed (${numPassedTests})`)
    expect(numFailedTests).toBe(0)
    for (const file of ['shopline.test.mjs', 'check.test.mjs', 'github-workflow.yml'])
      expect(shown, file).toContain((await readFile(join(folder, file), 'utf8')).trim())
  })
})
