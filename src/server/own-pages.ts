/** What the server says about itself: health, readiness, metrics, the documentation, and the console. */
import type { WireResponse } from '../dialects/dialect.ts'
import type { Store } from '../store/open-store.ts'
import { consolePage } from './console.ts'
import type { Doc } from './docs.ts'
import { docsPage } from './docs-pages.ts'

/** Only where a name is this server's alone: browsers would ask every server on `localhost` for HTTPS (RFC 6797, 8.2). */
export const isPinned = (secure: boolean, domain: string): boolean =>
  secure && domain !== 'localhost' && !domain.endsWith('.localhost')

export interface OwnPages {
  /** The APIs that `/docs` shows. */
  docs?: readonly Doc[]
  /** What is counted, as text. */
  metrics?: () => Promise<string>
  /** Pages say to come by HTTPS alone. */
  pinned?: boolean
  /** Aborted when the server was told to end: whoever shares out requests shall pass it by. */
  stopping?: AbortSignal
}

export function createOwnPages(
  store: Pick<Store, 'pendingMigrations'>,
  { docs = [], metrics, pinned = false, stopping }: OwnPages = {},
) {
  return async (path: string): Promise<WireResponse | null> => {
    switch (path) {
      case '/healthz':
        return json(200, { status: 'ok' })
      case '/readyz':
        return stopping?.aborted ? json(503, { status: 'stopping' }) : readiness(store)
      case '/metrics':
        return metrics ? text(await metrics()) : null
      default:
        return withPin(docsPage(path, docs) ?? (await consolePage(path)), pinned)
    }
  }
}

/** A year (RFC 6797, 6.1). */
const withPin = (page: WireResponse | null, pinned: boolean): WireResponse | null =>
  page && pinned
    ? { ...page, headers: { ...page.headers, 'Strict-Transport-Security': 'max-age=31536000' } }
    : page

/** Prometheus, exposition formats: the text format's own media type. */
const text = (body: string): WireResponse => ({
  status: 200,
  headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' },
  body,
})

const json = (status: number, body: unknown): WireResponse => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})

/** Whoever asks would not wait longer, and would take silence for an answer of another kind. */
const READY_MS = 5000

async function readiness(store: Pick<Store, 'pendingMigrations'>): Promise<WireResponse> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), READY_MS)
  })
  try {
    const pending = await Promise.race([store.pendingMigrations(), late])
    return pending.length === 0
      ? json(200, { status: 'ready' })
      : json(503, { status: 'not migrated', pending })
  } catch {
    return json(503, { status: 'store unreachable' })
  } finally {
    clearTimeout(timer)
  }
}
