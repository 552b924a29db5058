/** The pages that a merchant sees while an app is installed. */
import { escapeHtml } from '../../../lib/escape-html.ts'
import { factList, htmlPage, pageHeaders } from '../../../lib/html-page.ts'
import { sourceOf } from '../../../lib/redirect-uri.ts'
import type { WireResponse } from '../../dialect.ts'
import type { Authorization } from './read-authorization.ts'

/**
 * What an app asks stands behind `#`, which no browser sends: this page's script takes it to the page that asks. A
 * page with other words there asks for nothing.
 */
const TAKE_FRAGMENT = `const asked = location.hash.match(/^#\\/oauth\\/authorize\\?(.*)$/s)
if (asked) location.replace('/admin/oauth-web/authorize?' + asked[1])
else document.querySelector('p').textContent = 'The address must go on with #/oauth/authorize?appKey=…'`

export const fragmentPage = (): WireResponse => ({
  status: 200,
  headers: pageHeaders([], TAKE_FRAGMENT),
  body: htmlPage(
    'Install an app',
    '<p>One moment. This page needs JavaScript to read what stands behind # in its address.</p>',
    TAKE_FRAGMENT,
  ),
})

export function approvalPage({ app, redirectUri, scopes }: Authorization, sealed: string): WireResponse {
  const { credential, appKey, store } = app
  const title = `Install app ${credential.name ?? credential.id} in store ${store.name || store.handle}?`
  const facts = factList([
    ['App key', appKey],
    ['Store', store.handle],
    ['May', scopes.join(', ')],
    ['Leads back to', redirectUri],
  ])
  const content = `${facts}
<form method="post" action="/admin/oauth-web/authorize">
<input type="hidden" name="request" value="${escapeHtml(sealed)}">
<button name="decision" value="approve">Install</button>
<button name="decision" value="cancel">Cancel</button>
</form>`
  return { status: 200, headers: pageHeaders([sourceOf(redirectUri)]), body: htmlPage(title, content) }
}

/** [assumed] An app hears nothing of a merchant who did not want it. */
export const cancelledPage = (): WireResponse => ({
  status: 200,
  headers: pageHeaders(),
  body: htmlPage('Not installed', '<p>The app was not installed. You may close this page.</p>'),
})

export const problemPage = (status: number, problem: string): WireResponse => ({
  status,
  headers: pageHeaders(),
  body: htmlPage('The app cannot be installed', `<p>${escapeHtml(problem)}</p>`),
})
