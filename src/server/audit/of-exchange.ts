/** What an exchange with a platform says about who had to do with whom. */
import type { AuditKind } from '../../core/audit.ts'
import type { WireResponse } from '../../dialects/dialect.ts'
import type { Exchange } from '../exchange.ts'

export interface Told {
  kind: AuditKind
  action: string
  /** The first public id that the path names, else that of what was made. */
  subject: string | null
}

/** Whether a request that is no GET only reads (a look-up that is a POST). */
export type ReadsOnly = (dialect: string, method: string, path: string) => boolean

/** A segment of a path that is an id: of ten signs, of digits, a UUID; with or without an ending. */
const ID =
  /^(?:[A-Za-z0-9]{10}|\d{5,26}|SL\d{4,24}UA\w{1,30}|[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12})(?=\.json$|$)/
const SHORT = /^[A-Za-z0-9]{10}$/
/** Of a route; whatever else stands in a path may be what somebody typed. */
const WORD = /^[a-z][a-z0-9_-]{0,60}(\.json)?$/
/** What was made says its id first. */
const MADE = /"id":"?([A-Za-z0-9-]{1,40})/
const TRACE_HEADER = /^(x-)?(amzn-)?(trace|request)-?id$/i
const TRACE_MEMBER = /"trace_id":"([\da-f]{16,64})"/
/** Of an answer's beginning. */
const NEAR = 8000

/** Paths are the same again and again. */
const MOST_REMEMBERED = 2000

/** Gives null for what was refused, and for what shows nobody. */
export function createTelling(readsOnly: ReadsOnly): (exchange: Exchange) => Told | null {
  const remembered = new Map<string, Told>()
  return ({ dialect, request, response, arrives }) => {
    const { method, path } = request
    if (response.status >= 400 || arrives === 'nothing') return null
    const key = `${method} ${path}`
    let told = remembered.get(key)
    if (!told) {
      told = tell(method, path, method === 'GET' || method === 'HEAD' || readsOnly(dialect, method, path))
      if (remembered.size >= MOST_REMEMBERED) remembered.clear()
      remembered.set(key, told)
    }
    if (told.kind !== 'change' || told.subject !== null) return told
    return { ...told, subject: MADE.exec(beginningOf(response))?.[1] ?? null }
  }
}

function tell(method: string, path: string, isRead: boolean): Told {
  let subject: string | null = null
  let pattern = ''
  for (const segment of path.split('/')) {
    if (segment === '') continue
    // Behind an id a word of ten letters is one: `attachable`.
    const isWord: boolean = subject !== null && SHORT.test(segment)
    const id: string | undefined = isWord ? undefined : ID.exec(segment)?.[0]
    if (id !== undefined) subject ??= id
    if (id !== undefined) pattern += `/:id${segment.slice(id.length)}`
    else pattern += WORD.test(segment) ? `/${segment}` : '/:other'
  }
  const kind = isRead ? (subject === null ? 'list' : 'read') : 'change'
  return { kind, action: `${method} ${pattern}`, subject }
}

const beginningOf = ({ body }: Pick<WireResponse, 'body'>): string =>
  typeof body === 'string' ? body.slice(0, NEAR) : body.toString('latin1', 0, NEAR)

/** Looked for only where an entry begins with the exchange. */
export function traceOf({ request, response }: Pick<Exchange, 'request' | 'response'>): string | null {
  const header = Object.entries(response.headers).find(([name]) => TRACE_HEADER.test(name))?.[1]
  const inside = header ?? TRACE_MEMBER.exec(beginningOf(response))?.[1]
  return inside ?? /^\w\w-([\da-f]{32})-/.exec(request.headers.traceparent ?? '')?.[1] ?? null
}
