/** A request for a token whose application is known, and what a grant type says about itself. */
import type { Credential } from '../../../../core/credentials.ts'
import type { Organization } from '../../../../core/ports.ts'
import type { Services, WireResponse } from '../../../dialect.ts'
import type { ApplicationKind } from '../../tokens.ts'
import { grantedScope, UNRESTRICTED } from '../scopes.ts'

export interface TokenRequest {
  body: ReadonlyMap<string, string>
  credential: Credential
  organization: Organization
  /** The application showed its secret, and it was right. */
  secretSent: boolean
  /** Where the request came from. */
  address: string
  services: Services
}

export interface GrantType {
  /** The application kinds that may use it; others get 400 unauthorized_client. */
  kinds: readonly ApplicationKind[]
  /** Members that must be there beside `grant_type` and `client_id`. */
  required: readonly string[]
  /** Also a public application must show its secret. */
  secretRequired?: boolean
  issue(asked: TokenRequest): Promise<WireResponse>
}

/** The scope that is asked for, within what the application may have; null: refuse. */
export const requestedScope = ({ body, credential }: TokenRequest): string | null =>
  grantedScope(body.get('scope') ?? '', credential.scopes.join(' ') || UNRESTRICTED)
