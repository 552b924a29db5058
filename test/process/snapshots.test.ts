import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cdnowText } from '../support/cdnow-file.ts'
import { LONG, times } from '../support/long.ts'
import { BIN, beside, clientele, type Started, startServe } from '../support/process.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-snapshots-'))
  await writeFile(join(folder, 'few.txt'), cdnowText(20))
  await writeFile(join(folder, 'many.txt'), cdnowText(100))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What the command printed as JSON. */
async function json(args: string[]) {
  const run = await clientele([...args, '--json'])
  expect(run, args.join(' ')).toMatchObject({ code: 0 })
  return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '')
}

const importFile = (name: string, data: string) =>
  json(['import', join(folder, name), '--org', 'acme', '--format', 'cdnow', '--data', data])
const exportOf = async (data: string, org = 'acme') =>
  await clientele(['export', '--org', org, '--data', data]).then(({ code, stdout, stderr }) => {
    expect(code, stderr).toBe(0)
    return stdout
  })

describe('the commands, while a server runs', () => {
  let data: string
  let server: Started
  beforeAll(async () => {
    data = join(folder, 'served')
    server = await startServe(['--data', data])
    await json(['org', 'create', 'acme', '--data', data])
    await importFile('few.txt', data)
  })
  afterAll(() => server.stop())
  const at = (...args: string[]) => [...args, '--org', 'acme', '--data', data]

  test('save, list, clone, restore, delete: credentials go on, snapshots survive a restart', async () => {
    const { access_token } = await json(at('token', 'create', '--dialect', 'shopline'))
    const list = async () => {
      const answer = await fetch(`${server.origin}/admin/openapi/v20260301/v2/customers.json`, {
        headers: { Authorization: `Bearer ${access_token}` },
      })
      return ((await answer.json()) as { customers: unknown[] }).customers.length
    }
    const few = await list()
    const before = await exportOf(data)
    const saved = await json(at('snapshot', 'save', 'few'))
    expect(saved).toEqual({ name: 'few', created_at: expect.any(String), customers: few })
    expect(await clientele(at('snapshot', 'save', 'few'))).toMatchObject({
      code: 1,
      stderr: 'clientele: acme has a snapshot few already: choose another name, or replace it\n',
    })
    await importFile('many.txt', data)
    expect(await exportOf(data)).not.toBe(before)
    const clone = await json(at('snapshot', 'clone', 'few', '--to', 'twin', '--name', 'Twin'))
    expect(clone).toMatchObject({ slug: 'twin', handle: 'twin', name: 'Twin', currency: 'USD', mode: 'test' })
    expect(await exportOf(data, 'twin')).toBe(before)
    expect((await json(['org', 'list', '--data', data])).map(({ slug }: { slug: string }) => slug)).toEqual([
      'acme',
      'twin',
    ])
    await server.stop()
    server = await startServe(['--data', data])
    expect(server.output().stdout.match(/^\S+(?= {2}Easycart)/gm)).toEqual(['acme', 'twin'])
    expect(await json(at('snapshot', 'list'))).toEqual([saved])
    const restored = await json(at('snapshot', 'restore', 'few'))
    expect(restored).toMatchObject({ organization: 'acme', snapshot: saved, customers: few })
    expect(restored.customers_before).toBeGreaterThan(few)
    expect(await exportOf(data)).toBe(before)
    expect(await list()).toBe(few)
    expect(await clientele(at('snapshot', 'delete', 'few'))).toMatchObject({
      code: 0,
      stdout: 'few of acme is gone\n',
    })
    expect(await clientele(at('snapshot', 'restore', 'few'))).toMatchObject({
      code: 1,
      stderr: 'clientele: there is no snapshot "few"\n',
    })
    const gone = await clientele(['org', 'delete', 'twin', '--data', data])
    expect([gone.code, gone.stderr]).toEqual([
      2,
      'clientele: This removes twin (Twin), all its data, its credentials and its snapshots (0). Give --yes to do it\n',
    ])
    expect((await clientele(['org', 'delete', 'twin', '--yes', '--data', data])).code).toBe(0)
    expect(await json(['org', 'list', '--data', data])).toMatchObject([{ slug: 'acme' }])
  })

  test('reset goes back to the start, or empties, and does neither unasked', async () => {
    const unasked = await clientele(at('reset'))
    expect(unasked).toMatchObject({
      code: 2,
      stderr: 'clientele: acme has no snapshot start: this removes all its data. Give --yes to do it\n',
    })
    const before = await exportOf(data)
    const { customers } = await json(at('snapshot', 'save', 'start'))
    await importFile('many.txt', data)
    const back = await clientele(at('reset', '--yes'))
    expect(back.stdout).toMatch(
      new RegExp(`^acme is as in its snapshot start of \\S+: \\d+ customers before, ${customers} now\n$`),
    )
    expect(await exportOf(data)).toBe(before)
    await json(at('snapshot', 'delete', 'start'))
    expect((await clientele(at('reset', '--yes'))).stdout).toBe(
      `acme is empty: ${customers} customers and all that belonged to them are gone; it had no snapshot start\n`,
    )
    expect(await exportOf(data)).toBe('')
  })

  test('an admin token opens the admin API of the running server until it is revoked', async () => {
    const { id, token } = await json([
      'admin-token',
      'create',
      '--name',
      'ci',
      '--expires',
      '1h',
      '--data',
      data,
    ])
    const ask = async () =>
      (
        await fetch(`${server.origin}/clientele/v1/organizations`, {
          headers: { Authorization: `Bearer ${token}` },
        })
      ).status
    expect(await ask()).toBe(200)
    const listed = await json(['admin-token', 'list', '--data', data])
    // Each start of a server makes a link that signs in to the console.
    expect(listed.filter(({ kind }: { kind: string }) => kind !== 'link')).toEqual([
      {
        id,
        kind: 'token',
        name: 'ci',
        created_at: expect.any(String),
        expires_at: expect.any(String),
        revoked_at: null,
      },
    ])
    expect(await json(['admin-token', 'revoke', id, '--data', data])).toEqual({ id, revoked: true })
    expect(await ask()).toBe(401)
    expect((await clientele(['admin-token', 'revoke', 'adm_no', '--data', data])).code).toBe(1)
    expect(server.output().stderr).not.toContain(token)
  })
})

describe('killed in the middle', () => {
  let before: string
  let after: string
  beforeAll(async () => {
    const data = join(folder, 'killed')
    await beside(data, async () => {
      await json(['org', 'create', 'acme', '--data', data])
      await importFile('few.txt', data)
      before = await exportOf(data)
      await json(['snapshot', 'save', 'few', '--org', 'acme', '--data', data])
      await importFile('many.txt', data)
      after = await exportOf(data)
    })
  }, 600_000)
  const lengths = new Map<string, number>()
  /** How long the command takes, in milliseconds. */
  async function lengthOf(args: string[]): Promise<number> {
    const known = lengths.get(args.join(' '))
    if (known !== undefined) return known
    const probe = join(folder, `probe-${lengths.size}`)
    await cp(join(folder, 'killed'), probe, { recursive: true })
    const start = Date.now()
    await json([...args, '--org', 'acme', '--data', probe])
    const length = Date.now() - start
    lengths.set(args.join(' '), length)
    await rm(probe, { recursive: true, force: true })
    return length
  }

  /** A copy of the store, and a command on it that is killed after so long; how it ended. */
  async function kill(args: string[], name: string, wait: number, served: boolean): Promise<string> {
    const data = join(folder, name)
    await cp(join(folder, 'killed'), data, { recursive: true })
    const server = served ? await startServe(['--data', data]) : null
    const child = spawn(process.execPath, [BIN, ...args, '--org', 'acme', '--data', data], {
      stdio: 'ignore',
    })
    const gone = new Promise((resolve) => child.once('exit', resolve))
    await new Promise((resolve) => setTimeout(resolve, wait))
    child.kill('SIGKILL')
    await gone
    await server?.stop()
    return data
  }

  test.each([['restore', false], ['restore', true], ...(LONG ? [['save', false] as const] : [])] as const)(
    'a %s leaves either before or after (through a server: %s)',
    { timeout: 600_000 },
    async (what, served) => {
      const args = what === 'restore' ? ['snapshot', 'restore', 'few'] : ['snapshot', 'save', 'many']
      const length = await lengthOf(args)
      for (let round = 0; round < times(1, 15); round++) {
        const wait = length * (0.5 + 0.5 * Math.random())
        const data = await kill(args, `${what}-${served}-${round}`, wait, served)
        await beside(data, async () => {
          const exported = await exportOf(data)
          const snapshots = await json(['snapshot', 'list', '--org', 'acme', '--data', data])
          if (what === 'restore') expect([before, after]).toContain(exported)
          else expect(exported).toBe(after)
          if (snapshots.length === 2) {
            await json(['snapshot', 'restore', 'many', '--org', 'acme', '--data', data])
            expect(await exportOf(data)).toBe(after)
          }
          expect(await json(['ledger', 'verify', '--data', data])).toMatchObject({ count: 0 })
        })
        await rm(data, { recursive: true, force: true })
      }
    },
  )
})
