import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

let folder: string
let unpacked: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-packed-'))
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT })
  const [archive = ''] = await readdir(folder)
  unpacked = join(folder, 'unpacked')
  await mkdir(unpacked)
  await run('tar', ['xzf', join(folder, archive), '-C', unpacked])
  await symlink(join(ROOT, 'node_modules'), join(unpacked, 'package/node_modules'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the command works from its npm package, and keeps its store to itself', async () => {
  const data = join(folder, 'data')
  const command = [join(unpacked, 'package/bin/clientele'), 'org', 'create', 'acme', '--data', data, '--json']
  const { stdout } = await run(process.execPath, command)
  expect(JSON.parse(stdout)).toMatchObject({ slug: 'acme', currency: 'USD' })
  expect((await stat(join(data, 'pg'))).mode & 0o777).toBe(0o700)
})

const USES = `import { type CheckResult, check, NotChecked } from 'clientele/check'
const asked = check({ dialect: 'commerce-layer', baseUrl: 'http://127.0.0.1:1', credential: { access_token: 'x' } })
const said: string = await asked.then(
  ({ passed }: CheckResult) => String(passed),
  (error) => (error instanceof NotChecked ? error.message : 'another error'),
)
// @ts-expect-error there is no such member
export const wrong = (result: CheckResult) => result.succeeded
console.log(said)
`

test('the check is a library with types', async () => {
  const consumer = join(folder, 'consumer')
  await mkdir(join(consumer, 'node_modules'), { recursive: true })
  await symlink(join(unpacked, 'package'), join(consumer, 'node_modules/clientele'))
  await symlink(join(ROOT, 'node_modules/@types'), join(consumer, 'node_modules/@types'))
  await writeFile(join(consumer, 'package.json'), '{"type":"module"}')
  await writeFile(join(consumer, 'uses.ts'), USES)
  const flags = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node']
  await run(join(ROOT, 'node_modules/.bin/tsc'), [...flags, 'uses.ts'], { cwd: consumer })
  const { stdout } = await run(process.execPath, ['uses.js'], { cwd: consumer })
  expect(stdout).toMatch(/^cannot reach http:\/\/127\.0\.0\.1:1: /)
})
