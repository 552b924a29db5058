/** The authorization page: plain HTML without a script, which no other page may frame. */
import { createHash } from 'node:crypto'
import { escapeHtml } from '../../../../lib/escape-html.ts'
import type { WireResponse } from '../../../dialect.ts'
import { applicationId } from '../../tokens.ts'
import type { AuthorizationRequest } from './read-request.ts'
import { sourceOf } from './redirect-uri.ts'

const STYLE =
  'body{font:16px/1.5 system-ui;margin:3rem auto;max-width:32rem;padding:0 1rem}label{display:block;margin:1rem 0}' +
  'input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.4rem}button{font:inherit;padding:.4rem 1rem}'
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/**
 * `targets`: where the form's answer may lead (browsers hold `form-action` also against redirects).
 * X-Frame-Options is for browsers that do not know frame-ancestors.
 */
const headers = (targets: readonly string[]) => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action ${["'self'", ...targets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
})

const document = (title: string, content: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${content}
</body></html>
`

export function approvalPage(
  { application: { credential, organization }, redirectUri, scope }: AuthorizationRequest,
  sealed: string,
  complaint?: string,
): WireResponse {
  const facts = [
    // The name is what somebody called it; the id tells it from another of that name.
    ['Application', `${credential.name ?? ''} ${applicationId(credential)}`.trim()],
    ['Organization', organization.name],
    ['Scope', scope],
    ['Leads back to', redirectUri],
  ].map(([name = '', value = '']) => `<dt>${name}</dt><dd><code>${escapeHtml(value)}</code></dd>`)
  const content = `<dl>${facts.join('')}</dl>
${complaint ? `<p role="alert"><strong>${escapeHtml(complaint)}</strong></p>\n` : ''}<form method="post" action="/oauth/authorize">
<input type="hidden" name="request" value="${escapeHtml(sealed)}">
<p>Approve with the client id and secret of an integration of this organization.</p>
<label>Client id <input name="client_id" required autocomplete="off"></label>
<label>Client secret <input name="client_secret" type="password" required autocomplete="off"></label>
<button name="decision" value="approve">Approve</button>
<button name="decision" value="deny" formnovalidate>Deny</button>
</form>`
  return {
    status: complaint ? 403 : 200,
    headers: headers([sourceOf(redirectUri)]),
    body: document('Authorize application', content),
  }
}

/** What went wrong, where there is nobody else to tell. */
export const problemPage = (
  status: number,
  problem: string,
  more: Record<string, string> = {},
): WireResponse => ({
  status,
  headers: { ...headers([]), ...more },
  body: document('Authorization failed', `<p>${escapeHtml(problem)}</p>`),
})
