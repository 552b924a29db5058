/** `Idempotency-Key`, `ETag` and `If-Match`: what every platform has though none of them says so. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RecordType } from '../../src/core/schema.ts'
import { type Asked, guarded } from '../../src/dialects/conditional.ts'
import type { WireResponse } from '../../src/dialects/dialect.ts'
import { dialects as shipped } from '../../src/dialects/index.ts'
import { ENGINES } from '../support/engines.ts'
import { speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'
import { toy } from './toy/index.ts'
import { type PlatformRequest, writingPlatforms } from './writing-platforms.ts'

const dialects = [...shipped, toy]
const NOON = '2026-03-01T12:00:00.000Z'
const REPLAYED = 'Idempotent-Replayed'

describe.each(ENGINES)('on %s', (engine) => {
  let world: World
  let people = 0
  const fresh = (record = 'customer') =>
    record === 'customer' ? `person-${people++}@example.com` : `NAME-${people++}`
  beforeAll(async () => {
    world = await createWorld(engine, { dialects })
  })
  afterAll(() => world.close())
  beforeEach(() => world.setTime())

  const all = <T extends RecordType>(type: T) =>
    world.store.records.list(world.organization.key, { type, sort: [{ field: 'key' }], limit: 100_000 })
  const called = async (name: string) => [
    ...(await all('customer')).filter(({ email }) => email === name),
    ...(await all('promotionCode')).filter(({ code }) => code === name),
  ]

  test('an answer of 500 or more is given, and all that it did undone', async () => {
    const email = fresh()
    const request = { method: 'POST', path: '/', query: '', headers: { 'idempotency-key': 'k' }, body: '' }
    const organization = world.organization.key
    const writing = { request, services: world.services, organization, credential: 'c', target: null }
    const answer = (status: number) =>
      guarded(writing as unknown as Asked, async ({ records }) => {
        await records.write(organization, { kind: 'test' }, (writer) =>
          writer.create('customer', [{ email }]),
        )
        return { status, headers: {}, body: '{}' }
      })
    expect(await answer(503)).toEqual({ status: 503, headers: {}, body: '{}' })
    expect(await called(email)).toEqual([])
    expect(await answer(200)).toEqual({ status: 200, headers: {}, body: '{}' })
    expect(await called(email)).toHaveLength(1)
  })

  describe.each(writingPlatforms.map((platform) => ({ name: platform.dialect, platform })))(
    '$name',
    ({ name, platform }) => {
      const named = () => fresh(platform.record)
      let send: Awaited<ReturnType<typeof sender>>
      beforeAll(async () => {
        send = await sender()
      })

      /** Sends as a credential of its own. */
      async function sender(organization = world.organization) {
        const dialect = dialects.find((one) => one.name === name)
        if (!dialect) throw new Error(`No dialect ${name}`)
        const printed = await world.credential(name, {
          organizations: [organization],
          scopes: platform.scopes ?? [],
        })
        const { headers } = await speakAs(world, dialect, printed)
        const own = Object.fromEntries(
          Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]),
        )
        return (request: PlatformRequest, more: Record<string, string> = {}) =>
          world.send({ ...request, headers: { ...own, ...platform.headers, ...more } })
      }
      const keyed = (request: PlatformRequest, key: string, more: Record<string, string> = {}) =>
        send(request, { 'idempotency-key': key, ...more })
      const made = async () => platform.idOf(await send(platform.make(named())))
      const tagOf = async (id: string) => (await send(platform.read(id))).headers.ETag ?? ''
      /** Status, body and headers without what tells one answer from its repetition. */
      const said = ({ status, body, headers }: WireResponse) => {
        const { [REPLAYED]: _, traceId: __, ...others } = headers
        return { status, body, headers: others }
      }
      /** Without what is drawn anew for each answer. */
      const shown = ({ body }: WireResponse | undefined = { status: 0, headers: {}, body: '' }) =>
        String(body).replace(/"trace_id":"\w+"/g, '')
      const isReplay = ({ headers }: WireResponse) => headers[REPLAYED] === 'true'
      const refusal = ({ status, body }: WireResponse) => [status, JSON.parse(String(body))]

      test('the same request with the same key is answered as the first time, and done once', async () => {
        const email = named()
        const first = await keyed(platform.make(email), `same-${name}`)
        expect(first.status, first.body).toBeLessThan(300)
        expect(isReplay(first)).toBe(false)
        for (let again = 0; again < 2; again++) {
          const answer = await keyed(platform.make(email), `same-${name}`)
          expect(said(answer)).toEqual(said(first))
          expect(isReplay(answer)).toBe(true)
        }
        expect(await called(email)).toHaveLength(1)
      })

      test('the key with another request is refused in the platform’s words, and nothing is done', async () => {
        await keyed(platform.make(named()), `taken-${name}`)
        const email = named()
        const refused = await keyed(platform.make(email), `taken-${name}`)
        expect(refusal(refused)).toEqual(platform.keyReused)
        expect(isReplay(refused)).toBe(false)
        expect(await called(email)).toEqual([])
      })

      test('after a day the key is free', async () => {
        world.setTime(NOON)
        const request = platform.make(named())
        const first = await keyed(request, `day-${name}`)
        world.setTime('2026-03-02T11:59:59.999Z')
        expect(said(await keyed(request, `day-${name}`))).toEqual(said(first))
        world.setTime('2026-03-02T12:00:00.000Z')
        const second = await keyed(platform.make(named()), `day-${name}`)
        expect([second.status, isReplay(second)]).toEqual([first.status, false])
      })

      test('keys of another credential or organization are other keys', async () => {
        const request = platform.make(named())
        await keyed(request, `mine-${name}`)
        const other = await world.addOrganization({ slug: `other-${name}` })
        for (const theirs of [await sender(), await sender(other)]) {
          const answer = await theirs(platform.make(named()), { 'idempotency-key': `mine-${name}` })
          expect([answer.status < 300, isReplay(answer)]).toEqual([true, false])
        }
      })

      test('equal requests at once make one record and hear the same', async () => {
        const request = platform.make(named())
        const answers = await Promise.all(Array.from({ length: 4 }, () => keyed(request, `at-once-${name}`)))
        expect(new Set(answers.map((answer) => JSON.stringify(said(answer)))).size).toBe(1)
        expect(answers.filter((answer) => !isReplay(answer))).toHaveLength(1)
        expect(answers[0]?.status).toBeLessThan(300)
      })

      test('a refusal is an answer too', async () => {
        const first = await keyed(platform.wrong, `wrong-${name}`)
        expect(first.status).toBeGreaterThanOrEqual(400)
        const second = await keyed(platform.wrong, `wrong-${name}`)
        expect(said(second)).toEqual(said(first))
        expect(isReplay(second)).toBe(true)
      })

      test('what fails keeps nothing, and the key is free', async () => {
        const email = named()
        const failing = failingToKeep(world)
        await expect(keyed(platform.make(email), `failed-${name}`).finally(failing.mend)).rejects.toThrow(
          'no room',
        )
        expect(await called(email)).toEqual([])
        const answer = await keyed(platform.make(email), `failed-${name}`)
        expect([answer.status < 300, isReplay(answer)]).toEqual([true, false])
        expect(await called(email)).toHaveLength(1)
      })

      test('its event and its webhook’s delivery are there once', async () => {
        const id = await made()
        const before = (await all('event')).length
        const notices = (await all('notice')).length
        const request = platform.change(id, 'once')
        await keyed(request, `fires-${name}`)
        const after = [(await all('event')).length, (await all('notice')).length]
        expect(after[0]).toBeGreaterThan(before)
        await keyed(request, `fires-${name}`)
        expect([(await all('event')).length, (await all('notice')).length]).toEqual(after)
        if (platform.record === 'customer') expect(after[1]).toBeGreaterThan(notices)
      })

      test.skipIf(platform.record !== 'customer')(
        'an answer about a person is forgotten when the person is erased, no other',
        async () => {
          const [gone, stays] = [named(), named()]
          await keyed(platform.make(gone), `gone-${name}`)
          await keyed(platform.make(stays), `stays-${name}`)
          const [person] = await called(gone)
          await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
            writer.erase(person?.key ?? 0),
          )
          expect(isReplay(await keyed(platform.make(stays), `stays-${name}`))).toBe(true)
          const answer = await keyed(platform.make(named()), `gone-${name}`)
          expect([answer.status < 300, isReplay(answer)]).toEqual([true, false])
        },
      )

      test('a version’s ETag stays until something changes, a customer’s tags and addresses included', async () => {
        const id = await made()
        const seen = new Set<string>()
        const isNew = async () => {
          const tag = await tagOf(id)
          expect(tag).toMatch(/^"[\w-]+"$/)
          expect(await tagOf(id)).toBe(tag)
          expect(seen.has(tag)).toBe(false)
          seen.add(tag)
          return tag
        }
        await isNew()
        const changed = await send(platform.change(id, 'first'), { 'if-match': '*' })
        expect(await isNew()).toBe(changed.headers.ETag)
        if (platform.record !== 'customer') return
        const key = (await all('customer')).find((customer) =>
          [customer.shortId, customer.numberId, customer.uuidId].includes(id),
        )?.key as number
        const write = (work: Parameters<World['store']['records']['write']>[2]) =>
          world.store.records.write(world.organization.key, { kind: 'test' }, work)
        const own = { customerKey: key }
        let address = 0
        let tagged = 0
        await write(async (writer) => {
          ;[{ key: address } = { key: 0 }] = await writer.create('address', [{ ...own, city: 'Łódź' }])
        })
        await isNew()
        await write((writer) => writer.update('address', address, { city: 'Gdańsk' }))
        await isNew()
        await write((writer) => writer.remove('address', [address]))
        await isNew()
        await write(async (writer) => {
          const [tag] = await writer.create('tag', [{ name: `tag-${name}` }])
          ;[{ key: tagged } = { key: 0 }] = await writer.create('customerTag', [
            { ...own, tagKey: tag?.key ?? 0 },
          ])
        })
        await isNew()
        await write((writer) => writer.remove('customerTag', [tagged]))
        await isNew()
        await write((writer) =>
          writer.create('order', [{ ...own, status: 'completed', currency: 'USD', amount: 1 }]),
        )
        await isNew()
      })

      test('If-Match: the current version, one of several or any; never a stale or a weak one', async () => {
        const id = await made()
        const stale = await tagOf(id)
        const change = (note: string, condition: string) =>
          send(platform.change(id, note), { 'if-match': condition })
        const first = await change('current', stale)
        expect(first.status, first.body).toBe(200)
        const current = first.headers.ETag ?? ''
        const before = shown(await send(platform.read(id)))
        for (const condition of [stale, `W/${current}`, `"x", ${stale}`, '"*"', current.slice(1, -1), ''])
          expect(refusal(await change('lost', condition)), condition).toEqual(platform.notThatVersion)
        expect(shown(await send(platform.read(id)))).toBe(before)
        expect(await tagOf(id)).toBe(current)
        for (const [note, condition] of Object.entries({ several: `${stale} , ${current}`, any: '*' }))
          expect((await change(note, await withCurrent(id, condition, current))).status).toBe(200)
        // A record that is not there is missed in the platform's words.
        const missing = await send(platform.change(platform.nobody, 'x'), {
          'if-match': '*',
        })
        expect(missing.status).toBe(404)
      })
      const withCurrent = async (id: string, condition: string, tag: string) =>
        condition.replace(tag, await tagOf(id))

      test('of two changes at once to the version both saw, one is refused', async () => {
        const id = await made()
        for (let round = 0; round < 3; round++) {
          const tag = await tagOf(id)
          const notes = [`one ${round}`, `two ${round}`]
          const answers = await Promise.all(
            notes.map((note) => send(platform.change(id, note), { 'if-match': tag })),
          )
          const statuses = answers.map(({ status }) => status)
          expect([...statuses].sort()).toEqual([200, 412])
          const { body } = await send(platform.read(id))
          expect(notes.filter((note) => body.includes(`"${note}"`))).toEqual([notes[statuses.indexOf(200)]])
        }
      })

      test('a repeated change is answered though its version is no more the current one', async () => {
        const id = await made()
        const condition = { 'if-match': await tagOf(id) }
        const first = await keyed(platform.change(id, 'once'), `versioned-${name}`, condition)
        expect(first.status).toBe(200)
        const again = await keyed(platform.change(id, 'once'), `versioned-${name}`, condition)
        expect([said(again), isReplay(again)]).toEqual([said(first), true])
        const other = await keyed(platform.change(id, 'once'), `versioned-${name}`)
        expect(refusal(other)).toEqual(platform.keyReused)
      })
    },
  )
})

/** Until it is mended, the store has no room for an answer. */
function failingToKeep({ services }: World) {
  const { joined } = services.records
  services.records.joined = (organization, work) =>
    joined(organization, (records) =>
      work({ ...records, keepAnswer: () => Promise.reject(new Error('no room')) }),
    )
  return {
    mend() {
      services.records.joined = joined
    },
  }
}
