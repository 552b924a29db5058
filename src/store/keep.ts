/**
 * What a transaction keeps beside the records that it wrote, in one statement at its end: figures of customers, counters,
 * moves in the ordered lists, events, the version of the data. Each is a part of one `with`; what a transaction has none
 * of is left out, and the statement of each selection of parts is planned once.
 */
import { type RawBuilder, sql } from 'kysely'
import type { Change, Derived } from '../core/change.ts'
import type { Actor } from '../core/ports.ts'
import { appending, eventOf } from './changes.ts'
import { counting } from './counters.ts'
import { raising } from './data-versions.ts'
import type { Database } from './database.ts'
import { createKnown, type Given } from './known-statement.ts'
import { appendMoves, movesOfCustomers, movesOfMembers, type Standing } from './rank/moves.ts'
import { reserve } from './record-keys.ts'
import { refreshing } from './totals.ts'

type Sql = RawBuilder<unknown>

export interface Kept {
  organization: number
  actor: Actor
  now: Date
  /** Whose ledger was written; locked. */
  ledgerOf: readonly number[]
  /** Whose `updatedAt` is left as it is. */
  isUntouched(key: number): boolean
  counters: ReadonlyMap<string, number>
  changes: readonly Change[]
  /** Keys for events, ascending; where there are too few all are taken anew. */
  eventKeys: readonly number[]
  /** Customers that may stand elsewhere now, and where they stood. */
  standings: ReadonlyMap<number, Standing>
}

interface Shape {
  ledger: 'none' | 'one' | 'many'
  counters: boolean
  moves: boolean
  events: boolean
}

interface Values {
  organization: number
  now: string
  actor: string
  events: string
  /** One customer, or several. */
  customers: number | readonly number[]
  stamped: readonly number[]
  names: readonly string[]
  deltas: readonly number[]
  keys: readonly number[]
  created: readonly (string | null)[]
  updated: readonly (string | null)[]
}

const EVENTS_PER_STATEMENT = 1000

/** Keeps it; gives the customers whose status is another one now. */
export async function keep(database: Database, kept: Kept): Promise<Derived[]> {
  const events = await eventsOf(database, kept)
  const before = events.length - (events.length % EVENTS_PER_STATEMENT || EVENTS_PER_STATEMENT)
  for (let from = 0; from < before; from += EVENTS_PER_STATEMENT)
    await append(database, null, valuesOf(kept, events.slice(from, from + EVENTS_PER_STATEMENT)))
  const last = events.slice(Math.max(0, before))
  const found = await keeping(database, shapeOf(kept, last), valuesOf(kept, last))
  return found.flatMap(([id, status]): Derived[] => {
    const [key, to] = [Number(id), status ?? '']
    const from = kept.standings.get(key)?.status ?? to
    return from === to ? [] : [{ type: 'customer', field: 'status', key, from, to }]
  })
}

async function eventsOf(database: Database, { changes, eventKeys }: Kept) {
  const keys = eventKeys.length >= changes.length ? eventKeys : await reserve(database, changes.length)
  return changes.map((change, index) => eventOf(change, keys[index] as number))
}

const shapeOf = ({ ledgerOf, counters, standings }: Kept, events: readonly unknown[]): Shape => ({
  ledger: ledgerOf.length === 0 ? 'none' : ledgerOf.length === 1 ? 'one' : 'many',
  counters: counters.size > 0,
  moves: standings.size > 0,
  events: events.length > 0,
})

function valuesOf(kept: Kept, events: readonly unknown[]): Values {
  const { organization, actor, now, ledgerOf, isUntouched, counters, standings } = kept
  const where = [...standings.values()]
  return {
    organization,
    now: now.toISOString(),
    actor: JSON.stringify(actor),
    events: JSON.stringify(events),
    customers: ledgerOf.length === 1 ? (ledgerOf[0] as number) : ledgerOf,
    stamped: ledgerOf.filter((key) => !isUntouched(key)),
    names: [...counters.keys()],
    deltas: [...counters.values()],
    keys: [...standings.keys()],
    created: where.map((one) => one.createdAt?.toISOString() ?? null),
    updated: where.map((one) => one.updatedAt?.toISOString() ?? null),
  }
}

const eventsGiven = (given: Given<Values>) => ({
  organization: given('organization'),
  now: given('now'),
  actor: given('actor'),
  events: given('events'),
})

const append = createKnown<null, Values>((_, given) => appending(eventsGiven(given)))

/** Planned for one customer, or for the very number of them. */
const keeping = createKnown<Shape, Values>(
  (shape, given) => {
    const organization = given('organization')
    const isLedger = shape.ledger !== 'none'
    const isCounted = shape.counters || isLedger
    const parts: Sql[] = []
    if (isLedger)
      parts.push(
        ...refreshing({
          organization,
          customers: given('customers'),
          isOne: shape.ledger === 'one',
          stamped: given('stamped'),
          now: given('now'),
        }),
      )
    if (isCounted) parts.push(sql`counted as (${counting(organization, deltas(shape, given))})`)
    const moves = [
      ...(isLedger ? [movesOfMembers(sql`select currency, gone, come from changed`)] : []),
      ...(shape.moves
        ? [
            movesOfCustomers(
              organization,
              { keys: given('keys'), created: given('created'), updated: given('updated') },
              isLedger,
            ),
          ]
        : []),
    ]
    if (moves.length > 0)
      parts.push(sql`moved as (${appendMoves(organization, sql.join(moves, sql` union all `))})`)
    if (shape.events) parts.push(sql`said as (${appending(eventsGiven(given))})`)
    const raised = raising(organization, isCounted ? sql`counted` : null)
    if (isLedger)
      return sql`with ${sql.join([...parts, sql`raised as (${raised})`])}
        select key, status from own`
    return parts.length > 0 ? sql`with ${sql.join(parts)} ${raised}` : raised
  },
  ({ ledger }) => ledger !== 'many',
)

const deltas = ({ ledger, counters }: Shape, given: Given<Values>): Sql =>
  sql.join(
    [
      ...(counters
        ? [
            sql`select name, delta from unnest(${given('names')}::text[], ${given('deltas')}::bigint[]) as c (name, delta)`,
          ]
        : []),
      ...(ledger === 'none'
        ? []
        : [sql`select 'members:' || upper(currency) as name, delta from changed where delta <> 0`]),
    ],
    sql` union all `,
  )
