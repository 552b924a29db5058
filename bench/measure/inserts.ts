/**
 * Inserts a second through the store's own writer, eight at once on eight connections, with what it keeps beside a
 * record and without: then of the statements that keep something only that part is sent which is no subject of the row, or
 * nothing. Both are the product's whole transactions (keys, ids, locks, commit), so the share is that of what is kept.
 */

import { randomBytes } from 'node:crypto'
import { dialects } from '../../src/dialects/index.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { ORGANIZATION, type Stores } from '../data/stores.ts'
import { type Measured, median } from './measured.ts'
import { partOf } from './part-of.ts'
import { standBetween } from './stand-between.ts'

type Subject = 'customer' | 'order'

const WRITERS = 8
/**
 * Statements that keep, which are left out when keeping is off; and the part of them that is sent all the same: the events of a
 * customer are no counters.
 */
const KEEPING: Readonly<Record<Subject, { forms: readonly RegExp[]; part?: string }>> = {
  customer: { forms: [/\binsert into (counters|data_versions|rank_moves)\b/], part: 'said' },
  order: { forms: [/\binsert into (counters|data_versions|rank_moves|events|customer_totals)\b/] },
}

export interface InsertDeps {
  stores: Stores
  rounds: number
  seconds: number
  say(text: string): void
}

export async function measureInserts(of: Subject, customers: number, deps: InsertDeps): Promise<Measured> {
  const copy = await deps.stores.copy(customers)
  const keeping = switchKeeping(KEEPING[of])
  const identities = createIdentities(dialects, (count) => randomBytes(count))
  const store = await openStore({
    databaseUrl: copy.databaseUrl,
    clock: () => new Date(),
    mintIds: identities.mintIds,
    connections: WRITERS,
  })
  try {
    const organization = (await store.organizations.bySlug(ORGANIZATION))?.key ?? 0
    const people = await store.records.list(organization, {
      type: 'customer',
      where: { op: 'gt', field: 'key', value: 0 },
      sort: [{ field: 'key' }],
      limit: 5000,
    })
    const insert = inserter(
      of,
      store,
      organization,
      people.map(({ key }) => key),
    )
    const rates: Record<'on' | 'off', number[]> = { on: [], off: [] }
    await insertFor(1, insert)
    for (let round = 0; round < deps.rounds; round++) {
      rates.on.push(await keeping.during(true, () => insertFor(deps.seconds, insert)))
      rates.off.push(await keeping.during(false, () => insertFor(deps.seconds, insert)))
      deps.say(
        `round ${round + 1}: ${rates.on.at(-1)?.toFixed(0)}/s with, ${rates.off.at(-1)?.toFixed(0)}/s without`,
      )
    }
    const unmet = keeping.unmet()
    if (unmet.length > 0)
      throw new Error(
        `No statement was skipped for ${unmet.join(', ')}: the store keeps by other statements now`,
      )
    return {
      values: rates.on.map((rate, round) => rate / (rates.off[round] ?? 1)),
      parts: [
        { name: 'kept', value: median(rates.on), unit: 'inserts/s' },
        { name: 'not kept', value: median(rates.off), unit: 'inserts/s' },
      ],
      note: `through the store’s writer in one process; “off” leaves out what keeps${KEEPING[of].part ? ', and says the events all the same' : ''}`,
    }
  } finally {
    keeping.undo()
    await store.close()
    await copy.drop()
  }
}

function inserter(of: Subject, store: Store, organization: number, people: readonly number[]) {
  let number = 0
  const run = randomBytes(4).toString('hex')
  return () =>
    store.records.write(organization, { kind: 'bench' }, async (writer) => {
      number++
      if (of === 'customer')
        await writer.create('customer', [{ email: `insert-${run}-${number}@example.com` }] as never)
      else
        await writer.create('order', [
          {
            customerKey: people[(number * 7919) % people.length],
            status: 'completed',
            currency: 'EUR',
            amount: 1000 + (number % 5000),
            quantity: 1,
          },
        ] as never)
    })
}

/** Inserts a second, with all writers busy. */
async function insertFor(seconds: number, insert: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  const until = started + seconds * 1000
  let inserted = 0
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      for (; performance.now() < until; inserted++) await insert()
    }),
  )
  return inserted / ((performance.now() - started) / 1000)
}

/** While keeping is off, statements of these forms are answered with no rows. */
function switchKeeping({ forms, part }: (typeof KEEPING)[Subject]) {
  let isOn = true
  const unmet = new Set(forms)
  const between = standBetween((statement) => {
    const form = isOn ? undefined : forms.find((one) => one.test(statement.text))
    if (!form) return undefined
    const rest = part === undefined ? null : partOf(statement, part)
    if (part !== undefined && !rest) return undefined
    unmet.delete(form)
    return rest
  })
  return {
    /** Forms that no statement had: what is to be left out is not. */
    unmet: () => [...unmet],
    undo: between.undo,
    async during<T>(keep: boolean, work: () => Promise<T>): Promise<T> {
      isOn = keep
      try {
        return await work()
      } finally {
        isOn = true
      }
    },
  }
}
