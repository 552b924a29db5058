/**
 * The authorization page (section 2.2, steps 2 and 3): a merchant lets an app in, and the browser goes back to it with a
 * code. [assumed] There are no user accounts here: that the operator made the app for the store, with these scopes and
 * addresses, is what lets it in, and the page asks nobody to sign in.
 */
import { seeOther } from '../../../lib/html-page.ts'
import { parsePairs } from '../../../lib/query-string.ts'
import { ALPHANUMERIC, randomText } from '../../../lib/random-text.ts'
import type { WireRequest, WireResponse } from '../../dialect.ts'
import { openRequest, type Pairs, sealRequest } from '../../sealed-request.ts'
import { takeApprovalTurn } from '../limits.ts'
import { approvalPage, cancelledPage, problemPage } from './pages.ts'
import { MEMBERS, readAuthorization } from './read-authorization.ts'
import { signedUrl } from './signatures.ts'
import type { WebCall } from './web-routes.ts'

/** "The code is valid for 10 minutes" (App authorization). */
const CODE_LIFETIME_MS = 10 * 60 * 1000
const PURPOSE = 'shopline'

export async function showAuthorization({ request, services }: WebCall): Promise<WireResponse> {
  const pairs = parsePairs(request.query).filter(([name]) => MEMBERS.some((member) => member === name))
  const asked = await readAuthorization(pairs, request, services)
  if ('problem' in asked) return problemPage(400, asked.problem)
  return approvalPage(asked, sealRequest(PURPOSE, pairs, services))
}

/** Limit → form of ours → decision → request, read anew → code. */
export async function answerAuthorization({ request, services, rateLimit }: WebCall): Promise<WireResponse> {
  if (!(await takeApprovalTurn(request, services, rateLimit)))
    return problemPage(429, 'Too many requests. Try again later.')
  const form = new Map(parsePairs(request.body))
  const pairs: Pairs | null = isFromHere(request)
    ? openRequest(PURPOSE, form.get('request') ?? '', services)
    : null
  if (!pairs) return problemPage(400, 'This page has expired. Go back to the app and try again.')
  if (form.get('decision') !== 'approve') return cancelledPage()
  const asked = await readAuthorization(pairs, request, services)
  if ('problem' in asked) return problemPage(400, asked.problem)

  const { app, redirectUri, scopes, customField } = asked
  const now = services.clock().getTime()
  const code = randomText(43, ALPHANUMERIC, services.random)
  await services.grants.addCode({
    organization: app.store.key,
    hash: services.secrets.hash(code),
    credentialId: app.credential.id,
    redirectUri,
    owner: { type: 'Merchant', id: app.store.merchantId },
    scope: scopes.join(','),
    expiresAt: new Date(now + CODE_LIFETIME_MS),
  })
  const parameters = {
    appkey: app.appKey,
    code,
    customField,
    handle: app.store.handle,
    timestamp: String(now),
  }
  return seeOther(signedUrl(redirectUri, parameters, app.appSecret))
}

/** Browsers say whether a page of ours sent the form (Fetch Metadata); other clients say nothing. */
const isFromHere = ({ headers }: WireRequest): boolean =>
  ['same-origin', undefined].includes(headers['sec-fetch-site'])
