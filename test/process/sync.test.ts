/** `clientele sync` as a person or a script runs it, against a server behind a real socket; killed, scheduled, misused. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { comparableExport } from '../support/comparable-export.ts'
import { anyOf, burst, every, faultyListen } from '../support/faulty.ts'
import { LONG, times } from '../support/long.ts'
import { BIN, beside, clientele, type Run, startServe } from '../support/process.ts'
import { fillWithDemo } from '../support/sync-worlds.ts'
import { tried } from '../support/tried.ts'
import { createWorld, type World } from '../support/world.ts'

const KILLS = times(1, 20)
const NAMES = LONG ? dialects.map(({ name }) => name) : ['shopline']

let folder: string
let world: World
let shop: Awaited<ReturnType<typeof faultyListen>>
const started: ChildProcess[] = []
const env: Record<string, string> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-sync-'))
  world = await createWorld('embedded')
  await fillWithDemo(world, world.organization, times(15, 300))
  // It fails a little all the time.
  shop = await faultyListen(world, anyOf(burst(5, 1, 'rate-limit'), every(17, 'server-error')))
  for (const dialect of dialects) {
    const { id: _, ...printed } = await world.credential(dialect.name, { scopes: dialect.demoScopes ?? [] })
    for (const [name, value] of Object.entries(printed)) env[`CLIENTELE_SYNC_${name.toUpperCase()}`] = value
  }
  expect((await clientele(['org', 'create', 'here', '--data', join(folder, 'new')])).code).toBe(0)
}, 300_000)
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  await shop?.close()
  await world?.close()
  await rm(folder, { recursive: true, force: true })
})

const newStore = async (name: string) => {
  const data = join(folder, name)
  await cp(join(folder, 'new'), data, { recursive: true })
  return data
}
const argsOf = (name: string, data: string, ...more: string[]) => [
  ...['sync', name, '--from', shop.origin, '--org', 'here', '--data', data],
  ...['--rejects', `${data}.rejects`, '--json', ...more],
]
const last = ({ stdout, stderr }: Run) => {
  expect(stdout, stderr).not.toBe('')
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}
const sync = async (name: string, data: string, ...more: string[]) =>
  last(await clientele(argsOf(name, data, ...more), env))
const BEGAN = new Date().toISOString()
/** Without what a platform does not tell of and each store makes itself: when it came, was noted, an entry in a book. */
const exportOf = async (data: string) =>
  comparableExport((await clientele(['export', '--org', 'here', '--data', data])).stdout).map((line) =>
    line
      .replace(/"entry_short_id":"[^"]*",/, '')
      .replace(/"(?:created|warned)_at":"([^"]*)",/g, (member, at) => (at > BEGAN ? '' : member)),
  )

describe.each(NAMES)('a sync of %s', (name) => {
  test(
    'killed at any moment and run again, it ends where an undisturbed one does',
    async () => {
      const whole = await newStore(`${name}-whole`)
      const began = Date.now()
      const counts = await sync(name, whole)
      const length = Date.now() - began
      expect(counts).toMatchObject({ rejected: 0, deleted: 0, rejects_file: null })
      expect(counts.read).toBe(counts.created + counts.updated + counts.unchanged + counts.rejected)
      const expected = await exportOf(whole)
      for (let kill = 0; kill < KILLS; kill++) {
        const data = await newStore(`${name}-killed-${kill}`)
        const child = spawn(process.execPath, [BIN, ...argsOf(name, data)], {
          env: { ...process.env, ...env },
          stdio: 'ignore',
        })
        started.push(child)
        const gone = new Promise((resolve) => child.once('exit', resolve))
        await sleep(300 + Math.random() * length)
        child.kill('SIGKILL')
        await gone
        const { read, created, deleted, rejected, remote_total } = await sync(name, data)
        // One that was killed after its end is followed by one that finds everything unchanged.
        if (created > 0) expect({ read, created, remote_total }).toEqual(pick(counts))
        expect({ deleted, rejected }).toEqual({ deleted: 0, rejected: 0 })
        await beside(data, async () => {
          const found = await exportOf(data)
          expect(found.filter((line) => !expected.includes(line)).slice(0, 2)).toEqual([])
          expect(found).toHaveLength(expected.length)
          const verified = await clientele(['ledger', 'verify', '--data', data, '--json'])
          expect(last(verified)).toMatchObject({ count: 0 })
        })
      }
      tried(`kill -9 of a sync (${name})`, KILLS, 'equal to an undisturbed one, ledger verified')
    },
    times(1_200_000, 7_200_000),
  )
})

const pick = ({ read, created, remote_total }: Record<string, number>) => ({ read, created, remote_total })

test('a dry run tells and leaves nothing, the source included; what is wrong is one line', async () => {
  const data = await newStore('dry')
  await beside(data, () => dryRun(data))
}, 300_000)

async function dryRun(data: string): Promise<void> {
  const told = await sync('shopline', data, '--dry-run')
  expect(told).toMatchObject({ dry_run: true, rejected: 0, deleted: 0 })
  expect(told.created).toBeGreaterThan(15)
  expect(last(await clientele(['syncs', 'list', '--org', 'here', '--data', data, '--json']))).toEqual([])
  expect(await exportOf(data)).toEqual(await exportOf(join(folder, 'new')))

  const refused = async (args: string[], code: number, text: string | RegExp, given = env) => {
    const { stderr, ...run } = await clientele([...args, '--data', data], given)
    expect({ code: run.code, stderr }).toEqual({ code, stderr: expect.stringMatching(text) })
    expect(stderr.trim().split('\n')).toHaveLength(1)
  }
  const from = ['--from', shop.origin, '--org', 'here']
  await refused(
    ['sync', 'shopline', ...from],
    2,
    /give --access-token, or set CLIENTELE_SYNC_ACCESS_TOKEN/,
    {},
  )
  await refused(['sync', 'shopline', '--org', 'here'], 2, /give the server’s address with --from/)
  await refused(['sync', 'nothing', ...from], 2, /nothing/)
  await refused(
    ['sync', 'shopline', '--from', 'ftp://x', '--org', 'here'],
    2,
    /"ftp:\/\/x" is not an address/,
  )
  await refused(['sync', 'shopline', ...from, '--access-token', 'wrong'], 1, /wrong, expired or revoked/, {})
  await refused(
    ['sync', 'easycart', '--from', 'http://127.0.0.1:9', '--org', 'here', '--token', 't'],
    1,
    /cannot reach http:\/\/127\.0\.0\.1:9/,
    {},
  )
  await refused(['syncs', 'show', 'nowhere', '--org', 'here'], 1, /here has no source nowhere/)
}

test('a running server syncs by itself what is scheduled, until it is stopped', async () => {
  const data = await newStore('scheduled')
  await sync('shopline', data, '--schedule', '1s')
  const syncs = (name: string, ...more: string[]) =>
    clientele(['syncs', name, ...more, '--org', 'here', '--data', data, '--json'])
  const server = await startServe(['--data', data, '--private-addresses', 'all'])
  started.push(server.child)
  try {
    const note = 'noticed by the scheduled sync'
    const [customer] = await world.store.records.list(world.organization.key, {
      type: 'customer',
      sort: [{ field: 'key' }],
      limit: 1,
    })
    await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.update('customer', customer?.key ?? 0, { note }),
    )
    for (const end = Date.now() + 60_000; ; await sleep(500)) {
      if ((await clientele(['export', '--org', 'here', '--data', data])).stdout.includes(note)) break
      expect(Date.now()).toBeLessThan(end)
    }
    const [shown] = last(await syncs('list'))
    expect(shown).toMatchObject({ name: 'shopline', every: '1s', error: null })
    expect(last(await syncs('stop', 'shopline'))).toEqual({ name: 'shopline', every: null })
    expect(last(await syncs('list'))[0]).toMatchObject({ every: null, next_run: null })
  } finally {
    expect(await server.stop()).toBe(0)
  }
  expect(server.output().stderr).not.toContain(env.CLIENTELE_SYNC_ACCESS_TOKEN)
  // What is presented there is nowhere in the folder, not even encrypted any more.
  expect((await stat(join(data, 'secret.key'))).mode & 0o077).toBe(0)
}, 300_000)

test('what cannot be taken is in a file for its owner alone', async () => {
  const data = await newStore('rejecting')
  const [customer] = await world.store.records.list(world.organization.key, {
    type: 'customer',
    where: { op: 'not', of: { op: 'null', field: 'email' } },
    sort: [{ field: 'key' }],
    limit: 1,
  })
  const people = join(folder, 'taken.ndjson')
  const { writeFile } = await import('node:fs/promises')
  await writeFile(
    people,
    `${JSON.stringify({ type: 'customer', reference: 'mine', email: customer?.email })}\n`,
  )
  const counts = await beside(data, async () => {
    await clientele(['import', people, '--org', 'here', '--format', 'ndjson', '--data', data])
    return sync('shopline', data, '--link-by', 'none')
  })
  expect(counts.rejected).toBeGreaterThan(0)
  const file = counts.rejects_file
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  expect(lines).toHaveLength(counts.rejected)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    stream: 'customers',
    reason: expect.stringContaining('another customer has this email'),
  })
}, 300_000)
