/** The page behind an activation link, where a customer chooses a password. */
import { escapeHtml } from '../../../lib/escape-html.ts'
import { complaintLine, htmlPage, pageHeaders } from '../../../lib/html-page.ts'
import type { WireResponse } from '../../dialect.ts'
import { MAX_PASSWORD, MIN_PASSWORD } from '../customers/password.ts'

const TITLE = 'Activate your account'

/** The token comes back in the form's body, so that no address with it is left behind in a history twice. */
export function formPage(store: string, path: string, token: string, complaint?: string): WireResponse {
  const field = (label: string, name: string) =>
    `<label>${label} <input name="${name}" type="password" required minlength="${MIN_PASSWORD}" maxlength="${MAX_PASSWORD}" autocomplete="new-password"></label>`
  const content = `<p>Choose a password for your account at ${escapeHtml(store)}.</p>
${complaintLine(complaint)}<form method="post" action="${escapeHtml(path)}">
<input type="hidden" name="token" value="${escapeHtml(token)}">
${field('Password', 'password')}
${field('Password again', 'password_confirmation')}
<button>Activate</button>
</form>`
  return { status: complaint ? 422 : 200, headers: pageHeaders(), body: htmlPage(TITLE, content) }
}

export const donePage = (store: string): WireResponse => ({
  status: 200,
  headers: pageHeaders(),
  body: htmlPage('Account activated', `<p>You can sign in at ${escapeHtml(store)} now.</p>`),
})

/** Unknown, used and expired links look alike. */
export const endedPage = (): WireResponse => ({
  status: 404,
  headers: pageHeaders(),
  body: htmlPage(
    TITLE,
    '<p>This link is not valid, was used before or has expired. Ask the store for a new one.</p>',
  ),
})
