/**
 * Writers who change a shop through the three platforms at once while something goes wrong with it, and who remember what
 * they were told: what was acknowledged must be there afterwards, what was refused or cut off may be, and every refusal is
 * one of the platform's own.
 */
import { randomBytes } from 'node:crypto'
import { dialects } from '../../src/dialects/index.ts'
import { checkOf } from '../support/expect-documented.ts'
import { type Acting, OPERATIONS, type Person, SHOPLINE } from './operations.ts'
import type { Shop } from './shop.ts'

/** An answer, read to its end. */
export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the platform answers
  body: any
}

/** The platform said no for now, or nobody said anything: it may have been done and may not. */
export class Unanswered extends Error {}

export interface Counts {
  /** Writes that were acknowledged. */
  acknowledged: number
  /** Answers of 429 and 503. */
  refused: number
  /** Requests whose connection broke or was never made. */
  cut: number
  /** The longest that anybody waited for an answer, in milliseconds. */
  longest: number
}

export interface Witness {
  counts: Counts
  /** What no server may do: other answers than the platform's, stale ones, silence; one line each. */
  problems: string[]
  start(): void
  /** Every writer ends what it does. */
  stop(): Promise<void>
  /** So many more writes are acknowledged; within `seconds`, or it is a problem. */
  more(writes: number, seconds?: number): Promise<void>
  /** Looks for all that was ever acknowledged and names what is missing, or is there and should not be. */
  missing(): Promise<string[]>
}

export interface WitnessOptions {
  shop: Shop
  /** Where the server is now. */
  origin(): string
  writers?: number
  /** Silence of so long is a problem. */
  patienceMs?: number
}

const JSON_API = 'application/vnd.api+json'
/** Refunds that were acknowledged are recorded in no longer than that. */
const CONFIRMED_MS = 90_000
/** What a server that does what it can says of what it cannot. */
const FOR_NOW = new Set([429, 503])

export function createWitness({ shop, origin, writers = 6, patienceMs = 60_000 }: WitnessOptions): Witness {
  const counts: Counts = { acknowledged: 0, refused: 0, cut: 0, longest: 0 }
  const problems: string[] = []
  const people: Person[] = []
  const { refunds } = shop
  // Several witnesses may look at one shop.
  const series = randomBytes(3).toString('hex')
  const checks = new Map(dialects.map((dialect) => [dialect.name, checkOf(dialect)]))
  let token: string | null = null
  let isOver = true
  let working: Promise<unknown> = Promise.resolve()
  /** What ended a writer that nothing should have ended. */
  let failure: unknown

  async function ask(method: string, url: string, headers: Record<string, string>, body?: unknown) {
    const began = performance.now()
    try {
      const answer = await fetch(origin() + url, {
        method,
        headers,
        signal: AbortSignal.timeout(patienceMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      counts.longest = Math.max(counts.longest, performance.now() - began)
      return { status: answer.status, headers: Object.fromEntries(answer.headers), text }
    } catch (error) {
      if ((error as Error).name === 'TimeoutError')
        problems.push(`${method} ${url}: no answer in ${patienceMs / 1000} s`)
      counts.cut++
      throw new Unanswered(String((error as Error).cause ?? error))
    }
  }

  const acting: Acting = {
    payments: shop.payments,
    refunds,
    async call(platform, method, url, body, more = {}) {
      const authorization = await authorizationOf(platform)
      const type = platform === 'commerce-layer' ? JSON_API : 'application/json'
      const headers = { authorization, accept: type, 'content-type': type, ...more }
      const { status, text, headers: told } = await ask(method, url, headers, body)
      const problem = checks.get(platform)?.(
        { method, path: url.split('?')[0] ?? '', query: url.split('?')[1] ?? '' },
        { status, headers: told, body: text },
      )
      if (problem) problems.push(`${method} ${url}: ${problem}`)
      if (FOR_NOW.has(status)) {
        counts.refused++
        throw new Unanswered(`${status}`)
      }
      if (status >= 500) {
        problems.push(`${method} ${url}: ${status} ${text.slice(0, 300)}`)
        throw new Unanswered(`${status}`)
      }
      return { status, body: text === '' ? null : JSON.parse(text) }
    },
    expect(holds, what) {
      if (!holds) problems.push(what())
    },
  }

  async function authorizationOf(platform: string): Promise<string> {
    const { commerceLayer, shopline, easycart } = shop.credentials
    if (platform === 'shopline') return `Bearer ${shopline.access_token}`
    if (platform === 'easycart') return `Bearer ${easycart.token}`
    if (token) return `Bearer ${token}`
    const { client_id, client_secret } = commerceLayer
    const asked = { grant_type: 'client_credentials', client_id, client_secret }
    const { status, text } = await ask('POST', '/oauth/token', { 'content-type': 'application/json' }, asked)
    if (status !== 200) {
      if (FOR_NOW.has(status)) counts.refused++
      else problems.push(`POST /oauth/token: ${status} ${text.slice(0, 300)}`)
      throw new Unanswered(`${status}`)
    }
    token = JSON.parse(text).access_token
    return `Bearer ${token}`
  }

  /** One thing after another, each to somebody of the writer's own. */
  async function write(writer: number): Promise<void> {
    const own: Person[] = []
    for (let turn = 0; !isOver; turn++) {
      const operation = OPERATIONS[(turn * 7 + writer * 3) % OPERATIONS.length] as (typeof OPERATIONS)[number]
      const living = own.filter(({ life }) => life === 'alive')
      let person = living[turn % Math.max(1, living.length)]
      if (operation.makes) {
        person = {
          email: `w${series}-${writer}-${turn}@example.com`,
          life: 'unknown',
          id: null,
          number: null,
          steps: {},
        }
        own.push(person)
        people.push(person)
      }
      if (!person) continue
      try {
        await operation.act(acting, person, turn + 1)
        if (operation.writes) counts.acknowledged++
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }

  return {
    counts,
    problems,
    start() {
      isOver = false
      working = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
      working.catch((error) => {
        failure = error
      })
    },
    async stop() {
      isOver = true
      await working
    },
    async more(writes, seconds = 60) {
      const wanted = counts.acknowledged + writes
      const end = Date.now() + seconds * 1000
      while (counts.acknowledged < wanted && Date.now() < end) {
        if (failure) throw failure
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      if (counts.acknowledged < wanted)
        problems.push(
          `${wanted - counts.acknowledged} of ${writes} writes were not acknowledged in ${seconds} s`,
        )
    },
    async missing() {
      const found: string[] = []
      for (const person of people) found.push(...(await missingOf(acting, person)))
      const end = Date.now() + CONFIRMED_MS
      for (const [id, { acknowledged, sent }] of refunds) {
        const recorded = async () =>
          (await acting.call('easycart', 'GET', `/api/v1/transactions/${id}`)).body.refunded_amount as number
        // The provider confirms a while later, and whoever records it may have been cut off himself.
        let amount = await recorded()
        while (amount < acknowledged && Date.now() < end) {
          await new Promise((resolve) => setTimeout(resolve, 200))
          amount = await recorded()
        }
        if (amount < acknowledged || amount > sent)
          found.push(`refunds of ${id}: ${amount} of ${acknowledged} acknowledged, ${sent} asked for`)
      }
      return found
    },
  }
}

/** Found by e-mail address through one platform and by id through the other: no more than one, and none that went. */
async function missingOf({ call }: Acting, person: Person): Promise<string[]> {
  const { email, life, steps } = person
  const list = await call(
    'commerce-layer',
    'GET',
    `/api/customers?filter[q][email_eq]=${email}&fields[customers]=email,metadata`,
  )
  const found = list.body.data as { id: string; attributes: { metadata: { step?: number } } }[]
  const wanted = { alive: [1], gone: [0], unknown: [0, 1] }[life]
  if (!wanted.includes(found.length)) return [`${email} is ${life}, and there are ${found.length}`]
  const [one] = found
  if (!one) return []
  if (person.id && one.id !== person.id) return [`${email} was ${person.id} and is ${one.id}`]
  const asked = await call('shopline', 'POST', `${SHOPLINE}/customers/query_user_by_email.json`, { email })
  const shown: Record<string, number> = {
    metadata: one.attributes.metadata.step ?? 0,
    name: stepOf(asked.body.customer?.first_name),
  }
  return Object.entries(steps).flatMap(([field, { acknowledged, sent }]) => {
    const value = shown[field] ?? 0
    return value >= acknowledged && value <= sent
      ? []
      : [`${email}: ${field} is ${value}, of ${acknowledged} acknowledged, ${sent} sent`]
  })
}

const stepOf = (name: string | null | undefined): number => Number(/^step-(\d+)$/.exec(name ?? '')?.[1] ?? 0)
