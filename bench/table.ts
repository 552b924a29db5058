/** The table of what is measured, and what each figure is to reach. The engine (measure-row.ts) knows no row by name. */
import type { ServerSpec, Side } from './servers/sides.ts'

export type Target = { atLeast: number } | { atMost: number }

export type Measurement =
  /** Requests a second of one side ÷ the other. */
  | { kind: 'rates'; over: Side; under: Side }
  /** p99 ÷ p50. */
  | { kind: 'tail'; side: Side }
  /** CPU of the server a page ÷ `JSON.stringify` of the page. */
  | { kind: 'cpu'; side: Side }
  /** Time to write a page as text in one pass ÷ building its objects and `JSON.stringify`. */
  | { kind: 'presenter'; customers: number }
  /** Inserts a second with what is kept ÷ without it. */
  | { kind: 'inserts'; of: 'customer' | 'order'; customers: number }
  /** MB of the server after minutes of mixed load. */
  | { kind: 'memory'; server: ServerSpec }
  /** Transactions a second that the database alone does of the same statement; no target, the floor below the first row. */
  | { kind: 'floor'; customers: number }

export interface Row {
  id: string
  title: string
  /** Null: shown for comparison only. */
  target: Target | null
  measurement: Measurement
  /** Only in the full run: what it needs (two million customers, ten minutes) takes long. */
  long?: boolean
}

const THOUSAND = 1000
const MILLION = THOUSAND * THOUSAND
const SMALL = 20 * THOUSAND
const USUAL = 200 * THOUSAND
const LARGE = 2 * MILLION

const on = (customers: number, more: Partial<ServerSpec> = {}): ServerSpec => ({
  engine: 'postgres',
  customers,
  ...more,
})
const cold = on(USUAL)
const hot = on(USUAL, { hot: true })
const embedded = on(USUAL, { engine: 'embedded' })
const embeddedHot = on(USUAL, { engine: 'embedded', hot: true })

const ofBare = (server: ServerSpec): Measurement => ({
  kind: 'rates',
  over: { server, ask: 'first' },
  under: { bare: { server, ask: 'first' } },
})
type Asked = Extract<Side, { ask: unknown }>['ask']
const deep = (over: Asked, under: Asked): Measurement => ({
  kind: 'rates',
  over: { server: cold, ask: over },
  under: { server: cold, ask: under },
})
const grown = (ask: Asked): Measurement => ({
  kind: 'rates',
  over: { server: on(LARGE), ask },
  under: { server: on(SMALL), ask },
})
const besidePeer = (server: ServerSpec, peer: 'platformatic' | 'commerce'): Measurement => ({
  kind: 'rates',
  over: { server, ask: 'first' },
  under: { peer, customers: server.customers },
})
const atLeast = (value: number): Target => ({ atLeast: value })
const atMost = (value: number): Target => ({ atMost: value })

const LIST = 'Commerce Layer list of 10'

export const TABLE: readonly Row[] = [
  {
    id: 'cold',
    title: `${LIST}, exact count, cold ÷ bare node:http`,
    target: atLeast(0.15),
    measurement: ofBare(cold),
  },
  { id: 'hot', title: `${LIST}, hot ÷ bare node:http`, target: atLeast(0.6), measurement: ofBare(hot) },
  {
    id: 'embedded-cold',
    title: `${LIST}, embedded store, cold ÷ bare node:http`,
    target: atLeast(0.03),
    measurement: ofBare(embedded),
  },
  {
    id: 'embedded-hot',
    title: `${LIST}, embedded store, hot ÷ bare node:http`,
    target: atLeast(0.6),
    measurement: ofBare(embeddedHot),
  },
  {
    id: 'floor',
    title: 'the list’s own statement by pgbench, transactions a second',
    target: null,
    measurement: { kind: 'floor', customers: USUAL },
  },
  {
    id: 'count',
    title: 'list with exact count ÷ without',
    target: atLeast(0.95),
    measurement: {
      kind: 'rates',
      over: { server: cold, ask: 'first' },
      under: { server: { ...cold, counted: false }, ask: 'first' },
    },
  },
  {
    id: 'deep-default',
    title: 'page 5,000 ÷ page 1, default order',
    target: atLeast(0.8),
    measurement: deep('deep', 'first'),
  },
  {
    id: 'deep-created',
    title: 'page 5,000 ÷ page 1, created_at',
    target: atLeast(0.8),
    measurement: deep('deep by created_at', 'first by created_at'),
  },
  {
    id: 'deep-updated',
    title: 'page 5,000 ÷ page 1, updated_at',
    target: atLeast(0.8),
    measurement: deep('deep by updated_at', 'first by updated_at'),
  },
  {
    id: 'deep-easycart',
    title: 'page 4,000 of 4,795 ÷ page 1, Easycart',
    target: atLeast(0.8),
    measurement: deep('Easycart deep', 'Easycart first'),
  },
  {
    id: 'middle',
    title: 'page N/2 ÷ page 1 at 2 M customers',
    target: atLeast(0.7),
    measurement: {
      kind: 'rates',
      over: { server: on(LARGE), ask: 'middle' },
      under: { server: on(LARGE), ask: 'first' },
    },
    long: true,
  },
  {
    id: 'grown-first',
    title: 'page 1 at 2 M ÷ at 20 k',
    target: atLeast(0.9),
    measurement: grown('first'),
    long: true,
  },
  {
    id: 'grown-email',
    title: 'e-mail look-up at 2 M ÷ at 20 k',
    target: atLeast(0.9),
    measurement: grown('by e-mail'),
    long: true,
  },
  {
    id: 'grown-cursor',
    title: 'SHOPLINE cursor page at 2 M ÷ at 20 k',
    target: atLeast(0.9),
    measurement: grown('SHOPLINE cursor'),
    long: true,
  },
  {
    id: 'grown-rare',
    title: 'Easycart page with a rare currency at 2 M ÷ at 20 k',
    target: atLeast(0.9),
    measurement: grown('Easycart rare'),
    long: true,
  },
  {
    id: 'shopline-cpu',
    title: 'SHOPLINE 250 with addresses, server CPU a page ÷ JSON.stringify',
    target: atMost(2.5),
    measurement: { kind: 'cpu', side: { server: cold, ask: 'SHOPLINE 250' } },
  },
  {
    id: 'presenter',
    title: 'presenter text ÷ build objects + JSON.stringify, time a page',
    target: atMost(0.3),
    measurement: { kind: 'presenter', customers: SMALL },
  },
  {
    id: 'customer-inserts',
    title: 'customer inserts/s (with their events), 8 writers, counters, places and version on ÷ off',
    target: atLeast(0.8),
    measurement: { kind: 'inserts', of: 'customer', customers: SMALL },
  },
  {
    id: 'order-inserts',
    title: 'order inserts/s, 8 writers, totals and events on ÷ off',
    target: atLeast(0.5),
    measurement: { kind: 'inserts', of: 'order', customers: SMALL },
  },
  {
    id: 'platformatic-cold',
    title: 'cold ÷ @platformatic/db, 200 k',
    target: atLeast(3),
    measurement: besidePeer(cold, 'platformatic'),
  },
  {
    id: 'platformatic-hot',
    title: 'hot ÷ @platformatic/db, 200 k',
    target: atLeast(10),
    measurement: besidePeer(hot, 'platformatic'),
  },
  {
    id: 'commerce-cold',
    title: 'cold ÷ the commerce backend, 20 k',
    target: atLeast(10),
    measurement: besidePeer(on(SMALL), 'commerce'),
  },
  {
    id: 'tail',
    title: 'p99 ÷ p50 at 32 connections, cold',
    target: atMost(5),
    measurement: { kind: 'tail', side: { server: cold, ask: 'first' } },
  },
  {
    id: 'workers',
    title: '--workers 2 ÷ one process, cold',
    target: atLeast(1.15),
    measurement: {
      kind: 'rates',
      over: { server: { ...cold, workers: 2 }, ask: 'first' },
      under: { server: cold, ask: 'first' },
    },
  },
  {
    id: 'memory',
    title: 'resident memory after mixed load, MB',
    target: atMost(250),
    measurement: { kind: 'memory', server: hot },
    long: true,
  },
]

/** The rows that these flags ask for, `size` in place of the usual number of customers. */
export function chooseRows({
  only,
  long,
  size,
}: {
  only: readonly string[]
  long: boolean
  size: number | null
}): readonly Row[] {
  const stranger = only.find((id) => !TABLE.some((row) => row.id === id))
  if (stranger) throw new Error(`--only ${stranger}: the rows are ${TABLE.map(({ id }) => id).join(', ')}`)
  const chosen =
    only.length > 0 ? TABLE.filter(({ id }) => only.includes(id)) : TABLE.filter((row) => long || !row.long)
  return size === null ? chosen : chosen.map((row) => resized(row, size))
}

const resized = (row: Row, size: number): Row =>
  JSON.parse(JSON.stringify(row), (name, value) => (name === 'customers' && value === USUAL ? size : value))
