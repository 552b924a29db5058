/** The last requests to the platforms, in memory: bounded by their number and by what they take up. */
import { formDecode } from '../../lib/query-string.ts'
import { createRing } from '../../lib/ring.ts'
import type { Exchange } from '../exchange.ts'
import {
  type Answered,
  isRead,
  type KeptRequest,
  keepExchange,
  MOST_OF_A_BODY,
  sizeOf,
} from './keep-exchange.ts'

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
  add(exchange: Exchange): void
  /** A repetition of the one with that id; gives what is kept of it. */
  addReplay(exchange: Exchange, of: string): KeptRequest
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

/** One request's place. It is another one's later: what is not made anew for each is nobody's to collect. */
interface Slot {
  number: number
  organization: number | null
  replayOf: string | null
  /** What is kept is made of them when somebody looks: reads are many, and seldom looked at. */
  exchange: Exchange | null
  answered: Answered | undefined
  kept: KeptRequest | null
  size: number
  /** Where the body lies among the last ones, or would. */
  place: number
}

const NO_BYTES = Buffer.alloc(0)
const nobody = { organization: null, replayOf: null, exchange: null, answered: undefined, kept: null }
const newSlot = (): Slot => ({ number: 0, ...nobody, size: 0, place: 0 })

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
  /** Used over and over in their order: `count` of them from the oldest, which is at `first`. */
  let slots: Slot[] = []
  let [first, count] = [0, 0]
  const slotAt = (index: number): Slot => slots[(first + index) % bounds.requests] as Slot
  const bodies = createRing(Math.max(bounds.bytes, MOST_OF_A_BODY))
  let [taken, last] = [0, 0]
  const forgetOldest = () => {
    const slot = slotAt(0)
    taken -= slot.size
    Object.assign(slot, nobody)
    first = (first + 1) % bounds.requests
    count -= 1
  }
  const isVisible = (organization: number) => (slot: Slot) =>
    slot.organization === organization || slot.organization === null
  const numberOf = (id: string | undefined): number | null =>
    id?.startsWith(`${start}-`) ? numberIn(id) : null
  const next = () =>
    own === 0 ? last + 1 : Math.max(last + PROCESSES, Date.now() * PROCESSES + (own % PROCESSES))

  /** The beginning of a body whose memory goes back when it is sent; null: it stays as it is. */
  function hold({ request, response }: Exchange): { place: number | null; answered: Answered } | null {
    // The body of an answer that is given again is made when it is asked for.
    if (!response.lent || typeof response.body === 'string') return null
    const beginning = wholeCharacters(response.body, MOST_OF_A_BODY)
    const size = response.body.length
    // Of a write nothing is held as it was sent.
    if (!isRead(request)) return { place: null, answered: { size, text: () => String(beginning) } }
    const place = bodies.put(beginning)
    return { place, answered: { size, text: textAt(place, beginning.length) } }
  }
  // Of its own, so that it holds nothing of the answer.
  const textAt = (place: number, length: number) => () => String(bodies.at(place, length) ?? '')
  const isFull = () => taken > bounds.bytes || bodies.at(slotAt(0).place, 0) === null

  function keptOf(slot: Slot): KeptRequest {
    if (slot.exchange)
      slot.kept = keepExchange(slot.exchange, `${start}-${slot.number}`, slot.replayOf, slot.answered)
    slot.exchange = null
    slot.answered = undefined
    return slot.kept as KeptRequest
  }

  function put(exchange: Exchange, replayOf: string | null): Slot {
    if (count === bounds.requests) forgetOldest()
    last = next()
    const place = (first + count) % bounds.requests
    slots[place] ??= newSlot()
    const slot = slots[place] as Slot
    const held = hold(exchange)
    slot.number = last
    slot.organization = exchange.caller?.organization ?? null
    slot.replayOf = replayOf
    slot.exchange = shownOf(exchange, held !== null)
    slot.answered = held?.answered
    slot.size = exchange.size ?? sizeOf(exchange)
    slot.place = held?.place ?? bodies.put(NO_BYTES)
    // Writes may bring passwords, which are not held for a moment longer.
    if (!isRead(exchange.request)) keptOf(slot)
    count += 1
    taken += slot.size
    while (count > 1 && isFull()) forgetOldest()
    return slot
  }

  return {
    add: (exchange) => void put(exchange, null),
    addReplay: (exchange, of) => keptOf(put(exchange, of)),
    list(organization, filter, { limit, before, after }) {
      const [below, above] = [numberOf(before) ?? Number.POSITIVE_INFINITY, numberOf(after) ?? 0]
      const matches = matcherOf(filter)
      const visible = isVisible(organization)
      const requests: KeptRequest[] = []
      for (let index = count - 1; index >= 0; index -= 1) {
        const slot = slotAt(index)
        if (slot.number <= above) break
        if (slot.number >= below || !visible(slot)) continue
        const kept = keptOf(slot)
        if (!matches(kept)) continue
        if (requests.length === limit) return { requests, more: true }
        requests.push(kept)
      }
      return { requests, more: false }
    },
    get(organization, id) {
      const found = all().find(({ number }) => id === `${start}-${number}`)
      return found && isVisible(organization)(found) ? keptOf(found) : null
    },
    clear(organization) {
      const before = count
      const isGone = isVisible(organization)
      slots = all().filter((slot) => !isGone(slot))
      ;[first, count] = [0, slots.length]
      taken = slots.reduce((sum, { size }) => sum + size, 0)
      return before - count
    },
  }

  function all(): Slot[] {
    return Array.from({ length: count }, (_, index) => slotAt(index))
  }
}

/** What is shown of it, without its body where that is held elsewhere. What else hangs on it would live for thousands of requests. */
function shownOf(exchange: Exchange, isHeld: boolean): Exchange {
  const { response } = exchange
  // The body of one that is given again is made when somebody asks for it.
  if (!isHeld && !response.hot) return exchange
  const { status, headers } = response
  return { ...exchange, response: { status, headers, body: isHeld ? '' : response.body } }
}

/** As many of the first bytes, without a part of a character. */
function wholeCharacters(bytes: Buffer, most: number): Buffer {
  if (bytes.length <= most) return bytes
  let end = most
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.subarray(0, end)
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
