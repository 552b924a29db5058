/** How many requests there were in each minute of the last day, by platform and kind of answer, and how long they took. */
import type { Exchange } from '../exchange.ts'
import { addTo, countIn, type Histogram, newHistogram, quantile } from './histogram.ts'

const MINUTE = 60_000

/** By the first digit of the status; 0: the connection ended first. */
export const STATUS_CLASSES = [2, 3, 4, 5, 0] as const

interface Cell {
  organization: number | null
  dialect: string
  /** By first digit. */
  statuses: Uint32Array
  latency: Histogram
}

export interface Latency {
  p50: number | null
  p95: number | null
  p99: number | null
}

export interface TrafficPart {
  at: Date
  dialect: string
  /** False: no valid credential came with them, so that they are nobody's. */
  own: boolean
  /** Counts in the order of `STATUS_CLASSES`. */
  statuses: number[]
}

export interface TrafficSeen {
  since: Date
  stepSeconds: number
  /** Steps without requests are left out. */
  parts: TrafficPart[]
  /** Of the organization's own requests, in each step and all. */
  latency: (Latency & { at: Date })[]
  dialects: (Latency & { dialect: string; requests: number })[]
}

/** The last `minutes` in steps of `step` minutes, up to and with the one that `now` is in. */
export interface TrafficSpan {
  minutes: number
  step: number
  now: Date
}

/** What was counted in one minute, as one process can send it to another. */
export interface TrafficCell extends Cell {
  minute: number
}

export interface TrafficCounts {
  count(exchange: Exchange): void
  read(organization: number, span: TrafficSpan): TrafficSeen
  /** The organization's, and nobody's, from that minute on. */
  cells(organization: number, since: number): TrafficCell[]
}

export interface CountBounds {
  minutes: number
  /** Organizations times platforms times minutes; the oldest minutes go first. */
  cells: number
}
const BOUNDS: CountBounds = { minutes: 1440, cells: 20_000 }

export function createTrafficCounts(bounds: CountBounds = BOUNDS): TrafficCounts {
  /** Cells of each minute (since 1970), in the order of the minutes. */
  const minutes = new Map<number, Map<string, Cell>>()
  let cells = 0

  function forget(newest: number): void {
    for (const [minute, found] of minutes) {
      const isOld = minute <= newest - bounds.minutes
      const isTooMuch = cells > bounds.cells && minute !== newest
      if (!isOld && !isTooMuch) return
      minutes.delete(minute)
      cells -= found.size
    }
  }

  function cellOf({ at, caller, dialect }: Exchange): Cell | null {
    const minute = Math.floor(at.getTime() / MINUTE)
    let found = minutes.get(minute)
    if (!found) {
      found = new Map()
      minutes.set(minute, found)
      forget(minute)
    }
    const organization = caller?.organization ?? null
    const key = `${organization} ${dialect}`
    const cell = found.get(key)
    if (cell) return cell
    // One minute alone never takes more than all may.
    if (found.size >= bounds.cells) return null
    const made = { organization, dialect, statuses: new Uint32Array(10), latency: newHistogram() }
    found.set(key, made)
    cells += 1
    forget(minute)
    return made
  }

  return {
    count(exchange) {
      const cell = cellOf(exchange)
      if (!cell) return
      const first = exchange.arrives === 'all' ? Math.floor(exchange.response.status / 100) : 0
      cell.statuses[first] = (cell.statuses[first] ?? 0) + 1
      countIn(cell.latency, exchange.milliseconds)
    },
    read: (organization, span) => seenIn(cellsOf(organization, firstMinute(span)), organization, span),
    cells: cellsOf,
  }

  function cellsOf(organization: number, since: number): TrafficCell[] {
    const all = [...minutes].filter(([minute]) => minute >= since)
    return all.flatMap(([minute, found]) =>
      [...found.values()]
        .filter((cell) => cell.organization === organization || cell.organization === null)
        .map((cell) => ({ ...cell, minute })),
    )
  }
}

const lastStepOf = ({ step, now }: TrafficSpan): number => Math.floor(now.getTime() / MINUTE / step) * step

export const firstMinute = (span: TrafficSpan): number => lastStepOf(span) - span.minutes + span.step

/** Of the cells of one process or several. */
export function seenIn(cells: readonly TrafficCell[], organization: number, span: TrafficSpan): TrafficSeen {
  const { step } = span
  const [since, until] = [firstMinute(span), lastStepOf(span) + step]
  const parts = new Map<string, TrafficPart>()
  const perStep = new Map<number, Histogram>()
  const perDialect = new Map<string, Histogram>()
  for (const cell of cells) {
    if (cell.minute < since || cell.minute >= until) continue
    const at = Math.floor(cell.minute / step) * step
    const own = cell.organization === organization
    if (!own && cell.organization !== null) continue
    const part = valueAt(parts, `${at} ${cell.dialect} ${own}`, () => ({
      at: new Date(at * MINUTE),
      dialect: cell.dialect,
      own,
      statuses: STATUS_CLASSES.map(() => 0),
    }))
    for (const [index, first] of STATUS_CLASSES.entries())
      part.statuses[index] = (part.statuses[index] ?? 0) + (cell.statuses[first] ?? 0)
    if (!own) continue
    addTo(valueAt(perStep, at, newHistogram), cell.latency)
    addTo(valueAt(perDialect, cell.dialect, newHistogram), cell.latency)
  }
  return {
    since: new Date(since * MINUTE),
    stepSeconds: step * 60,
    parts: [...parts.values()],
    latency: [...perStep].map(([at, histogram]) => ({ at: new Date(at * MINUTE), ...latencyOf(histogram) })),
    dialects: [...perDialect].map(([dialect, histogram]) => ({
      dialect,
      requests: histogram.reduce((sum, one) => sum + one, 0),
      ...latencyOf(histogram),
    })),
  }
}

const latencyOf = (histogram: Histogram): Latency => ({
  p50: quantile(histogram, 0.5),
  p95: quantile(histogram, 0.95),
  p99: quantile(histogram, 0.99),
})

/** The value of that key, made where there is none. */
function valueAt<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
