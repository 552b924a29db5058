/** What a sync does with what a shop shows, over both engines; the shop is in memory (test/support/fake-shop.ts). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Organization } from '../../../src/core/ports.ts'
import { dryRun } from '../../../src/jobs/sync/dry-run.ts'
import { listHeld } from '../../../src/jobs/sync/held-items.ts'
import { openSource } from '../../../src/jobs/sync/sources.ts'
import { type SyncInput, syncSource } from '../../../src/jobs/sync/sync-source.ts'
import { dump } from '../../support/dump.ts'
import { ENGINES } from '../../support/engines.ts'
import { createFakeShop, type FakeShop, idOf } from '../../support/fake-shop.ts'
import { createWorld, type World } from '../../support/world.ts'

describe.each(ENGINES)('a sync on %s', (engine) => {
  let world: World
  let organization: Organization
  let shop: FakeShop
  let shops = 0
  const waits: number[] = []
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    organization = await world.addOrganization({ slug: `shop-${++shops}` })
    shop = createFakeShop()
    waits.length = 0
  })

  const given = (options: Partial<SyncInput> = {}) => ({
    records: world.store.records,
    organization,
    dialect: shop.dialect,
    credential: { key: 'k' },
    send: shop.send,
    clock: world.clock,
    wait: async (milliseconds: number) => void waits.push(milliseconds),
    ...options,
  })
  const named = { name: 'shop', dialect: 'fake', baseUrl: 'http://shop.test' }
  const opened = () => openSource(world.store.records, organization.key, named)
  const sync = async (options: Partial<SyncInput> = {}) =>
    syncSource({ ...given(options), source: options.source ?? (await opened()) })
  const people = () =>
    world.store.records.list(organization.key, { type: 'customer', sort: [{ field: 'email' }], limit: 100 })
  const emails = async () => (await people()).map(({ email }) => email)
  const count = (type: 'order' | 'payment' | 'address' | 'sourceRecord' | 'heldItem') =>
    world.store.records.count(organization.key, type)
  const rejected = async () =>
    (
      await listHeld(world.store.records, organization.key, (await opened()).key, 'rejected', { limit: 100 })
    ).map(({ remoteId, reason }) => ({ remoteId, reason }))
  const fill = (count: number) => {
    for (let index = 0; index < count; index++) {
      shop.person(`p${index}`, { note: `note ${index}` })
      shop.sale(`s${index}`, `p${index}`, 100 + index)
    }
  }

  test('brings everything, though orders come before their customers; a second run changes nothing', async () => {
    fill(8)
    expect(await sync()).toMatchObject({
      ...{ remoteTotal: 16, read: 16, created: 16, updated: 0, unchanged: 0, rejected: 0, deleted: 0 },
      streams: { sales: { total: 8, created: 8 }, people: { total: 8, created: 8 } },
    })
    expect(await count('payment')).toBe(8)
    expect(await count('heldItem')).toBe(0)
    expect(await sync({ full: true })).toMatchObject({
      read: 16,
      created: 0,
      updated: 0,
      unchanged: 16,
      deleted: 0,
    })
  })

  test('asks for what changed by the shop’s own clock, with an overlap, and loses no change made meanwhile', async () => {
    fill(5)
    shop.pass(3600)
    let changed = false
    shop.mishap = (_, url) => {
      // Once the last page of people has been given, one of them changes.
      if (!changed && url.includes('/people?after')) {
        changed = true
        queueMicrotask(() => shop.person('p0', { note: 'changed while the sync ran' }))
      }
      return null
    }
    await sync()
    shop.pass(3600)
    const second = await sync({ overlap: 60_000 })
    expect(second.streams.people).toMatchObject({ read: 1, updated: 1 })
    expect((await people())[0]).toMatchObject({ note: 'changed while the sync ran' })
    shop.person('p1', { note: 'later' })
    shop.person('new')
    expect((await sync()).streams.people).toMatchObject({ created: 1, updated: 1 })
  })

  test('waits as it is asked to, repeats what fails, and renews what has expired', async () => {
    fill(7)
    const inAWhile = new Date(shop.now().getTime() + 9000).toUTCString()
    const mishaps: Record<number, () => ReturnType<FakeShop['mishap']>> = {
      1: () => ({ status: 429, headers: { 'retry-after': '7' } }),
      3: () => ({ status: 429 }),
      4: () => ({ status: 429, headers: { 'Retry-After': inAWhile } }),
      6: () => new Error('connection reset'),
      7: () => ({ status: 503 }),
      9: () => {
        shop.expireToken()
        return null
      },
    }
    shop.mishap = (number) => mishaps[number]?.() ?? null
    const done = await sync()
    expect(done).toMatchObject({ created: 14, rejected: 0, retries: 6, requests: shop.asked.length })
    expect(waits).toContain(7000)
    expect(waits).toContain(9000)
  })

  test('gives up after bounded tries, says how to go on, and goes on where it was', async () => {
    fill(9)
    shop.mishap = (number) => (number > 5 ? { status: 502, body: 'secret of ada@example.com' } : null)
    await expect(sync()).rejects.toThrow(/\/fake\/people answered 502 each time; what was read is kept/)
    expect((await opened()).lastError).not.toContain('ada@')
    expect(shop.asked.length).toBeLessThan(20)
    shop.mishap = () => null
    const before = shop.asked.length
    const rest = await sync()
    expect(rest).toMatchObject({ read: 18, created: 18, rejected: 0, remoteTotal: 18 })
    expect(shop.asked.slice(before).filter((url) => url.includes('/sales'))).toEqual([])
    expect((await opened()).lastError).toBeNull()
  })

  test('a refused credential is one line that says what to do, and nothing secret', async () => {
    const wrong = { ...shop.dialect.client, authorize: async () => ({ 'x-token': 'very-secret' }) }
    const failing = sync({
      dialect: { ...shop.dialect, client: wrong },
      credential: { key: 'very-secret' },
      send: async (request) => ({ ...(await shop.send(request)), body: 'very-secret is unknown' }),
    })
    await expect(failing).rejects.toThrow('answered 401: … is unknown — what was presented (--key) is wrong')
    expect((await opened()).lastError).not.toContain('very-secret')
  })

  test('what is gone there goes here in a full run, with its payments; what a list only missed stays', async () => {
    fill(6)
    await sync()
    shop.remove('p1')
    shop.remove('s1')
    shop.remove('s2')
    shop.mishap = (_, url) => {
      // A list that loses a person, who is there when asked for.
      if (/people\?/.test(url) && !url.includes('after')) {
        const missed = shop.people.get(idOf('p0'))
        shop.people.delete(idOf('p0'))
        queueMicrotask(() => missed && shop.people.set(missed.id, missed))
      }
      return null
    }
    const full = await sync({ full: true })
    expect(full).toMatchObject({ deleted: 3, updated: 0, created: 0 })
    expect(full.streams.people).toMatchObject({ deleted: 1 })
    expect(await count('payment')).toBe(4)
    expect((await emails()).includes('p1@example.com')).toBe(false)
    expect(await sync({ full: true })).toMatchObject({ deleted: 0, updated: 0 })
  })

  test('a shop that lost most of its customers is not believed without a word', async () => {
    fill(120)
    await sync()
    for (let index = 0; index < 110; index++) for (const word of ['p', 's']) shop.remove(`${word}${index}`)
    await expect(sync({ full: true })).rejects.toThrow(
      'shop does not show 110 of the 120 people any more that came from it, and nothing was removed: if that is right, run it again with --remove-many',
    )
    expect(await people()).toHaveLength(100)
    expect(await count('payment')).toBe(120)
    expect(await sync({ full: true, removeMany: true })).toMatchObject({ rejected: 0 })
    expect(await people()).toHaveLength(10)
  })

  test('a stream without changes to ask for finds what is gone in every run', async () => {
    fill(3)
    await sync()
    shop.remove('s0')
    expect(await sync()).toMatchObject({ deleted: 1 })
    expect(await count('order')).toBe(2)
  })

  test('a run that asks for changes finds by counting that some are gone, and then which', async () => {
    fill(5)
    await sync()
    shop.pass(3600)
    shop.remove('p2')
    shop.remove('s2')
    const before = await dump(world, organization.key)
    const told = await dryRun({ ...given(), source: named })
    expect((await dump(world, organization.key)).sort()).toEqual(before.sort())
    const done = await sync()
    expect(done).toMatchObject({ created: 0, updated: 0, deleted: 2, rejected: 0 })
    expect(told.deleted).toBe(2)
    expect(await emails()).toHaveLength(4)
    shop.asked.length = 0
    expect(await sync()).toMatchObject({ deleted: 0, updated: 0 })
    // The token, two pages of sales, what changed of the people, how many there are.
    expect(shop.asked).toHaveLength(5)
  })

  test('addresses come, move the default mark and go with their customer’s answer', async () => {
    const address = (word: string, main: boolean) => ({ id: idOf(word), city: word, main })
    shop.person('ada', { addresses: [address('a1', true), address('a2', false)] })
    await sync()
    shop.person('ada', { addresses: [address('a2', true), address('a3', false)] })
    expect(await sync()).toMatchObject({ updated: 1 })
    const kept = await world.store.records.list(organization.key, {
      type: 'address',
      sort: [{ field: 'city' }],
      limit: 9,
    })
    expect(kept.map(({ city, isDefault }) => [city, isDefault])).toEqual([
      ['a2', true],
      ['a3', false],
    ])
    shop.person('ada', { addresses: [address('a3', false)] })
    expect(await sync()).toMatchObject({ updated: 1 })
    expect(await count('address')).toBe(1)
  })

  test('e-mail addresses that change hands, in a chain, in a circle, from one who is gone', async () => {
    for (const word of ['a', 'b', 'c', 'd', 'e']) shop.person(word)
    await sync()
    shop.person('a', { email: 'b@example.com' })
    shop.person('b', { email: 'c@example.com' })
    shop.person('c', { email: 'a@example.com' })
    shop.remove('d')
    shop.person('e', { email: 'd@example.com' })
    const done = await sync()
    expect(done).toMatchObject({ read: 4, updated: 4, rejected: 0, deleted: 1 })
    const by = new Map((await people()).map(({ uuidId, email }) => [uuidId, email]))
    expect(['a', 'b', 'c', 'e'].map((word) => by.get(idOf(word)))).toEqual(
      ['b', 'c', 'a', 'd'].map((word) => `${word}@example.com`),
    )
  })

  test('what can never be taken is rejected with the reason, counted, and what was shown is kept', async () => {
    fill(2)
    shop.sale('orphan', 'nobody', 5)
    shop.person('bad', { note: 'a text with \u0000 in it' })
    const done = await sync()
    expect(done).toMatchObject({ read: 6, created: 4, rejected: 2 })
    expect(done.read).toBe(done.created + done.updated + done.unchanged + done.rejected)
    expect(Object.keys(done.reasons)).toContain('there is no customer with …')
    expect((await rejected()).map(({ remoteId }) => remoteId).sort()).toEqual(
      [idOf('orphan'), idOf('bad')].sort(),
    )
    shop.person('bad', { note: 'mended' })
    shop.remove('orphan')
    expect(await sync()).toMatchObject({ created: 1, rejected: 0 })
    expect(await rejected()).toEqual([])
  })

  test('a run that is cut off anywhere counts in the end what an undisturbed one does', async () => {
    fill(7)
    shop.sale('orphan', 'nobody', 5)
    // A token and six pages.
    for (let cut = 2; cut <= 7; cut++) {
      organization = await world.addOrganization({ slug: `cut-${engine}-${cut}` })
      const before = shop.asked.length
      const stopping = new AbortController()
      shop.mishap = (number) => {
        if (number - before === cut) stopping.abort(new Error('cut off'))
        return null
      }
      await sync({ signal: stopping.signal }).catch(() => {})
      shop.mishap = () => null
      const whole = await sync()
      expect(whole, `cut at ${cut}`).toMatchObject({ read: 15, created: 14, rejected: 1, deleted: 0 })
      expect(await count('order')).toBe(7)
    }
  })

  test('an erased person is never filled again, nor is what comes of theirs later; the books are', async () => {
    shop.person('ada', {
      note: 'likes tea',
      addresses: [{ id: idOf('home'), city: 'Secretown', main: true }],
    })
    shop.sale('first', 'ada', 100)
    await sync()
    const [ada] = await people()
    await world.store.records.write(organization.key, { kind: 'test' }, (writer) =>
      writer.erase(ada?.key ?? 0),
    )
    shop.person('ada', {
      note: 'likes tea a lot',
      addresses: [{ id: idOf('away'), city: 'Secretown', main: true }],
    })
    shop.sale('second', 'ada', 200)
    await sync({ full: true })
    await sync({ full: true, reset: true })
    const told = (await dump(world, organization.key)).join('\n')
    for (const word of ['ada@example', 'likes tea', 'Secretown', 'of@the.sale'])
      expect(told).not.toContain(word)
    expect(await count('order')).toBe(2)
    expect(await count('payment')).toBe(2)
    expect((await people()).map(({ erasedAt }) => erasedAt)).toEqual([expect.any(Date)])
  })

  test('an erased person’s item that waits is forgotten too', async () => {
    shop.sale('early', 'ada', 100)
    shop.person('ada', { note: 'x' })
    shop.person('twin', { email: 'ada@example.com' })
    await sync()
    expect((await rejected()).map(({ remoteId }) => remoteId)).toEqual([idOf('twin')])
    const [ada] = await people()
    await world.store.records.write(organization.key, { kind: 'test' }, (writer) =>
      writer.erase(ada?.key ?? 0),
    )
    expect((await dump(world, organization.key)).join('\n')).not.toContain('ada@example.com')
  })

  test('a dry run says what would come of it and leaves the store as it was, to the byte', async () => {
    fill(4)
    const before = await dump(world, organization.key)
    const input = { ...given(), source: named }
    expect(await dryRun(input)).toMatchObject({ read: 8, created: 8, rejected: 0, deleted: 0 })
    expect(await dump(world, organization.key)).toEqual(before)
    await sync()
    shop.remove('p0')
    shop.remove('s0')
    shop.person('p1', { note: 'new' })
    shop.person('late')
    const between = (await dump(world, organization.key)).sort()
    const told = await dryRun({ ...input, full: true })
    expect(told).toMatchObject({ created: 1, updated: 1, deleted: 2, unchanged: 5 })
    expect((await dump(world, organization.key)).sort()).toEqual(between)
    const { created, updated, deleted, unchanged } = await sync({ full: true })
    expect(told).toMatchObject({ created, updated, deleted, unchanged })
  })

  test('one at a time: another is refused with who it is; one whose process has ended holds nothing', async () => {
    fill(2)
    const source = await opened()
    let during: Promise<unknown> | undefined
    shop.mishap = (number) => {
      if (number !== 2 || during) return null
      // A sandbox may set its clock at any moment.
      world.setTime('2100-01-01T00:00:00Z')
      during = sync().catch((error: Error) => error)
      return null
    }
    await sync().finally(() => world.setTime())
    expect(String(await during)).toContain(`shop is being synced by process ${process.pid} on `)
    const { hostname } = await import('node:os')
    const held = (lockedBy: string) =>
      world.store.records.write(organization.key, { kind: 'test' }, (writer) =>
        writer.update('source', source.key, { lockedBy, lockedUntil: new Date(Date.now() + 60_000) }),
      )
    await held(`elsewhere 12 x`)
    await expect(sync()).rejects.toThrow('process 12 on elsewhere')
    // No process has this number: the largest that Linux gives is 2^22.
    await held(`${hostname()} ${2 ** 22 + 1} x`)
    expect(await sync()).toMatchObject({ read: 4 })
  })

  test('a run that lost its hold writes nothing more', async () => {
    fill(6)
    const source = await opened()
    let taken: Promise<unknown> | undefined
    const slow: typeof shop.send = async (request) => {
      if (shop.asked.length === 2)
        taken ??= world.store.records.write(organization.key, { kind: 'test' }, (writer) =>
          writer.update('source', source.key, { lockedBy: 'thief 1 x' }),
        )
      await taken
      return shop.send(request)
    }
    await expect(sync({ send: slow })).rejects.toThrow('another process has taken over the sync of shop')
    expect((await opened()).lockedBy).toBe('thief 1 x')
  })

  test('starting over forgets what is known and keeps the records', async () => {
    fill(3)
    await sync()
    shop.remove('p0')
    const again = await sync({ reset: true })
    expect(again).toMatchObject({ unchanged: 5, rejected: 0, created: 0, deleted: 0 })
    expect(await emails()).toHaveLength(3)
  })

  test('a customer of another source is only unlinked; what the first showed inside it goes', async () => {
    const other = await openSource(world.store.records, organization.key, { ...named, name: 'other' })
    shop.person('ada', { addresses: [{ id: idOf('home'), city: 'x', main: true }] })
    await sync()
    await sync({ source: other })
    shop.remove('ada')
    expect(await sync({ full: true })).toMatchObject({ deleted: 0 })
    expect(await emails()).toEqual(['ada@example.com'])
    expect(await sync({ full: true, source: other })).toMatchObject({ deleted: 1 })
    expect(await count('sourceRecord')).toBe(0)
  })
})
