/** The version of an organization's data and its counts, as whoever asks finds them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('moments on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  const addCustomer = (organization = world.organization.key) =>
    world.store.records.write(organization, { kind: 'test' }, (writer) => writer.create('customer', [{}]))

  test('every write raises the version, of its own organization alone', async () => {
    const other = await world.addOrganization({ slug: 'moments-other' })
    const before = await world.store.moments.at(world.organization.key)
    const elsewhere = await world.store.moments.at(other.key)
    await addCustomer()
    const after = await world.store.moments.at(world.organization.key)
    expect(after.version).not.toBe(before.version)
    expect(after.counts.customer).toBe((before.counts.customer ?? 0) + 1)
    expect(await world.store.moments.at(other.key)).toEqual(elsewhere)
  })

  test('a restored snapshot takes no version back', async () => {
    const { copies, moments } = world.store
    await copies.save(world.organization.key, 'before')
    const seen = new Set([(await moments.at(world.organization.key)).version])
    for (let turn = 1; turn <= 2; turn++) {
      await addCustomer()
      seen.add((await moments.at(world.organization.key)).version)
      await copies.restore(world.organization.key, 'before')
      seen.add((await moments.at(world.organization.key)).version)
    }
    expect(seen.size).toBe(5)
  })

  test('many who ask at once are told by few statements, and each of what was there when it asked', async () => {
    world.statements()
    const first = Promise.all(
      Array.from({ length: 50 }, () => world.store.moments.at(world.organization.key)),
    )
    await first
    expect(world.statements().length).toBeLessThanOrEqual(2)
    for (let turn = 0; turn < 10; turn++) {
      // Some are always asking, so that a question is under way when the write commits.
      const asking = Promise.all([1, 2, 3].map(() => world.store.moments.at(world.organization.key)))
      const before = (await asking)[0]?.counts.customer ?? 0
      const noise = world.store.moments.at(world.organization.key)
      await addCustomer()
      const [after] = await Promise.all([world.store.moments.at(world.organization.key), noise])
      expect(after.counts.customer).toBe(before + 1)
    }
  })
})
