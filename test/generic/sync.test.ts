/** A fourth platform that is one more folder is synced like the three. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialects as shipped } from '../../src/dialects/index.ts'
import { openSource } from '../../src/jobs/sync/sources.ts'
import { syncSource } from '../../src/jobs/sync/sync-source.ts'
import { sendTo } from '../support/sync-worlds.ts'
import { whatItShows } from '../support/what-it-shows.ts'
import { createWorld, type World } from '../support/world.ts'
import { toy } from './toy/index.ts'

let world: World
beforeAll(async () => {
  world = await createWorld('embedded', { dialects: [...shipped, toy] })
})
afterAll(() => world.close())

test('a toy platform is one folder: all of it comes, then what changed and what is gone', async () => {
  const here = await world.addOrganization({ slug: 'here' })
  const credential = await world.credential('toy')
  const reading = await world.credential('toy', { organizations: [here] })
  const { records } = world.store
  const write = <T>(work: Parameters<typeof records.write<T>>[2]) =>
    records.write(world.organization.key, { kind: 'test' }, work)
  const sync = async () =>
    syncSource({
      records,
      organization: here,
      dialect: toy,
      source: await openSource(records, here.key, {
        name: 'toy',
        dialect: 'toy',
        baseUrl: 'http://toy.test',
      }),
      credential,
      send: sendTo(world),
      clock: world.clock,
      wait: async () => {},
    })
  const shows = async () => ({
    there: await whatItShows(world, toy, credential, world.organization),
    here: await whatItShows(world, toy, reading, here),
  })
  const expectSame = async (size: number) => {
    const shown = await shows()
    expect(shown.here).toEqual(shown.there)
    expect(shown.here.size).toBe(size)
  }
  const made = await write((writer) =>
    writer.create(
      'customer',
      Array.from({ length: 16 }, (_, index) => ({ email: `toy-${index}@example.com` })),
    ),
  )
  expect(await sync()).toMatchObject({ remoteTotal: 16, created: 16, rejected: 0 })
  await expectSame(16)
  await write(async (writer) => {
    await writer.update('customer', made[3]?.key ?? 0, { note: 'changed' })
    await writer.remove('customer', [made[5]?.key ?? 0])
    await writer.create('customer', [{ email: 'new@example.com' }])
  })
  expect(await sync()).toMatchObject({ created: 1, updated: 1, deleted: 1 })
  await expectSame(16)
})
