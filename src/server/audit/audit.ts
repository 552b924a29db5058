/**
 * Notes who had to do with whom, and keeps it in batches. Nothing that is asked waits for it: a note is a few words in memory,
 * those of one caller about one route are one entry, and what is kept is kept beside the requests, every two seconds. A
 * process that is killed loses what it noted since; one that stops in order, nothing.
 */
import type { AuditKind, AuditLog, NewAuditEntry } from '../../core/audit.ts'
import type { Dialect, Services } from '../../dialects/dialect.ts'
import type { Observer } from '../exchange.ts'
import { createTelling, type ReadsOnly, traceOf } from './of-exchange.ts'

export interface Noted {
  organization: number
  kind: AuditKind
  via: string
  who: string
  onBehalf?: boolean
  action: string
  subject?: string | null
  trace?: string | null
}

export interface Audit {
  /** For the host: every exchange that showed or changed something. */
  observe: Observer
  note(noted: Noted): void
  /** Keeps what was noted until now; fails where it cannot be kept, and holds on to it. */
  flush(): Promise<void>
  /** The last of it. */
  close(): Promise<void>
}

export interface AuditOptions {
  append: AuditLog['append']
  log: Services['log']
  readsOnly: ReadsOnly
  /** Milliseconds from a note until it is kept. */
  every?: number
  /** So many ids are kept at once without waiting for the time. */
  most?: number
}

const EVERY = 2000
const MOST = 5000
/** While the store cannot be reached; the oldest are given up then, and the log says how many. */
const MOST_WAITING = 200_000

/** As the platforms themselves say. */
export const readsOnlyOf =
  (dialects: readonly Pick<Dialect, 'name' | 'readsOnly'>[]): ReadsOnly =>
  (dialect, method, path) =>
    dialects.find(({ name }) => name === dialect)?.readsOnly?.(method, path) ?? false

type Open = Omit<NewAuditEntry, 'subjects'> & { subjects: Set<string> }

export function createAudit({ append, log, readsOnly, every = EVERY, most = MOST }: AuditOptions): Audit {
  const tell = createTelling(readsOnly)
  let open = new Map<string, Open>()
  let waiting: NewAuditEntry[] = []
  let ids = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  function add(key: string, subject: string | null, make: () => Omit<Open, 'subjects' | 'requests'>): void {
    const known = open.get(key)
    if (known) known.requests += 1
    else open.set(key, { ...make(), subjects: new Set(), requests: 1 })
    if (subject !== null) open.get(key)?.subjects.add(subject)
    ids += 1
    if (ids >= most) soon(0)
    else timer ??= setTimeout(keep, every).unref()
  }

  function soon(milliseconds: number): void {
    clearTimeout(timer)
    ids = 0
    timer = setTimeout(keep, milliseconds).unref()
  }

  const keep = (): void => {
    timer = undefined
    flush().catch((error: Error) => {
      log('error', 'audit not kept yet', { reason: error.message, entries: waiting.length })
      if (open.size + waiting.length > 0) timer ??= setTimeout(keep, every).unref()
    })
  }

  /** One after the other: what could not be kept goes before what came since. */
  function flush(): Promise<void> {
    const done = running.then(async () => {
      const noted = [...open.values()].map((one) => ({ ...one, subjects: [...one.subjects] }))
      open = new Map()
      ids = 0
      waiting.push(...noted)
      if (waiting.length > MOST_WAITING) {
        log('error', 'audit entries lost: the store cannot be reached', {
          entries: waiting.length - MOST_WAITING,
        })
        waiting = waiting.slice(-MOST_WAITING)
      }
      let failure: unknown
      // One organization after the other, so that what is kept is not kept again when another's fails.
      for (const organization of new Set(waiting.map((one) => one.organization))) {
        const own = waiting.filter((one) => one.organization === organization)
        await append(own).then(
          () => {
            waiting = waiting.filter((one) => one.organization !== organization)
          },
          (error: unknown) => {
            failure ??= error
          },
        )
      }
      if (failure) throw failure
    })
    running = done.catch(() => {})
    return done
  }

  return {
    observe(exchange) {
      const { caller, dialect, at } = exchange
      const told = caller && tell(exchange)
      if (!told) return
      const { kind, action, subject } = told
      const { organization, credential: who, onBehalf = false } = caller
      add(`${organization} ${who} ${onBehalf} ${kind} ${action}`, subject, () => ({
        ...{ organization, kind, via: dialect, who, onBehalf, action, at },
        trace: traceOf(exchange),
      }))
    },
    note({ organization, kind, via, who, onBehalf = false, action, subject = null, trace = null }) {
      add(`${organization} ${via} ${who} ${onBehalf} ${kind} ${action}`, subject, () => ({
        ...{ organization, kind, via, who, onBehalf, action, trace },
        at: new Date(),
      }))
    },
    flush,
    async close() {
      clearTimeout(timer)
      await flush().catch((error: Error) => {
        log('error', 'audit entries lost at the end', { reason: error.message, entries: waiting.length })
      })
    },
  }
}
