import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewAuditEntry } from '../../src/core/audit.ts'
import { dialects } from '../../src/dialects/index.ts'
import { checkBackup, openBackup } from '../../src/jobs/backup/read-backup.ts'
import { writeBackup } from '../../src/jobs/backup/write-backup.ts'
import { exportRecords } from '../../src/jobs/export.ts'
import { verifyLedger } from '../../src/jobs/verify-ledger.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { dump } from '../../src/store/backup/dump.ts'
import { rows } from '../../src/store/database.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { ENGINES, type EngineName, emptyStore } from '../support/engines.ts'
import { LONG } from '../support/long.ts'
import { fillOrganization } from '../support/organization-rows.ts'
import { plantCustomer } from '../support/plant.ts'
import { createWorld, type World } from '../support/world.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-backup-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const clock = () => new Date('2026-05-01T10:00:00.000Z')
const entryOf = (organization: number): NewAuditEntry => ({
  ...{ organization, at: clock(), kind: 'read', via: 'cli', who: 'test', onBehalf: false },
  ...{ action: 'person export', subjects: [], requests: 1, trace: null },
})
const backUp = (store: Store, file: string, secretKey: string | null = null) =>
  writeBackup({ store, file, clock, secretKey })

async function restore(store: Store, file: string, { replace = false } = {}) {
  const { header, lines } = await openBackup(file)
  return store.load(lines, { schema: header.schema, replace, tryKey: async () => {} })
}

/** An empty store of that engine, given back afterwards. */
async function withEmpty<T>(engine: EngineName, work: (store: Store) => Promise<T>): Promise<T> {
  const { location, drop } = await emptyStore(engine)
  const { mintIds } = createIdentities(dialects, (count) => randomBytes(count))
  const store = await openStore({ ...location, clock, mintIds, durable: false })
  return work(store).finally(() => store.close().then(drop))
}

/** Tables, with their rows in an order of their own. */
function contentOf(text: string): string[] {
  const tables = new Map<string, string[]>()
  let name = ''
  for (const line of text.split('\n'))
    if (line.startsWith('{"table"')) name = line
    else if (line.startsWith('[')) tables.set(name, [...(tables.get(name) ?? []), line])
  return [...tables].flatMap(([table, held]) => [table, ...held.sort()])
}

async function dumpOf({ database }: Store): Promise<string> {
  let all = ''
  await dump(database, async (lines) => {
    all += lines
  })
  return all
}

async function exportOf(store: Store): Promise<string> {
  let all = ''
  for (const { key } of await store.organizations.list())
    await exportRecords(store.records, key, (lines) => {
      all += lines
    })
  return all
}

async function differencesIn({ records, ranks, organizations }: Store): Promise<number> {
  let found = 0
  for (const { key } of await organizations.list())
    found += (
      await verifyLedger({
        records,
        ranks,
        organization: key,
        repair: false,
        onDifference() {},
        onProgress() {},
      })
    ).differences
  return found
}

describe.each(ENGINES)('a backup of a store on %s', (engine) => {
  let world: World
  let file: string
  beforeAll(async () => {
    world = await createWorld(engine)
    await fillOrganization(world.store, world.organization.key)
    await world.store.copies.save(world.organization.key, 'start')
    await world.credential('commerce-layer', { scopes: [] })
    await world.credential('shopline')
    // What text forms could lose: bytes, quotes, JSON's null beside SQL's, arrays, the last digit of a number.
    const { database } = world.store
    await rows(
      database,
      sql`update customers set extras = ${JSON.stringify({ a: null, b: [1.1, '\\ " \t ☃ {}'] })}::jsonb,
          note = ${'line\n"[{\\ \u2028'}
        where organization_id = ${world.organization.key} and email_folded is not null`,
    )
    await rows(
      database,
      sql`update events set actor = 'null' where organization_id = ${world.organization.key}`,
    )
    const { key } = world.organization
    await world.store.audit.append([entryOf(key), entryOf(key)])
    file = join(folder, `${engine}.backup`)
    await backUp(world.store, file)
  })
  afterAll(() => world.close())

  // In each direction; to its own kind in the long run as well.
  const others = LONG || ENGINES.length === 1 ? ENGINES : ENGINES.filter((other) => other !== engine)
  test.each(others)('restored on %s it is the same store, to the row and in its export', (other) =>
    withEmpty(other, async (store) => {
      await restore(store, file)
      const was = contentOf(gunzipSync(await readFile(file)).toString())
      expect(was.length).toBeGreaterThan(300)
      expect(contentOf(await dumpOf(store))).toEqual(was)
      expect(await exportOf(store)).toBe(await exportOf(world.store))
      expect(await differencesIn(store)).toBe(0)
      // It goes on from there: the next keys are new ones.
      const [first] = await store.organizations.list()
      await store.records.write(first?.key ?? 0, { kind: 'test' }, (writer) =>
        plantCustomer(writer, 'new', 1),
      )
      expect(await differencesIn(store)).toBe(0)
      await store.audit.append([entryOf(first?.key ?? 0)])
      expect(await store.audit.list(first?.key ?? 0, {}, 10)).toHaveLength(3)
    }),
  )

  test('writers go on meanwhile, and each of their transactions is in it as a whole or not at all', async () => {
    const { key } = world.organization
    let written = 0
    let isDone = false
    const writing = Array.from({ length: 3 }, async (_, place) => {
      for (let turn = 0; !isDone; turn++) {
        await world.store.records.write(key, { kind: 'test' }, async (writer) => {
          const word = `pair${place}x${turn}`
          await plantCustomer(writer, `${word}a`, 1)
          await plantCustomer(writer, `${word}b`, 1)
        })
        written++
      }
    })
    const busy = join(folder, `busy-${engine}.backup`)
    const before = written
    await backUp(world.store, busy).finally(() => {
      isDone = true
    })
    await Promise.all(writing)
    expect(written).toBeGreaterThan(before)
    await withEmpty(engine, async (store) => {
      await restore(store, busy)
      expect(await differencesIn(store)).toBe(0)
      const found = await rows<{ word: string; count: number }>(
        store.database,
        sql`select substring(email_folded from 'pair[0-9]+x[0-9]+') as "word", count(*) as "count" from customers
          where organization_id is not null and email_folded like 'pair%' group by 1`,
      )
      expect(found.filter(({ count }) => count !== 2)).toEqual([])
    })
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('what is there gives way only when that is asked for, and who remembers what was there sees it', () =>
    withEmpty(engine, async (store) => {
      await restore(store, file)
      const before = await exportOf(store)
      await expect(restore(store, file)).rejects.toThrow(/has organizations already/)
      const [first] = await store.organizations.list()
      const organization = first?.key ?? 0
      const version = () => store.moments.at(organization)
      const atFirst = await version()
      await store.records.write(organization, { kind: 'test' }, (writer) => plantCustomer(writer, 'gone', 1))
      const changed = await version()
      await restore(store, file, { replace: true })
      expect(await exportOf(store)).toBe(before)
      const restored = await version()
      expect(new Set([atFirst.version, changed.version, restored.version]).size).toBe(3)
      await store.records.write(organization, { kind: 'test' }, (writer) => plantCustomer(writer, 'next', 1))
      expect((await version()).version).not.toBe(restored.version)
    }))

  test('a file that is cut short, changed, or none, changes nothing', () =>
    withEmpty(engine, async (store) => {
      const whole = await readFile(file)
      const text = gunzipSync(whole).toString()
      const lines = text.split('\n')
      const broken: [Buffer, RegExp][] = [
        [whole.subarray(0, Math.floor(whole.length / 2)), /is cut short/],
        [whole.subarray(0, whole.length - 9), /is cut short|damaged/],
        [gzipSync(lines.slice(0, -2).join('\n')), /is cut short/],
        [gzipSync(text.replace('ada@', 'adb@')), /checksum differs/],
        [gzipSync(lines.filter((_, index) => index !== 5).join('\n')), /checksum differs/],
        [gzipSync('{"type":"customer"}\n'), /is no backup/],
        [Buffer.from('{"type":"customer"}\n'), /is no backup/],
        [Buffer.alloc(0), /is no backup|is cut short/],
      ]
      const bad = join(folder, `bad-${engine}.backup`)
      for (const [bytes, said] of broken) {
        await writeFile(bad, bytes)
        await expect(restore(store, bad)).rejects.toThrow(said)
        await expect(checkBackup(bad)).rejects.toThrow(said)
        expect(await store.organizations.list()).toEqual([])
      }
      expect((await checkBackup(file)).rows).toBeGreaterThan(300)
    }))

  test('it is its owner’s alone, and holds a key only when that is asked for', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await openBackup(file)).header.secret_key).toBeUndefined()
    if (engine === 'embedded') return
    const withKey = join(folder, 'key.backup')
    await backUp(world.store, withKey, 'a key for tests only')
    expect((await openBackup(withKey)).header.secret_key).toBe('a key for tests only')
  })
})
