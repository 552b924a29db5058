/** What the server says about itself: health, readiness and, until there is a console, a start page. */
import type { Dialect, WireRequest, WireResponse } from '../dialects/dialect.ts'
import { escapeHtml } from '../lib/escape-html.ts'
import type { Store } from '../store/open-store.ts'

export function createOwnPages(store: Store, dialects: readonly Dialect[]) {
  return async (path: string, request: WireRequest): Promise<WireResponse | null> => {
    switch (path) {
      case '/healthz':
        return json(200, { status: 'ok' })
      case '/readyz':
        return readiness(store)
      case '/':
        return startPage(store, dialects, request)
      default:
        return null
    }
  }
}

const json = (status: number, body: unknown): WireResponse => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})

async function readiness(store: Store): Promise<WireResponse> {
  try {
    const pending = await store.pendingMigrations()
    return pending.length === 0
      ? json(200, { status: 'ready' })
      : json(503, { status: 'not migrated', pending })
  } catch {
    return json(503, { status: 'store unreachable' })
  }
}

async function startPage(
  store: Store,
  dialects: readonly Dialect[],
  request: WireRequest,
): Promise<WireResponse> {
  const organizations = await store.organizations.list()
  const rows = organizations.flatMap((organization) =>
    dialects.map(
      (dialect) =>
        `<tr><td>${escapeHtml(organization.name)}</td><td>${escapeHtml(dialect.title)}</td>` +
        `<td><code>${escapeHtml(dialect.baseUrl(request.origin, organization))}</code></td></tr>`,
    ),
  )
  const body = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Clientele</title>
<style>body{font:16px/1.5 system-ui;margin:3rem auto;max-width:60rem;padding:0 1rem}td,th{padding:.3rem 1rem .3rem 0;text-align:left}</style>
<h1>Clientele</h1>
<p>One store of customers, served through the customer APIs of ${dialects.map((dialect) => escapeHtml(dialect.title)).join(', ')}.</p>
<table><thead><tr><th>Organization</th><th>Platform</th><th>Base URL</th></tr></thead><tbody>${rows.join('')}</tbody></table>
</html>
`
  return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body }
}
