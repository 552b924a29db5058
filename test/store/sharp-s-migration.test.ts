import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runAll } from '../../src/store/migrate.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('the capital ẞ on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world?.close())

  test('what was kept with one is found as it is today, and no two get one address', async () => {
    const organization = world.organization.key
    const { records, database } = world.store
    const [alone, beside, , twin, last] = await records.write(organization, {}, (writer) =>
      writer.create('customer', [
        { email: 'STRAẞE@example.com', fullName: 'Groẞ' },
        { email: 'Fuẞ@example.com' },
        { email: 'fuss2@example.com' },
        { email: 'Maẞ@example.com' },
        { email: 'ada@example.com' },
      ]),
    )
    // As they were kept before.
    const set = (key: number | undefined, email: string, name: string | null = null) =>
      sql`update customers set email_folded = ${email}, name_folded = ${name}
        where organization_id = ${organization} and key = ${key}`.execute(database)
    await set(alone?.key, 'straße@example.com', 'groß')
    await set(beside?.key, 'fuß2@example.com')
    await set(twin?.key, 'maßss@example.com')
    await set(last?.key, 'massß@example.com')
    const file = new URL('../../migrations/0042-sharp-s.sql', import.meta.url)
    await runAll(database, await readFile(file, 'utf8'))
    const kept = await records.list(organization, { type: 'customer', sort: [{ field: 'key' }], limit: 10 })
    expect(kept.map(({ emailFolded, nameFolded }) => [emailFolded, nameFolded])).toEqual([
      ['strasse@example.com', 'gross'],
      ['fuß2@example.com', null],
      ['fuss2@example.com', null],
      ['massss@example.com', null],
      ['massß@example.com', null],
    ])
  })
})
