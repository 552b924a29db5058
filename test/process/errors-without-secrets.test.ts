/** What a command says when it fails, expectedly or not, tells no secret that it was given. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { BIN, clientele } from '../support/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'clientele-errors-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['of a scheme that is none', 'mysql://ada:hunter2-secret@127.0.0.1:1/x', 2],
  ['where nobody is', 'postgres://ada:hunter2-secret@127.0.0.1:1/x', 1],
  ['that is no URL', 'postgres://ada:hunter2-secret@:x:y/', 1],
])('a database URL %s', async (_, url, code) => {
  const run = await clientele(['org', 'list', '--database-url', url])
  expect(run.code).toBe(code)
  expect(run.stderr).toMatch(/^clientele: [^\n]+\n$/)
  expect(run.stdout + run.stderr).not.toContain('hunter2')
})

test('an error that nobody expected, and the report of it, hold no row, no key and no password', () => {
  // As the database's errors are, thrown where nobody catches them, once the command has begun.
  const thrower = join(folder, 'thrower.mjs')
  writeFileSync(
    thrower,
    `const waiting = setInterval(() => {
      if (process.listenerCount('uncaughtException') === 0) return
      clearInterval(waiting)
      const detail = 'Key (email)=(ada@example.com) already exists.'
      throw Object.assign(new Error('duplicate key: "ada@example.com"'), { detail })
    }, 5)`,
  )
  const flags = ['--import', pathToFileURL(thrower).href, '--report-directory', folder]
  const { status, stderr } = spawnSync(
    process.execPath,
    [...flags, '--report-uncaught-exception', BIN, 'serve', '--port', '0', '--data', join(folder, 'data')],
    { encoding: 'utf8', env: { PATH: process.env.PATH, CLIENTELE_SECRET_KEY: 'a key that is planted here' } },
  )
  expect(status).toBe(1)
  expect(stderr).toContain('ended by an error that nobody expected')
  expect(stderr).toContain('thrower.mjs')
  expect(stderr).not.toMatch(/ada@|planted/)
  // Where Node can leave the environment out of them: since 22.13.
  if ('excludeEnv' in process.report)
    for (const name of readdirSync(folder).filter((one) => one.startsWith('report')))
      expect(readFileSync(join(folder, name), 'utf8')).not.toContain('planted')
})
