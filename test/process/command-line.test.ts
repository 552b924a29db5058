import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cdnowText } from '../support/cdnow-file.ts'
import { BIN, beside, clientele } from '../support/process.ts'

let folder: string
let data: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-command-'))
  data = join(folder, 'data')
  expect((await clientele(['org', 'create', 'acme', '--data', data])).code).toBe(0)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('wrong usage is one line on stderr and exit code 2', () => {
  const token = ['token', 'create', '--org', 'acme', '--dialect', 'shopline']
  test.each([
    [['orgs'], {}, /unknown command 'orgs' \(Did you mean org\?\)/],
    [['org', 'list', '--colour'], {}, /unknown option '--colour'/],
    [['export'], {}, /--org <slug>.* not specified/],
    [['export', '--org', 'acme', '--json'], {}, /--out <file>/],
    [
      [...token, '--kind', 'webapp'],
      {},
      /SHOPLINE .* no --kind webapp: allowed are private_app, custom_app, public_app/,
    ],
    [[...token.slice(0, -1), 'easycart', '--kind', 'webapp'], {}, /Easycart credentials take no --kind\n/],
    [[...token.slice(0, -1), 'easycart', '--app-url', 'x'], {}, /Easycart credentials take no --app-url/],
    [[...token, '--allow-address', 'localhost'], {}, /--allow-address.*'localhost'.*IP address/],
    [
      ['serve', '--assume', 'shopline.sinceIdMode=x'],
      {},
      /shopline\.sinceIdMode is "x"\. Allowed: after, resume\./,
    ],
    [
      ['demo'],
      { CLIENTELE_ASSUME: 'easycart.window=each_bound,easycart.pageSize=0' },
      /CLIENTELE_ASSUME.*easycart\.pageSize is "0"\. Allowed: a whole number from 1 to 1000\./,
    ],
    [[...token, '--org', 'acme'], {}, /SHOPLINE credentials take no second --org/],
    [[...token, '--expires', '0d'], {}, /--expires.*'0d'.*above 0/],
    [[...token, '--expires', '99999999y'], {}, /--expires.*'99999999y'.*at most 1000y/],
    [[...token, '--domain', 'a b'], {}, /--domain.*'a b'.*host name/],
    [['org', 'list'], { CLIENTELE_JSON: 'maybe' }, /CLIENTELE_JSON is "maybe".*1, true, 0, false/],
  ] as const)('%j %j', async (args, env, text) => {
    const run = await clientele(args, { CLIENTELE_DATA: data, ...env })
    expect(run.stderr).toMatch(text)
    expect(run.stderr).toMatch(/^clientele: [^\n]+\n$/)
    expect(run).toMatchObject({ code: 2, stdout: '' })
  })
})

test('a switch in the environment may also say no', async () => {
  const say = async (value: string) =>
    (await clientele(['org', 'list', '--data', data], { CLIENTELE_JSON: value })).stdout
  await beside(data, async () => {
    expect(JSON.parse(await say('1'))).toMatchObject([{ slug: 'acme' }])
    expect(await say('0')).toMatch(/^id +slug/)
  })
})

test('apps are registered, private tokens renewed, and what may be assumed is listed', () =>
  beside(data, appsAndTokens))

async function appsAndTokens(): Promise<void> {
  const run = async (...args: string[]) => {
    const { stdout, stderr, code } = await clientele([...args, '--json'])
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    return JSON.parse(stdout)
  }
  const create = ['token', 'create', '--org', 'acme', '--dialect', 'shopline', '--data', data]
  const uri = ['--redirect-uri', 'https://app.example/callback', '--app-url', 'https://app.example/']
  const app = await run(...create, '--kind', 'public_app', ...uri)
  expect(Object.keys(app)).toEqual(['id', 'app_key', 'app_secret'])
  const made = await run(...create)
  const renewed = await run('token', 'renew', made.id, '--data', data)
  expect(Object.keys(renewed)).toEqual(['id', 'access_token'])
  expect(renewed.id).toBe(made.id)
  expect(renewed.access_token).not.toBe(made.access_token)
  for (const [id, text] of [
    [app.id, /custom or public app renews its token itself/],
    ['nobody', /no credential has the id nobody/],
  ] as const)
    expect(await clientele(['token', 'renew', id, '--data', data])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(text),
    })
  expect(await run('assumptions')).toContainEqual({
    name: 'shopline.sinceIdMode',
    default: 'after',
    allowed: 'after, resume',
    meaning: expect.stringMatching(/since_id/),
  })
}

test('a store that was encrypted under another key is refused before it serves', async () => {
  const token = ['token', 'create', '--org', 'acme', '--dialect', 'shopline', '--data', data]
  expect((await clientele(token)).code).toBe(0)
  const env = { CLIENTELE_SECRET_KEY: 'quite another secret key' }
  for (const args of [['serve', '--port', '0', '--data', data], token])
    expect(await clientele(args, env)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^clientele: CLIENTELE_SECRET_KEY .* is not the key [^\n]+\n$/),
    })
})

test('an import that is interrupted closes its store in order, and is finished by a second one', async () => {
  const file = join(folder, 'many.txt')
  await writeFile(file, cdnowText(1500))
  const args = ['import', file, '--org', 'acme', '--format', 'cdnow', '--data', data, '--json']
  const child = spawn(process.execPath, [BIN, ...args])
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const lock = async () => {
    const names = await readdir(data)
    const numbers = names.flatMap((name) => /^lock\.(\d+)$/.exec(name)?.[1] ?? []).map(Number)
    return JSON.parse(await readFile(join(data, `lock.${Math.max(...numbers)}`), 'utf8'))
  }
  const ended = new Promise((resolve) => child.once('close', resolve))
  await expect
    .poll(
      async () => {
        const { pid, socketFolder } = await lock()
        return pid === child.pid && socketFolder !== ''
      },
      { timeout: 30_000 },
    )
    .toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 200))
  child.kill('SIGINT')
  expect(await ended).toBe(1)
  expect(stderr).toBe('clientele: stopped before it was done: run it again to finish\n')
  expect(await lock()).toMatchObject({ pid: child.pid, released: true })
  const second = JSON.parse((await clientele(args)).stdout)
  expect(second).toMatchObject({ rejected: 0, read: second.created + second.unchanged })
})
