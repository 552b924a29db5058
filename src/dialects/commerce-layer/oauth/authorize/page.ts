/** The authorization page: plain HTML without a script, which no other page may frame. */
import { escapeHtml } from '../../../../lib/escape-html.ts'
import { factList, plainPage } from '../../../../lib/plain-page.ts'
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
${complaint ? `<p role="alert"><strong>${escapeHtml(complaint)}</strong></p>\n` : ''}<form method="post" action="/oauth/authorize">
<input type="hidden" name="request" value="${escapeHtml(sealed)}">
<p>Approve with the client id and secret of an integration of this organization.</p>
<label>Client id <input name="client_id" required autocomplete="off"></label>
<label>Client secret <input name="client_secret" type="password" required autocomplete="off"></label>
<button name="decision" value="approve">Approve</button>
<button name="decision" value="deny" formnovalidate>Deny</button>
</form>`
  return plainPage({
    status: complaint ? 403 : 200,
    title: 'Authorize application',
    content,
    targets: [sourceOf(redirectUri)],
  })
}

/** What went wrong, where there is nobody else to tell. */
export const problemPage = (
  status: number,
  problem: string,
  more: Record<string, string> = {},
): WireResponse =>
  plainPage({
    status,
    title: 'Authorization failed',
    content: `<p>${escapeHtml(problem)}</p>`,
    headers: more,
  })
