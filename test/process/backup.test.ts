import { spawn } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rows } from '../../src/store/database.ts'
import { openStore } from '../../src/store/open-store.ts'
import { freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { LONG, times } from '../support/long.ts'
import { BIN, clientele, type Started, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'

const env = { CLIENTELE_SECRET_KEY: 'a key for tests only' }
const SCOPES = ['--scope', 'read_customers', '--scope', 'write_customers']
const CREATE = '/admin/openapi/v20260301/customers.json'
const customers = (origin: string) => `${origin}/admin/openapi/v20260301/v2/customers.json`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-backups-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(PROCESS_ENGINES)('while a server writes on %s', (engine) => {
  /** The embedded store keeps its key in its folder; a database's is set. */
  const settings = engine === 'embedded' ? undefined : env
  let server: Started
  let at: string[]
  let drop: () => Promise<void>
  let token: string
  const json = async (args: string[], where = at) => {
    const run = await clientele([...args, ...where, '--json'], settings)
    expect(run, args.join(' ')).toMatchObject({ code: 0 })
    return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '')
  }
  const place = async () => {
    const fresh = await freshStore(engine)
    const { folder: data = '', databaseUrl } = fresh.location
    return { ...fresh, flags: databaseUrl ? ['--database-url', databaseUrl] : ['--data', data], data }
  }
  let source: Awaited<ReturnType<typeof place>>
  beforeAll(async () => {
    source = await place()
    at = source.flags
    drop = source.drop
    await json(['org', 'create', 'acme'])
    token = (await json(['token', 'create', '--org', 'acme', '--dialect', 'shopline', ...SCOPES]))
      .access_token
    server = await startServe(at, settings ? { env: settings } : {})
  })
  afterAll(async () => {
    await server.stop()
    await drop()
  })

  /** Creates customers until it is stopped; gives the e-mails whose creation was acknowledged, as they come. */
  function startWriting() {
    const acknowledged: string[] = []
    let longest = 0
    let isStopped = false
    const end = (async () => {
      for (let turn = 0; !isStopped; turn++) {
        const email = `writer-${Date.now()}-${turn}@example.com`
        const began = performance.now()
        const answer = await fetch(`${server.origin}${CREATE}`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ customer: { email, first_name: 'W' } }),
        })
        expect(answer.status, await answer.text()).toBeLessThan(300)
        longest = Math.max(longest, performance.now() - began)
        acknowledged.push(email)
      }
    })()
    return {
      acknowledged,
      longest: () => longest,
      stop: () => {
        isStopped = true
        return end
      },
    }
  }

  test('nothing acknowledged before it began is missing, and the server answers all the while', async () => {
    const rounds = times(1, 10)
    for (let round = 0; round < rounds; round++) {
      const writer = startWriting()
      await expect.poll(() => writer.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(3)
      const before = [...writer.acknowledged]
      const file = join(folder, `${engine}-${round}.backup`)
      const made = await json(['backup', file])
      await writer.stop()
      expect(writer.acknowledged.length).toBeGreaterThan(before.length)
      expect(made).toMatchObject({ file, secret_key: 'apart' })
      const target = await place()
      try {
        const key = engine === 'embedded' ? ['--key-file', join(source.data, 'secret.key')] : []
        expect(await json(['restore', file, ...key], target.flags)).toMatchObject({
          organizations: 1,
          rows: made.rows,
        })
        expect(await json(['ledger', 'verify'], target.flags)).toMatchObject({ count: 0 })
        const { stdout, ...run } = await clientele(['export', '--org', 'acme', ...target.flags], settings)
        expect(run).toEqual({ code: 0, stderr: '' })
        for (const email of before) expect(stdout).toContain(email)
        if (round > 0) continue
        // The token that was good there is good here.
        const restored = await startServe(target.flags, settings ? { env: settings } : {})
        const answer = await fetch(customers(restored.origin), {
          headers: { Authorization: `Bearer ${token}` },
        })
        expect(answer.status).toBe(200)
        await restored.stop()
      } finally {
        await target.drop()
      }
    }
    tried(
      `backup while serving, restored and verified (${engine})`,
      rounds,
      'equal, nothing acknowledged missing',
    )
  })

  test.runIf(engine === 'embedded')('a wrong key is said before the backup is read', async () => {
    const whole = join(folder, 'known.backup')
    await json(['backup', whole])
    const cut = join(folder, 'cut.backup')
    const bytes = await readFile(whole)
    await writeFile(cut, bytes.subarray(0, bytes.length >> 1))
    await writeFile(join(folder, 'wrong.key'), 'some other key, long enough')
    const target = join(folder, 'wrong-key')
    const run = await clientele(['restore', cut, '--data', target, '--key-file', join(folder, 'wrong.key')])
    expect(run).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^clientele: what signs in this backup is encrypted under another key/),
    })
    // With the right one it is the backup that is refused.
    const key = join(source.data, 'secret.key')
    expect(await clientele(['restore', cut, '--data', target, '--key-file', key])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/cut\.backup is cut short\n$/),
    })
  })

  test('killed in the middle it leaves the backup of before, and none that looks whole', async () => {
    const kills = times(1, 20)
    const file = join(folder, `killed-${engine}.backup`)
    await json(['backup', file])
    const whole = await readFile(file)
    for (let kill = 0; kill < kills; kill++) {
      const child = spawn(process.execPath, [BIN, 'backup', file, '--replace', ...at], {
        env: { ...process.env, ...settings },
      })
      const began = () =>
        readdir(folder).then((names) => names.some((name) => name.startsWith(`.killed-${engine}`)))
      await expect.poll(began, { timeout: 30_000, interval: 5 }).toBe(true)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * times(1, 400)))
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
      expect(
        (await readFile(file)).equals(whole) || (await json(['restore', file, '--check'])).rows > 0,
      ).toBe(true)
      for (const name of await readdir(folder))
        if (name.startsWith('.')) await rm(join(folder, name), { recursive: true })
    }
    expect(await clientele(['backup', file, ...at], settings)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^clientele: \S+ is there already: choose another name, or give --replace\n$/,
      ),
    })
    tried(`kill -9 of a backup (${engine})`, kills, 'the backup of before is whole each time')
  })
})

test('a store of a later version is refused by every command, in one line', async () => {
  const data = join(folder, 'later')
  const store = await openStore({
    folder: data,
    clock: () => new Date(),
    mintIds: () => ({ shortId: '', numberId: '', uuidId: '' }),
    durable: false,
  })
  await rows(store.database, sql`insert into migrations (name, timestamp) values ('9999-later', 'now')`)
  await store.close()
  const commands = LONG
    ? [['serve', '--port', '0'], ['migrate'], ['org', 'list']]
    : [['serve', '--port', '0']]
  for (const command of commands)
    expect(await clientele([...command, '--data', data]), command.join(' ')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'clientele: the store is of a later version of Clientele than this one, which does not know 9999-later: use that version or a later one\n',
    })
})

test.runIf(LONG)(
  'a key that does not open what signs is said in one line, and nothing is there',
  async () => {
    const fixture = join(folder, 'release.backup')
    await copyFile(new URL('../fixtures/stores/0.1.0.backup', import.meta.url), fixture)
    await writeFile(join(folder, 'some.key'), 'some other key, long enough')
    const target = join(folder, 'other-key')
    const refused = await clientele([
      'restore',
      fixture,
      '--data',
      target,
      '--key-file',
      join(folder, 'some.key'),
    ])
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /(^|\n)clientele: what signs in this backup is encrypted under another key[^\n]*\n$/,
      ),
    })
    expect(await clientele(['org', 'list', '--data', target, '--json'])).toMatchObject({
      code: 0,
      stdout: '[]\n',
    })
  },
)
