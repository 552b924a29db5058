import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LONG } from '../support/long.ts'
import { tried } from '../support/tried.ts'

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

const filesOf = async () =>
  (await readdir(join(unpacked, 'package'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(unpacked, 'package'), join(entry.parentPath, entry.name)))

test('it holds what was built and what that needs, and nothing else', async () => {
  const files = await filesOf()
  const tops = new Set(files.map((file) => file.split('/')[0]))
  expect([...tops].sort()).toEqual(
    ['LICENSE', 'README.md', 'SECURITY.md', 'bin', 'dist', 'migrations', 'package.json'].sort(),
  )
  // PostgreSQL's own folder, which the build made.
  const ours = files.filter((file) => !file.startsWith('dist/template/pg/'))
  const strange = ours.filter(
    (file) =>
      /\.(map|tsx|test\.\w+|fixture\.\w+|log|env|pem|key|backup)$/.test(file) ||
      /(^|\/)(\.|node_modules|test|src)(\/|$)/.test(file) ||
      (/\.ts$/.test(file) && !/\.d\.ts$/.test(file)),
  )
  expect(strange).toEqual([])
  const { scripts } = JSON.parse(await readFile(join(unpacked, 'package/package.json'), 'utf8'))
  for (const name of ['preinstall', 'install', 'postinstall']) expect(scripts).not.toHaveProperty(name)
})

test('it says what it is made of', async () => {
  const bom = JSON.parse(await readFile(join(unpacked, 'package/dist/sbom.json'), 'utf8'))
  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
  const { dependencies } = JSON.parse(await readFile(join(unpacked, 'package/package.json'), 'utf8'))
  const required = bom.components.filter(({ scope }: { scope: string }) => scope === 'required')
  const names = required.map(({ name }: { name: string }) => name)
  expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)))
  for (const { hashes, licenses } of required) expect([hashes.length, licenses.length]).toEqual([1, 1])
})

test('every package is pinned, under a licence that is allowed, and runs nothing when it is installed', async () => {
  await run(process.execPath, [join(ROOT, 'scripts/licences.mjs')])
})

test.runIf(LONG)('it is installed in an empty folder, and runs there', async () => {
  const empty = join(folder, 'empty')
  await mkdir(empty)
  const [archive = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--omit=dev']
  await run('npm', ['install', ...flags, join(folder, archive)], { cwd: empty })
  const command = join(empty, 'node_modules/.bin/clientele')
  const { stdout } = await run(command, ['org', 'create', 'acme', '--json'], { cwd: empty })
  expect(JSON.parse(stdout)).toMatchObject({ slug: 'acme' })
  const listed = await run(command, ['ledger', 'verify', '--json'], { cwd: empty })
  expect(JSON.parse(listed.stdout)).toMatchObject({ count: 0 })
  tried('the tarball installed in an empty folder', 1, 'runs')
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
