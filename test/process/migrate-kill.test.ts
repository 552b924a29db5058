/** A store at an older schema, with data, whose migration is killed: run again, it is what an undisturbed one makes of it. */
import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { PROCESS_ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { contentsOf, makeOld, withDatabase } from '../support/old-store.ts'
import { clientele, startClientele } from '../support/process.ts'
import { tried } from '../support/tried.ts'

const KILLS = times(1, 20)
const CUSTOMERS = times(100, 2000)
const moment = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe.each(PROCESS_ENGINES)('a migration on %s', (engine) => {
  const env = { CLIENTELE_SECRET_KEY: 'a key for tests only' }
  const run = randomBytes(4).toString('hex')
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-migrate-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: `${inject('postgres')}/postgres` })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  const name = (store: string) => `m_${run}_${store}`
  const placeOf = (store: string) =>
    engine === 'embedded'
      ? { folder: join(folder, store) }
      : { databaseUrl: `${inject('postgres')}/${name(store)}` }
  const flagsOf = (store: string): string[] => {
    const place = placeOf(store)
    return 'folder' in place ? ['--data', place.folder] : ['--database-url', place.databaseUrl as string]
  }
  const copy = async (store: string) => {
    if (engine === 'postgres') return administer(`create database ${name(store)} template ${name('old')}`)
    await cp(join(folder, 'old'), join(folder, store), { recursive: true })
  }
  const drop = (store: string) =>
    engine === 'postgres'
      ? administer(`drop database ${name(store)} with (force)`)
      : rm(join(folder, store), { recursive: true, force: true })

  test('killed at any moment and run again, it ends where an undisturbed one does', {
    timeout: 1_800_000,
  }, async () => {
    if (engine === 'postgres') await administer(`create database ${name('old')}`)
    await withDatabase(placeOf('old'), (database) => makeOld(database, CUSTOMERS))
    const before = await withDatabase(placeOf('old'), contentsOf)
    await copy('whole')
    const began = performance.now()
    expect(await clientele(['migrate', ...flagsOf('whole')], env)).toMatchObject({ code: 0, stderr: '' })
    let length = performance.now() - began
    const expected = await withDatabase(placeOf('whole'), contentsOf)
    expect(expected).not.toEqual(before)
    expect(expected['rows of customers']).toMatch(new RegExp(`^${CUSTOMERS} `))
    let amid = 0
    for (let kill = 0; kill < KILLS || (amid === 0 && kill < KILLS + 5); kill++) {
      const store = `killed_${kill}`
      await copy(store)
      const migration = startClientele(['migrate', ...flagsOf(store)], env)
      const started = performance.now()
      const ends = migration.end.then((end) => ({ ...end, took: performance.now() - started }))
      await moment(length * (0.2 + 0.75 * Math.random()))
      migration.child.kill('SIGKILL')
      const { code, took } = await ends
      if (code === null) amid++
      // Measured on a machine that was busier: it takes no longer than that.
      else length = took
      // Opening an embedded store brings it up to date; of a shared one that is asked for.
      const again = engine === 'embedded' ? ['org', 'list'] : ['migrate']
      expect(await clientele([...again, ...flagsOf(store)], env)).toMatchObject({ code: 0, stderr: '' })
      expect(await withDatabase(placeOf(store), contentsOf), `kill ${kill}`).toEqual(expected)
      await drop(store)
    }
    if (engine === 'postgres') for (const store of ['old', 'whole']) await drop(store)
    expect(amid).toBeGreaterThan(0)
    tried(
      `kill -9 of a migration (${engine})`,
      KILLS,
      `${amid} amid it, ${CUSTOMERS} customers; each time as an undisturbed one`,
    )
  })
})
