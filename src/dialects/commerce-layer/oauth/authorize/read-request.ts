/** What a webapp asks of the authorization page, checked against what it registered (RFC 6749 section 4.1.1). */
import type { Standing } from '../../../../core/credentials.ts'
import { isRedirectUri } from '../../../../lib/redirect-uri.ts'
import type { Services, WireRequest } from '../../../dialect.ts'
import { kindOf } from '../../tokens.ts'
import { findApplication } from '../find-application.ts'
import { grantedScope, UNRESTRICTED } from '../scopes.ts'

export interface AuthorizationRequest {
  application: Standing
  redirectUri: string
  scope: string
  state: string | null
}

/** `problem`: told to the person, for there is no address that may be trusted; `error`: told to the webapp. */
export type ReadRequest =
  | AuthorizationRequest
  | { problem: string }
  | { error: string; redirectUri: string; state: string | null }

/** The members of the query; others are ignored. */
export const MEMBERS = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state'] as const

export async function readAuthorizationRequest(
  pairs: readonly (readonly [string, string])[],
  request: WireRequest,
  services: Services,
): Promise<ReadRequest> {
  const values = new Map(pairs.map(([name, value]) => [name, value.replaceAll('\0', '\uFFFD')]))
  // RFC 6749 section 3.1: none may be there twice.
  const repeated = MEMBERS.find((member) => pairs.filter(([name]) => name === member).length > 1)
  if (repeated) return { problem: `The parameter ${repeated} is repeated.` }

  const application = await findApplication(values.get('client_id') ?? '', '', request, services)
  if (!application || kindOf(application.credential) !== 'webapp')
    return { problem: 'No web application has this client id.' }
  const redirectUri = values.get('redirect_uri') ?? ''
  if (!registeredUris(application).includes(redirectUri))
    return { problem: 'The redirect URI is not one that the application registered.' }

  const state = values.get('state') ?? null
  const refused = (error: string) => ({ error, redirectUri, state })
  const responseType = values.get('response_type')
  if (!responseType) return refused('invalid_request')
  if (responseType !== 'code') return refused('unsupported_response_type')
  const widest = application.credential.scopes.join(' ') || UNRESTRICTED
  const scope = grantedScope(values.get('scope') ?? '', widest)
  return scope === null ? refused('invalid_scope') : { application, redirectUri, scope, state }
}

/** Compared as text, character by character (RFC 9700 section 2.1). */
function registeredUris({ credential }: Standing): string[] {
  const kept = credential.settings.redirect_uris
  return Array.isArray(kept) ? kept.filter((uri) => typeof uri === 'string' && isRedirectUri(uri)) : []
}
