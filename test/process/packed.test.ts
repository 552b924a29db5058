import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-packed-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the command works from its npm package, and keeps its store to itself', async () => {
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT })
  const [archive = ''] = await readdir(folder)
  const unpacked = join(folder, 'unpacked')
  await mkdir(unpacked)
  await run('tar', ['xzf', join(folder, archive), '-C', unpacked])
  await symlink(join(ROOT, 'node_modules'), join(unpacked, 'package/node_modules'))
  const data = join(folder, 'data')
  const command = [join(unpacked, 'package/bin/clientele'), 'org', 'create', 'acme', '--data', data, '--json']
  const { stdout } = await run(process.execPath, command)
  expect(JSON.parse(stdout)).toMatchObject({ slug: 'acme', currency: 'USD' })
  expect((await stat(join(data, 'pg'))).mode & 0o777).toBe(0o700)
})
