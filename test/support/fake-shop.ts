/**
 * A shop that does not exist, kept in memory, with a platform of its own: what it shows, how it fails and what time it
 * is there are the test's to say. Its lists are newest change last, three a page.
 */
import { createHash } from 'node:crypto'
import type { Draft } from '../../src/core/draft.ts'
import type { ClientAnswer, DialectClient, SyncItem, SyncStream, Walk } from '../../src/dialects/client.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import type { SendRequest } from '../../src/jobs/sync/polite-get.ts'
import { toy } from '../generic/toy/index.ts'

const PAGE = 3

interface Kept {
  id: string
  changed: number
}
export interface Person extends Kept {
  email: string | null
  note: string | null
  addresses: { id: string; city: string; main: boolean }[]
}
export interface Sale extends Kept {
  person: string
  amount: number
}

/** What a request meets in place of its answer; an `Error` is a broken connection. */
export type Mishap = Partial<ClientAnswer> | Error | null

/** An id that is known by a word: `idOf('ada')`. */
export function idOf(word: string): string {
  const hex = createHash('sha256').update(word).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export function createFakeShop(start = '2026-03-01T00:00:00Z') {
  const people = new Map<string, Person>()
  const sales = new Map<string, Sale>()
  let time = Date.parse(start)
  let tokens = 0
  let token = ''
  const asked: string[] = []
  const shop = {
    people,
    sales,
    asked,
    /** Asked before each answer, with the number of the request from 1 and its URL. */
    mishap: (_number: number, _url: string): Mishap => null,
    /** Every answer carries the shop's own time. */
    pass: (seconds: number) => {
      time += seconds * 1000
    },
    now: () => new Date(time),
    expireToken: () => {
      token = ''
    },
    person(word: string, values: Partial<Omit<Person, 'id' | 'changed'>> = {}): Person {
      time += 1000
      const before = people.get(idOf(word))
      const person = {
        ...{ email: `${word}@example.com`, note: null, addresses: [], ...before, ...values },
        ...{ id: idOf(word), changed: time },
      }
      people.set(person.id, person)
      return person
    },
    sale(word: string, person: string, amount: number): Sale {
      time += 1000
      const sale = { id: idOf(word), person: idOf(person), amount, changed: time }
      sales.set(sale.id, sale)
      return sale
    },
    remove(word: string): void {
      people.delete(idOf(word))
      sales.delete(idOf(word))
    },
  }

  const send: SendRequest = async ({ url, method = 'GET', headers = {} }) => {
    asked.push(url)
    const met = shop.mishap(asked.length, url)
    if (met instanceof Error) throw met
    const date = { date: new Date(time).toUTCString() }
    const answer = (status: number, body: unknown): ClientAnswer => ({
      status,
      headers: date,
      body: JSON.stringify(body),
    })
    if (met) return { status: 500, body: '', ...met, headers: { ...date, ...met.headers } }
    const { pathname, searchParams } = new URL(url, 'http://shop.test')
    if (pathname === '/fake/token' && method === 'POST') {
      token = `token-${++tokens}`
      return answer(200, { token })
    }
    if (headers['x-token'] !== token || token === '') return answer(401, { wrong: 'who are you?' })
    const [, , list = '', id] = pathname.split('/')
    const kept: ReadonlyMap<string, Kept> = list === 'people' ? people : sales
    if (id) return kept.has(id) ? answer(200, kept.get(id)) : answer(404, {})
    const since = Number(searchParams.get('since') ?? 0)
    const after = searchParams.get('after') ?? ''
    const place = ({ changed, id }: Kept) => `${String(changed).padStart(15, '0')} ${id}`
    const all = [...kept.values()]
      .filter(({ changed }) => changed >= since)
      .sort((a, b) => (place(a) < place(b) ? -1 : 1))
    const rest = all.filter((each) => place(each) > after)
    const shown = rest.slice(0, PAGE)
    const last = shown.at(-1)
    return answer(200, { shown, total: all.length, next: rest.length > PAGE && last ? place(last) : null })
  }
  return Object.assign(shop, { send, dialect: fakeDialect })
}

const stream = <T extends Kept>(
  name: string,
  type: 'customer' | 'order',
  incremental: boolean,
  itemOf: (shown: T) => SyncItem,
): SyncStream => ({
  name,
  type,
  incremental,
  async *pages({ get, from, since }: Walk) {
    for (let after = from as string | null; ; ) {
      const asked = `${after ? `&after=${encodeURIComponent(after)}` : ''}${since ? `&since=${since.getTime()}` : ''}`
      const { body } = await get(`/fake/${name}?${asked.slice(1)}`)
      const page: { shown: T[]; next: string | null; total: number } = JSON.parse(body)
      yield { items: page.shown.map(itemOf), next: page.next, total: page.total }
      if (page.next === null) return
      after = page.next
    }
  },
  exists: async (get, id) => (await get(`/fake/${name}/${id}`)).status !== 404,
})

const sales = stream<Sale>('sales', 'order', false, ({ id, person, amount, changed }) => {
  const owner = { customerKey: { uuidId: person } }
  const at = new Date(changed)
  const order: Draft = {
    type: 'order',
    values: {
      uuidId: id,
      status: 'completed',
      currency: 'USD',
      amount,
      customerEmail: 'of@the.sale',
      createdAt: at,
    },
    links: owner,
  }
  const payment: Draft = {
    type: 'payment',
    values: { uuidId: idOf(`paid ${id}`), currency: 'USD', amount, paidAt: at },
    links: { ...owner, orderKey: { uuidId: id } },
  }
  return { type: 'order', remoteId: id, drafts: [order, payment], whole: ['payment'], shown: { id } }
})

const persons = stream<Person>('people', 'customer', true, ({ id, email, note, addresses }) => ({
  type: 'customer',
  remoteId: id,
  drafts: [
    { type: 'customer', values: { uuidId: id, email, note }, links: {} },
    ...addresses.map(
      (address): Draft => ({
        type: 'address',
        values: { uuidId: address.id, city: address.city, isDefault: address.main },
        links: { customerKey: { uuidId: id } },
      }),
    ),
  ],
  whole: ['address'],
  shown: { id, email },
}))

/** Sales come before the people who bought: what they point to is only there later. */
const client: DialectClient = {
  ...toy.client,
  credential: { key: { about: 'the key', secret: true } },
  streams: [sales, persons],
  async authorize(_, send) {
    const { body } = await send({ method: 'POST', url: '/fake/token' })
    return { 'x-token': JSON.parse(body).token }
  },
}
const fakeDialect: Dialect = { ...toy, name: 'fake', client }
export type FakeShop = ReturnType<typeof createFakeShop>
