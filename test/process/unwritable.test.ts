import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientele } from '../support/process.ts'

let folder: string
let store: string[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-unwritable-'))
  store = ['--org', 'acme', '--data', join(folder, 'data')]
  expect((await clientele(['org', 'create', 'acme', '--data', join(folder, 'data')])).code).toBe(0)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('an export to a place that is not there ends in one line', async () => {
  const file = join(folder, 'nowhere/export.ndjson')
  const run = await clientele(['export', ...store, '--out', file])
  expect(run).toMatchObject({ code: 1, stdout: '' })
  expect(run.stderr).toMatch(/^clientele: .*nowhere\/export\.ndjson cannot be written: ENOENT.*\n$/)
})

test('an import whose rejects cannot be written ends in one line', async () => {
  // Its own name is as long as names may be: `.rejects.ndjson` no longer fits.
  const file = join(folder, 'x'.repeat(250))
  await writeFile(file, 'nonsense\n')
  const run = await clientele(['import', file, ...store, '--format', 'cdnow'])
  expect(run).toMatchObject({ code: 1, stdout: '' })
  expect(run.stderr).toMatch(/^clientele: ENAMETOOLONG.*\n$/)
})

test('an export is whole, alone in its folder, and only its owner reads it', async () => {
  const out = join(folder, 'out')
  await mkdir(out)
  expect((await clientele(['export', ...store, '--out', join(out, 'acme.ndjson')])).code).toBe(0)
  expect(await readdir(out)).toEqual(['acme.ndjson'])
  expect((await stat(join(out, 'acme.ndjson'))).mode & 0o777).toBe(0o600)
})
