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
    .replace(/[\d.]+ s$/gm, '<n> s')
    .replace(/\s+/g, ' ')
    .trim()

/**
 * The lines of a page's `console` blocks that the output has not, in that order. A line `…` leaves something out, one
 * that ends with it goes on; without a `…` between them lines follow each other.
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
          anywhere || line.startsWith('$') ? lines.findIndex((one, at) => at >= next && fits(one)) : next
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
const page = (name: string) => readFile(join(ROOT, 'docs', name), 'utf8')

describe.concurrent('the examples', () => {
  test('hub', async () => {
    expect(missingFrom(await outputOf('hub/hub.mjs'), await page('hub.md'))).toEqual([])
  })

  test('migration', async () => {
    const database = `${inject('postgres')}/clientele_example`
    const output =
      (await outputOf(
        'migration/from-files.mjs',
        inject('postgres') ? { POSTGRES_URL: await fresh() } : {},
      )) + (await outputOf('migration/from-a-platform.mjs'))
    const whole = await page('migration.md')
    const shown = inject('postgres') ? whole : whole.replace(/^## To a PostgreSQL server$.*?^## /ms, '## ')
    expect(missingFrom(output, shown)).toEqual([])

    async function fresh(): Promise<string> {
      const client = new pg.Client({ connectionString: `${inject('postgres')}/postgres` })
      await client.connect()
      await client.query('drop database if exists clientele_example')
      await client.query('create database clientele_example')
      await client.end()
      return database
    }
  })

  test('sandbox in CI', async () => {
    const { stdout } = await run(
      process.execPath,
      [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json'],
      { cwd: join(ROOT, 'examples/sandbox-in-ci'), maxBuffer: 1e7 },
    )
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({
      numPassedTests: 7,
      numFailedTests: 0,
    })
    const [, ...files] = /^ {2}(\S+\.test\.mjs)/m.exec(await page('sandbox-in-ci.md')) ?? []
    expect(files).not.toBeNull()
  })
})
