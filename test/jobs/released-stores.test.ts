/**
 * A store of every released version opens and is brought to the current schema. `test/fixtures/stores` holds for each a
 * backup and the export of its organization as that version wrote it: `clientele demo --customers 6 --now
 * 2026-05-01T10:00:00Z --data <folder>`, then `backup` and `export`. A release adds its own.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { openBackup } from '../../src/jobs/backup/read-backup.ts'
import { exportRecords } from '../../src/jobs/export.ts'
import { verifyLedger } from '../../src/jobs/verify-ledger.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { rows } from '../../src/store/database.ts'
import { NewerStore } from '../../src/store/migrate.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { ENGINES, freshStore } from '../support/engines.ts'
import { LONG } from '../support/long.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/stores/', import.meta.url))
const RELEASES = readdirSync(FIXTURES).flatMap((name) => /^(.*)\.backup$/.exec(name)?.[1] ?? [])
const CURRENT = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
/** A server's database is made in a moment; the embedded engine is the same PostgreSQL. */
const engines = LONG ? ENGINES : ENGINES.slice(-1)

const folder = mkdtempSync(join(tmpdir(), 'clientele-released-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function withFresh<T>(
  engine: (typeof ENGINES)[number],
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const { location, drop } = await freshStore(engine)
  const { mintIds } = createIdentities(dialects, (count) => randomBytes(count))
  const store = await openStore({ ...location, clock: () => new Date(), mintIds, durable: false })
  return work(store).finally(() => store.close().then(drop))
}

async function load(store: Store, file: string) {
  const { header, lines } = await openBackup(file)
  return store.load(lines, { schema: header.schema, replace: false, tryKey: async () => {} })
}

/** The same file as if another schema had been there. */
function of(release: string, change: (schema: string[]) => string[]): string {
  const lines = gunzipSync(readFileSync(join(FIXTURES, `${release}.backup`)))
    .toString()
    .trim()
    .split('\n')
  const header = JSON.parse(lines[0] ?? '')
  const end = JSON.parse(lines.at(-1) ?? '')
  const body = [JSON.stringify({ ...header, schema: change(header.schema) }), ...lines.slice(1, -1)]
  const sha256 = createHash('sha256')
    .update(body.map((line) => `${line}\n`).join(''))
    .digest('hex')
  const file = join(folder, `${release}.backup`)
  writeFileSync(file, gzipSync([...body, JSON.stringify({ ...end, sha256 })].join('\n')))
  return file
}

async function expectWhole(store: Store, release: string): Promise<void> {
  expect(await store.pendingMigrations()).toEqual([])
  const [organization] = await store.organizations.list()
  const { differences, customers } = await verifyLedger({
    records: store.records,
    ranks: store.ranks,
    organization: organization?.key ?? 0,
    repair: false,
    onDifference() {},
    onProgress() {},
  })
  expect({ differences, customers }).toEqual({ differences: 0, customers: 6 })
  let exported = ''
  await exportRecords(store.records, organization?.key ?? 0, (lines) => {
    exported += lines
  })
  const parse = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  // A later version may have more to tell of a record, and nothing less.
  const was = parse(readFileSync(join(FIXTURES, `${release}.ndjson`), 'utf8'))
  expect(was.length).toBeGreaterThan(50)
  expect(parse(exported)).toMatchObject(was)
}

test('every release is there, this one included', () => expect(RELEASES).toContain(CURRENT))

test.each(engines.flatMap((engine) => RELEASES.map((release) => ({ engine, release }))))(
  'a store of $release on $engine is brought to the current schema with all it held',
  ({ engine, release }) =>
    withFresh(engine, async (store) => {
      await load(store, join(FIXTURES, `${release}.backup`))
      await expectWhole(store, release)
    }),
)

// The last two change no column: what follows the first of them is an upgrade that did happen.
test.each(engines)('the tables are made as they were, and migrated from there, on %s', (engine) =>
  withFresh(engine, async (store) => {
    const older = of('0.1.0', (schema) => schema.filter((name) => name < '0035'))
    await load(store, older)
    await expectWhole(store, '0.1.0')
  }),
)

test.each(engines)('what a later version wrote is refused, on %s', (engine) =>
  withFresh(engine, async (store) => {
    const newer = of('0.1.0', (schema) => [...schema, '9999-later'])
    await expect(load(store, newer)).rejects.toThrow(
      /^the backup is of a later version of Clientele than this one, which does not know 9999-later: use that version/,
    )
    await rows(store.database, sql`insert into migrations (name, timestamp) values ('9999-later', 'now')`)
    await expect(store.pendingMigrations()).rejects.toThrow(NewerStore)
    await expect(store.migrate()).rejects.toThrow(/^the store is of a later version/)
  }),
)
