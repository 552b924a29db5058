/** The authorization page: plain HTML without a script, which no other page may frame. */
import { escapeHtml } from '../../../../lib/escape-html.ts'
import { complaintLine, factList, htmlPage, pageHeaders } from '../../../../lib/html-page.ts'
import { sourceOf } from '../../../../lib/redirect-uri.ts'
import type { WireResponse } from '../../../dialect.ts'
import { applicationId } from '../../tokens.ts'
import type { AuthorizationRequest } from './read-request.ts'

export function approvalPage(
  { application: { credential, organization }, redirectUri, scope }: AuthorizationRequest,
  sealed: string,
  complaint?: string,
): WireResponse {
  const facts = factList([
    // The name is what somebody called it; the id tells it from another of that name.
    ['Application', `${credential.name ?? ''} ${applicationId(credential)}`.trim()],
    ['Organization', organization.name],
    ['Scope', scope],
    ['Leads back to', redirectUri],
  ])
  const content = `${facts}
${complaintLine(complaint)}<form method="post" action="/oauth/authorize">
<input type="hidden" name="request" value="${escapeHtml(sealed)}">
<p>Approve with the client id and secret of an integration of this organization.</p>
<label>Client id <input name="client_id" required autocomplete="off"></label>
<label>Client secret <input name="client_secret" type="password" required autocomplete="off"></label>
<button name="decision" value="approve">Approve</button>
<button name="decision" value="deny" formnovalidate>Deny</button>
</form>`
  return {
    status: complaint ? 403 : 200,
    headers: pageHeaders([sourceOf(redirectUri)]),
    body: htmlPage('Authorize application', content),
  }
}

/** What went wrong, where there is nobody else to tell. */
export const problemPage = (
  status: number,
  problem: string,
  more: Record<string, string> = {},
): WireResponse => ({
  status,
  headers: { ...pageHeaders(), ...more },
  body: htmlPage('Authorization failed', `<p>${escapeHtml(problem)}</p>`),
})
