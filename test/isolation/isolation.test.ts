/** Whoever has no right to a shop gets the platform's own refusal, and nobody gets a byte of another shop. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { percentDecode } from '../../src/lib/route.ts'
import { ENGINES } from '../support/engines.ts'
import { type Answer, comparable, type HotServer, startServer } from '../support/hot-servers.ts'
import { LONG, times } from '../support/long.ts'
import { tried } from '../support/tried.ts'
import { createWorld, type World } from '../support/world.ts'
import { type Ask, asksOf, ROUTES } from './asks.ts'
import { PLATFORMS, type PlatformName } from './platforms.ts'
import { fillShop, type Shop, STRANGE } from './shops.ts'
import { createTraces, idsOf } from './traces.ts'
import { twinOf, twinsOf } from './twins.ts'
import { makeEnding, makeWrong, type Wrong } from './wrong-credentials.ts'

type Headers = Readonly<Record<string, string>>
const DAY = 86_400_000
const PATIENCE = times(120_000, 3_600_000)
/** The server is nearer than the embedded engine; which of them it is makes no difference to what is refused. */
const HERE = LONG ? ENGINES : ENGINES.slice(-1)

describe.each(HERE)('two shops on %s', { timeout: PATIENCE }, (engine) => {
  let world: World
  /** With answers in memory, and without. */
  let hot: HotServer
  let cold: HotServer
  let mine: Shop
  let strange: Shop
  let wrong: Record<PlatformName, Wrong[]>
  let asks: Record<PlatformName, Ask[]>
  let before: Map<string, unknown>
  let traces: (asked: string, answer: Answer) => string[]
  let strangeIds: Set<string>

  beforeAll(async () => {
    world = await createWorld(engine)
    hot = await startServer(world)
    cold = await startServer(world, { hotBytes: 0 })
    mine = await fillShop(world, cold, world.organization, 'plain')
    asks = Object.fromEntries(
      PLATFORMS.map((platform) => [platform, some(asksOf(platform, mine.facts[platform]))]),
    ) as typeof asks
    before = await everyRead(cold)
    strange = await fillShop(world, cold, await world.addOrganization({ slug: STRANGE }), STRANGE)
    wrong = await makeWrong(world, hot, { mine, strange }, async (platform, headers) => {
      for (const ask of asks[platform].filter(isRead)) await send(hot, ask, headers)
    })
    strangeIds = await idsOf(world, strange.organization.key)
    traces = createTraces(STRANGE, strangeIds)
  }, PATIENCE)
  afterAll(async () => {
    await hot?.close()
    await cold?.close()
    await world?.close()
  })

  const send = (server: HotServer, { method, url, headers, body }: Ask, own: Headers) =>
    server.send({ method, url, body, headers: { ...headers, ...own } })
  const isRead = ({ method }: Ask) => method === 'GET'
  const key = ({ method, url, headers, body }: Ask) => `${method} ${url} ${JSON.stringify(headers)} ${body}`
  const answered = (answer: Answer) => {
    const { status, headers, body } = comparable(answer)
    return { status, headers: { ...headers, traceId: undefined }, body }
  }

  /** Everything that reads, as the shop's own credential gets it. */
  async function everyRead(server: HotServer): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>()
    for (const platform of PLATFORMS)
      for (const ask of asks[platform].filter(isRead))
        found.set(key(ask), answered(await send(server, ask, mine.headers[platform])))
    return found
  }

  test.each(PLATFORMS)('every route of %s is asked', (platform) => {
    const asked = new Set(asks[platform].map(({ route }) => route))
    expect(ROUTES[platform].filter((route) => !asked.has(route))).toEqual([])
    expect(asked.size).toBe(new Set(ROUTES[platform]).size)
  })

  test('what a shop is shown is the same in every byte, whether there is another or not', async () => {
    for (const server of LONG ? [cold, hot, hot] : [cold, hot]) {
      const after = await everyRead(server)
      for (const [asked, answer] of before) expect([asked, after.get(asked)]).toEqual([asked, answer])
    }
    expect(before.size).toBeGreaterThan(LONG ? 300 : 60)
    tried(
      `isolation: answers before and after another organization came (${engine})`,
      before.size * (LONG ? 3 : 2),
      '0 differ',
    )
  })

  test.each(PLATFORMS)('%s refuses every wrong credential in its own words', async (platform) => {
    const seen = await refuseAll(platform, wrong[platform])
    const names = new Set(wrong[platform].map(({ name }) => name))
    for (const name of ['none', 'malformed', 'expired', 'revoked', 'other organization', 'other platform'])
      expect(names).toContain(name)
    tried(`isolation: routes of ${platform} × wrong credentials (${engine})`, seen, '0 wrong')
  })

  /** How many were tried. */
  async function refuseAll(platform: PlatformName, credentials: readonly Wrong[]): Promise<number> {
    let seen = 0
    const rows = [...new Map(asks[platform].map((ask) => [ask.row, ask])).values()]
    for (const [place, { name, headers, refused }] of credentials.entries())
      for (const ask of someOf(rows, place)) {
        const refusal = refused(ask)
        if (!refusal) continue
        const answer = await send(hot, ask, headers)
        const said = [ask.row, name, answer.status, JSON.parse(answer.body)]
        expect(said).toEqual([ask.row, name, refusal.status, refusal.body])
        expect([ask.row, name, traces(key(ask), answer)]).toEqual([ask.row, name, []])
        seen++
      }
    return seen
  }

  test.each(PLATFORMS)('what is of another shop is to %s what never was', async (platform) => {
    const theirs = asksOf(platform, strange.facts[platform])
    const facts = twinsOf(strange.facts[platform], strangeIds)
    const run = [...(facts.run ?? '')].reverse().join('')
    const lookUp = (ask: Ask) => isRead(ask) || ask.route.includes('query_user_by_email')
    const pairs = [
      ...pairsOf(theirs, asksOf(platform, facts)),
      // And those of whom the words in their e-mails tell.
      ...pairsOf(theirs, asksOf(platform, { ...strange.facts[platform], run })).filter(([ask]) =>
        lookUp(ask),
      ),
    ]
    const seen = await compare(platform, pairs)
    expect(seen).toBeGreaterThan(LONG ? 30 : 20)
    tried(
      `isolation: ${platform} asked with ids of another organization (${engine})`,
      seen,
      'as ids that never were',
    )
  })

  const pairsOf = (theirs: readonly Ask[], nobodys: readonly Ask[]) =>
    theirs.flatMap((ask, place): (readonly [Ask, Ask])[] => {
      const twin = nobodys[place] as Ask
      return key(ask) === key(twin) ? [] : [[ask, twin]]
    })

  /** The same answers and the same statements, but for the ids that were asked for. */
  async function compare(platform: PlatformName, pairs: readonly (readonly [Ask, Ask])[]): Promise<number> {
    const own = mine.headers[platform]
    const chosen = some(pairs)
    for (const [ask, twin] of chosen) {
      const found = await observed(ask)
      const missed = await observed(twin)
      expect([key(ask), found.answer.status]).toEqual([key(ask), missed.answer.status])
      const isMade = ask.method !== 'GET' && found.answer.status < 300
      // What was made has ids of its own.
      const [one, other] = isMade
        ? [found, missed].map(({ asked }) => asked.map(({ text }) => text))
        : [blurred(found, ask, twin), blurred(missed, ask, twin)]
      expect([ask.row, one]).toEqual([ask.row, other])
      expect([ask.row, traces(key(ask), found.answer)]).toEqual([ask.row, []])
    }
    return chosen.length

    async function observed(ask: Ask) {
      // Whose token it is, is known from here on.
      await send(cold, asks[platform].find(isRead) as Ask, own)
      world.asked()
      const answer = await send(cold, ask, own)
      const asked = world
        .asked()
        // Looks at the versions of data are shared and remembered: when the next is due goes by what was asked before.
        .filter(({ text }) => !/from (data_versions|counters)\s+where organization_id = any\(/.test(text))
      for (const { text, values } of asked)
        for (const [, place] of text.matchAll(/organization_id"? = \(?\$(\d+)/g))
          expect([ask.row, text, values[Number(place) - 1]]).toEqual([ask.row, text, mine.organization.key])
      return {
        answer: answered(answer) as Answer,
        asked: asked.map(({ text, values }) => ({ text, values: JSON.stringify(values) })),
      }
    }
  }

  /** Ids are all alike. */
  function blurred(seen: unknown, ask: Ask, twin: Ask): string {
    let text = JSON.stringify(seen)
    for (const one of [ask, twin])
      for (const id of percentDecode(key(one)).match(/[A-Za-z0-9-]{6,}/g) ?? [])
        if (
          strangeIds.has(id.toLowerCase()) ||
          strangeIds.has(id) ||
          strangeIds.has(twinOf(id).toLowerCase()) ||
          strangeIds.has(twinOf(id))
        )
          text = text.replaceAll(id, '·').replaceAll(id.toLowerCase(), '·')
    return text
  }

  // Last: time passes.
  test('whatever ends by itself is refused from then on, though it was just answered from memory', async () => {
    const ending = await makeEnding(world, hot, mine, new Date(world.clock().getTime() + DAY))
    for (const platform of PLATFORMS)
      for (const ask of asks[platform].filter(isRead)) {
        await send(hot, ask, ending[platform].headers)
        expect((await send(hot, ask, ending[platform].headers)).status, ask.row).toBeLessThan(405)
      }
    world.setTime(new Date(world.clock().getTime() + 2 * DAY).toISOString())
    let seen = 0
    for (const platform of PLATFORMS) seen += await refuseAll(platform, [ending[platform]])
    world.setTime()
    tried(`isolation: routes × credentials that ended while remembered (${engine})`, seen, '0 wrong')
  })

  /** All in the long run; else of the many rows of one route every fourth, others for each credential. */
  const someOf = (rows: readonly Ask[], from: number): readonly Ask[] => {
    const seen = new Map<string, number>()
    return rows.filter(({ route }) => {
      const place = seen.get(route) ?? from
      seen.set(route, place + 1)
      return LONG || !route.includes('/:type') || place % 4 === 0
    })
  }

  /** All in the long run; else some of what hangs on each resource, and of the cases of each route. */
  function some<T extends Ask | readonly [Ask, Ask]>(all: readonly T[]): T[] {
    const seen = new Map<string, number>()
    return all.filter((one, place) => {
      const { route } = (Array.isArray(one) ? one[0] : one) as Ask
      const count = (seen.get(route) ?? 0) + 1
      seen.set(route, count)
      if (LONG) return true
      if (route.includes('/:relationship')) return place % 9 === 0
      return route.includes('/:type') ? true : count <= 2
    })
  }
})
