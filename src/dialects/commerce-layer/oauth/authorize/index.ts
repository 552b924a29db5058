/**
 * `/oauth/authorize` on `dashboard.<domain>` (section 2.1): a person lets a webapp act for them, and the
 * browser goes back to the webapp with a code.
 *
 * [assumed] There are no user accounts here. Who holds the client id and secret of an integration of the
 * organization may do everything in it, and so may approve; the "user" is then that integration.
 */
import type { Credential } from '../../../../core/credentials.ts'
import { seeOther } from '../../../../lib/html-page.ts'
import { parsePairs } from '../../../../lib/query-string.ts'
import { ALPHANUMERIC, randomText } from '../../../../lib/random-text.ts'
import { withParameters } from '../../../../lib/redirect-uri.ts'
import type { Services, WireRequest, WireResponse } from '../../../dialect.ts'
import { openRequest, type Pairs, sealRequest } from '../../../sealed-request.ts'
import { takeToken } from '../../limits.ts'
import type { CommerceLayerCall } from '../../routes.ts'
import { applicationId, DIALECT, kindOf } from '../../tokens.ts'
import { readAuthBody } from '../auth-body.ts'
import { findApplication } from '../find-application.ts'
import { approvalPage, problemPage } from './page.ts'
import { type AuthorizationRequest, MEMBERS, readAuthorizationRequest } from './read-request.ts'

/** "Authorization codes expire after 10 minutes" [docs: core/authentication/authorization-code]. */
const CODE_LIFETIME_MS = 10 * 60 * 1000

export async function showAuthorization({ request, services }: CommerceLayerCall): Promise<WireResponse> {
  const pairs = parsePairs(request.query).filter(([name]) => isMember(name))
  const asked = await readAuthorizationRequest(pairs, request, services)
  if (!('application' in asked)) return refuse(asked)
  return approvalPage(asked, sealRequest(DIALECT, pairs, services))
}

/** Limit → form of ours → request, read anew → decision → who decides. */
export async function answerAuthorization({ request, services }: CommerceLayerCall): Promise<WireResponse> {
  const { allowed, retryAfterSeconds } = await takeToken(request, services)
  if (!allowed)
    return problemPage(429, 'You have reached your rate limit. Try again later.', {
      'Retry-After': String(retryAfterSeconds),
    })
  const form = readAuthBody(request)
  const pairs = isFromHere(request) ? openRequest(DIALECT, form.get('request') ?? '', services) : null
  if (!pairs) return problemPage(400, 'This page has expired. Go back to the application and try again.')
  const asked = await readAuthorizationRequest(pairs, request, services)
  if (!('application' in asked)) return refuse(asked)
  if (form.get('decision') === 'deny') return refuse({ ...asked, error: 'access_denied' })

  const approver = await findApprover(form, asked, request, services)
  if (!approver) return wrongApprover(asked, pairs, services)
  const code = randomText(43, `${ALPHANUMERIC}-_`, services.random)
  await services.grants.addCode({
    organization: asked.application.organization.key,
    hash: services.secrets.hash(code),
    credentialId: asked.application.credential.id,
    redirectUri: asked.redirectUri,
    owner: { type: 'User', id: applicationId(approver) },
    scope: asked.scope,
    expiresAt: new Date(services.clock().getTime() + CODE_LIFETIME_MS),
  })
  return seeOther(withParameters(asked.redirectUri, { code, state: asked.state }))
}

const isMember = (name: string): boolean => MEMBERS.some((member) => member === name)

/** Browsers say whether a page of ours sent the form (Fetch Metadata); other clients say nothing. */
const isFromHere = ({ headers }: WireRequest): boolean =>
  ['same-origin', undefined].includes(headers['sec-fetch-site'])

/** The integration whose id and secret were presented; null when they are wrong or of another organization. */
async function findApprover(
  form: ReadonlyMap<string, string>,
  { application }: AuthorizationRequest,
  request: WireRequest,
  services: Services,
): Promise<Credential | null> {
  const found = await findApplication(form.get('client_id') ?? '', '', request, services)
  const fits = services.secrets.matches(form.get('client_secret') ?? '', found?.credential.secretHash ?? null)
  if (!found || !fits || kindOf(found.credential) !== 'integration') {
    await services.guesses.wrong(request.address)
    return null
  }
  return found.organization.key === application.organization.key ? found.credential : null
}

const wrongApprover = (asked: AuthorizationRequest, pairs: Pairs, services: Services): WireResponse =>
  approvalPage(
    asked,
    sealRequest(DIALECT, pairs, services),
    'This is not the client id and secret of an integration of this organization.',
  )

function refuse(
  refusal: { problem: string } | { error: string; redirectUri: string; state: string | null },
): WireResponse {
  if ('problem' in refusal) return problemPage(400, refusal.problem)
  const { error, redirectUri, state } = refusal
  return seeOther(withParameters(redirectUri, { error, state }))
}
