/** The last requests to the platforms, in memory: bounded by their number and by what they take up. */
import { formDecode } from '../../lib/query-string.ts'
import type { Exchange } from '../exchange.ts'
import { isRead, type KeptRequest, keepExchange, once, sizeOf } from './keep-exchange.ts'

export interface RequestFilter {
  dialect?: string | undefined
  method?: string | undefined
  /** First digit of the status; 0: the connection ended before the whole answer was there. */
  statusClass?: number | undefined
  /** A part of path and query, in any case. */
  path?: string | undefined
  /** A kind of fault, or `any`. */
  fault?: string | undefined
  /** A credential's id, or `none`: no valid one came with it. */
  credential?: string | undefined
  /** Milliseconds that it took at least. */
  slowerThan?: number | undefined
}

export interface RequestLog {
  /** Gives what is kept of it, made when it is asked for. */
  add(exchange: Exchange, replayOf?: string | null): () => KeptRequest
  /** What the organization may see of them, newest first: its own, and those that are nobody's. */
  list(
    organization: number,
    filter: RequestFilter,
    page: { limit: number; before?: string | undefined; after?: string | undefined },
  ): { requests: KeptRequest[]; more: boolean }
  get(organization: number, id: string): KeptRequest | null
  /** Forgets what the organization may see. */
  clear(organization: number): number
}

export interface LogBounds {
  requests: number
  bytes: number
}
const BOUNDS: LogBounds = { requests: 2000, bytes: 24 * 1024 * 1024 }

interface Slot {
  number: number
  id: string
  organization: number | null
  /** Made when somebody looks: reads are many, and seldom looked at. */
  kept(): KeptRequest
  size: number
}

const GONE: Slot = {
  number: 0,
  id: '',
  organization: null,
  size: 0,
  kept: () => {
    throw new Error('The request is gone')
  },
}

/** Of which run of the server, and of which of its processes (from 0 on) the log is: ids of no two are the same. */
export interface LogOf {
  run: string
  process: number
}

/** Ids begin with the run, and count on: in several processes by the time, so that one comes before the other in all of them. */
export function createRequestLog(
  bounds: LogBounds = BOUNDS,
  { run: start, process: own }: LogOf = { run: Date.now().toString(36), process: 0 },
): RequestLog {
  // Oldest first, from `first` on; what is gone before it leaves the list when it is many.
  let slots: Slot[] = []
  let first = 0
  let [taken, last] = [0, 0]
  const forgetOldest = () => {
    taken -= slots[first]?.size ?? 0
    slots[first] = GONE
    first += 1
    if (first < bounds.requests) return
    slots = slots.slice(first)
    first = 0
  }
  const isVisible = (organization: number) => (slot: Slot) =>
    slot.organization === organization || slot.organization === null
  const numberOf = (id: string | undefined): number | null =>
    id?.startsWith(`${start}-`) ? numberIn(id) : null
  const next = () =>
    own === 0 ? last + 1 : Math.max(last + PROCESSES, Date.now() * PROCESSES + (own % PROCESSES))

  return {
    add(exchange, replayOf = null) {
      last = next()
      const id = `${start}-${last}`
      const kept = once(() => keepExchange(exchange, id, replayOf))
      // Writes may bring passwords, which are not held for a moment longer.
      if (!isRead(exchange.request)) kept()
      const size = sizeOf(exchange)
      slots.push({ number: last, id, organization: exchange.caller?.organization ?? null, kept, size })
      taken += size
      const isFull = () => slots.length - first > bounds.requests || taken > bounds.bytes
      while (slots.length - first > 1 && isFull()) forgetOldest()
      return kept
    },
    list(organization, filter, { limit, before, after }) {
      const [below, above] = [numberOf(before) ?? Number.POSITIVE_INFINITY, numberOf(after) ?? 0]
      const matches = matcherOf(filter)
      const visible = isVisible(organization)
      const requests: KeptRequest[] = []
      for (let index = slots.length - 1; index >= first; index -= 1) {
        const slot = slots[index] as Slot
        if (slot.number <= above) break
        if (slot.number >= below || !visible(slot)) continue
        const kept = slot.kept()
        if (!matches(kept)) continue
        if (requests.length === limit) return { requests, more: true }
        requests.push(kept)
      }
      return { requests, more: false }
    },
    get(organization, id) {
      const found = slots.find((slot) => slot !== GONE && slot.id === id)
      return found && isVisible(organization)(found) ? found.kept() : null
    },
    clear(organization) {
      const isGone = isVisible(organization)
      const before = slots.length - first
      slots = slots.filter((slot) => slot !== GONE && !isGone(slot))
      first = 0
      taken = slots.reduce((sum, { size }) => sum + size, 0)
      return before - slots.length
    },
  }
}

/** So many processes have numbers of their own in the same millisecond. */
const PROCESSES = 1024

/** `lx2k-17` is 17; null: it is no id. */
export const numberIn = (id: string): number | null => {
  const number = /-(\d{1,16})$/.exec(id)?.[1]
  return number === undefined ? null : Number(number)
}

function matcherOf(filter: RequestFilter): (kept: KeptRequest) => boolean {
  const { dialect, method, statusClass, fault, credential, slowerThan } = filter
  const path = filter.path?.toLowerCase()
  return (kept) =>
    (dialect === undefined || kept.dialect === dialect) &&
    (method === undefined || kept.method === method) &&
    (statusClass === undefined || classOf(kept) === statusClass) &&
    (path === undefined || whereOf(kept).includes(path)) &&
    (fault === undefined || (fault === 'any' ? kept.fault !== null : kept.fault === fault)) &&
    (credential === undefined || kept.credential === (credential === 'none' ? null : credential)) &&
    (slowerThan === undefined || kept.milliseconds >= slowerThan)
}

/** The first digit of the status; 0 where the connection ended first. */
export const classOf = ({ status, arrives }: Pick<KeptRequest, 'status' | 'arrives'>): number =>
  arrives === 'all' ? Math.floor(status / 100) : 0

/** As it was sent and as people write it. */
function whereOf({ path, query }: KeptRequest): string {
  const sent = `${path}${query ? `?${query}` : ''}`
  return `${sent}\n${formDecode(sent)}`.toLowerCase()
}
