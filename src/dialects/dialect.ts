/**
 * What a platform's folder must say about itself. The host mounts every dialect of the list alike; a
 * dialect knows its platform's wire and nothing of HTTP libraries, SQL or the other dialects.
 */
import type { Issuer, SharedSecretTokens } from '../auth/jwt.ts'
import type { Passwords } from '../auth/passwords.ts'
import type { Secrets } from '../auth/secrets.ts'
import type { AnyRecord, Change, FiredTopic } from '../core/change.ts'
import type { Credential, CredentialStore } from '../core/credentials.ts'
import type { GrantStore } from '../core/grants.ts'
import type { Clock, IdForm, Organization, RandomSource, RecordStore } from '../core/ports.ts'
import type { JsonObject, Notice, RecordType, Webhook } from '../core/schema.ts'
import { joined } from '../lib/joined.ts'
import type { OpenApiDocument } from '../lib/openapi.ts'
import type { Assumption } from './assumptions.ts'
import type { DialectClient } from './client.ts'
import type { Conformance } from './conformance.ts'
import type { Failure } from './failure.ts'
import type { Hot } from './hot.ts'
import type { DialectTraps } from './traps.ts'
import type { CustomerViews } from './views.ts'

/** A request as it came over the wire. */
export interface WireRequest {
  method: string
  /** `https://host:port`, as the client addressed us (through a trusted proxy where one is configured). */
  origin: string
  /** Path as sent, percent-encoding included. */
  path: string
  /** Query string as sent, without the question mark; empty when there was none. */
  query: string
  /** Names in lower case; repeated headers joined by `, `. */
  headers: Readonly<Record<string, string>>
  body: string
  /** The caller's address, for limits that count by it. */
  address: string
  /** The organization that the Host names (`acme.localhost`); null when it names none. */
  hostLabel: string | null
}

export interface WireResponse {
  status: number
  /** Names as they go on the wire. */
  headers: Record<string, string>
  /** A text, or the UTF-8 of one: long answers are written so, since a text of the whole costs more than all its parts. */
  body: string | Buffer
  /** The body's memory goes back when it is sent (`giveBack`): whoever keeps it keeps a copy. */
  lent?: true
  /** What must be known to give it again from memory; null: it shows what is true for a moment only, and is not. */
  hot?: Hot | null
}

/** The answer as a client reads it. */
export const asText = (response: WireResponse) => ({ ...response, body: String(response.body) })

/** The answer with more headers, which follow its own. */
export const withHeaders = (response: WireResponse, more: Record<string, string>): WireResponse => ({
  ...response,
  headers: joined(response.headers, more),
})

/** How many requests may pass; numbers only, the headers are the dialect's. */
export interface LimitRule {
  /** What is counted together, such as `shopline:<credential>`. */
  key: string
  /** `window`: at most `capacity` in any `seconds`. `bucket`: `capacity` at once, draining in `seconds`. */
  kind: 'window' | 'bucket'
  capacity: number
  seconds: number
  /** Counts even while limits are off: the credential has a limit of its own (`limitOf`). */
  enforced?: boolean
}
export interface LimitResult {
  allowed: boolean
  /** How many more would pass now. */
  remaining: number
  /** Whole seconds until one would pass; 0 when it passed. */
  retryAfterSeconds: number
}
export interface Limiter {
  /** Counts the request against all rules if all of them allow it. While limits are off nothing is counted. */
  take(rules: readonly LimitRule[]): Promise<LimitResult[]>
  /** Whether it counts any of them; where it counts none, what it says of them is the same each time. Absent: it does. */
  counts?(rules: readonly LimitRule[]): boolean
}

/**
 * The rule for that credential: with its own capacity where one is set (`token create --rate-limit`), which
 * then counts although limits are off. `share` scales it for a second, smaller rule.
 */
export function limitOf(rule: LimitRule, credential: Credential, share = 1): LimitRule {
  const own = credential.rateLimits?.capacity
  return typeof own === 'number'
    ? { ...rule, capacity: Math.max(1, Math.floor(own * share)), enforced: true }
    : rule
}

/** What the operator chose; a dialect heeds what its platform knows. */
export interface Settings {
  /** A filter that names nothing is refused where the platform would ignore it. */
  strictFilters: boolean
}

/** What a dialect works with; handed in by server/compose.ts. */
export interface Services {
  records: RecordStore
  organizations: OrganizationLookup
  credentials: CredentialStore
  grants: GrantStore
  issuer: Issuer
  sharedSecretTokens: SharedSecretTokens
  secrets: Secrets
  passwords: Passwords
  limiter: Limiter
  guesses: Guesses
  clock: Clock
  random: RandomSource
  /** `--domain`, and with the port when it is not the scheme's own: `localhost:8080`. */
  domain: string
  /** `https://auth.<domain>[:port]`, the issuer of tokens. */
  issuerUrl: string
  settings: Settings
  log: (level: 'info' | 'warn' | 'error', message: string, facts?: Record<string, unknown>) => void
  /** Is told whose request it is as soon as that is known, for whoever watches the traffic; absent: nobody does. */
  onCaller?: ((caller: RequestCaller) => void) | undefined
  /** Is told which route a request met, as its pattern (`/api/customers/:id`); absent: nobody counts. */
  onRoute?: ((route: string) => void) | undefined
}

/** Who may be guessing. */
export interface Guesses {
  /**
   * Runs `check`, which gives null for a wrong password, unless too many were wrong; `account` is of one organization:
   * `${organization.key} ada@example.com`. Else gives when one may be tried again.
   */
  password<T>(
    who: { account: string; address: string },
    check: () => Promise<T | null>,
  ): Promise<{ found: T | null } | { retryAfterSeconds: number }>
  /** Something wrong came from there that nobody guesses by chance: resolves later when much did. */
  wrong(address: string): Promise<void>
}

export interface RequestCaller {
  /** Its key. */
  organization: number
  /** The credential's id. */
  credential: string
  /** It acts for a customer or a user who signed in, not for itself. */
  onBehalf?: boolean
}

export interface OrganizationLookup {
  byLabel(label: string): Promise<Organization | null>
  byKey(key: number): Promise<Organization | null>
}

export interface CredentialRequest {
  /** For people; what a platform shows of it where it shows one. */
  name?: string | null
  /** The organizations it shall reach; the first is its own. */
  organizations: readonly Organization[]
  scopes: readonly string[]
  kind: string | null
  redirectUris: readonly string[]
  /** Where an app is opened, for platforms that open it. */
  appUrl?: string | null
  /** The only addresses that may ask for its tokens; none: any. */
  allowedAddresses?: readonly string[]
  expiresAt: Date | null
  /** A limit of its own (`{"capacity": 10}`); null: the platform's. */
  rateLimits?: JsonObject | null
}

/** What may be asked for with a credential where the platform knows such a thing. */
export type CredentialOption =
  | 'scope'
  | 'redirectUri'
  | 'appUrl'
  | 'allowedAddresses'
  | 'furtherOrganizations'

export interface Dialect {
  name: string
  /** For people: `Commerce Layer`. */
  title: string
  /** Which of a record's public ids this platform shows, and how a new one is made from the internal key. */
  ids: { form: IdForm; mint(type: RecordType, key: number, random: RandomSource): string }
  /** Makes the organization's id of this form. */
  mintOrganizationId(random: RandomSource): string
  /** True for the URLs that belong to this platform. */
  owns(path: string): boolean
  /** True for a request that only reads though its method says otherwise; absent: there are none. */
  readsOnly?(method: string, path: string): boolean
  /** The platform answers browsers of any origin, and lets them read these headers; absent: it does not. */
  cors?: { exposedHeaders: readonly string[] }
  /** Answers a request; never throws for what the caller did. */
  handle(request: WireRequest, services: Services): Promise<WireResponse>
  /** The platform's body for what the host itself refuses: an error of ours, or a request past the limits. */
  refuse(status: 400 | 408 | 413 | 414 | 431 | 500 | 503, request: WireRequest): WireResponse
  /**
   * The platform's answer when it fails that way, with nothing read or written of what the request asks; null where that
   * cannot happen, such as an invalid cursor where nothing is listed.
   */
  fail(failure: Failure, request: WireRequest, services: Services): Promise<WireResponse | null>
  /** Whose request it is, by the valid credential that it presents or the application that it names; reads only. */
  callerOf(request: WireRequest, services: Services): Promise<RequestCaller | null>
  /** What kinds of credentials there are; the first unless another is asked for. Absent: one kind, without a name. */
  credentialKinds?: readonly string[]
  /** The options that a credential of this platform can have; others are refused rather than ignored. */
  credentialOptions: readonly CredentialOption[]
  /** What the demo's credential may do: all that there is to try. Absent: what one may that was asked nothing. */
  demoScopes?: readonly string[]
  /** Makes and keeps a credential; what it returns is printed once, `id` first. */
  createCredential(request: CredentialRequest, services: Services): Promise<CreatedCredential>
  /** Gives the credential another token, printed once; absent: there are none to renew. */
  renewCredential?(credential: Credential, services: Services): Promise<CreatedCredential>
  /** What its documentation leaves open and may be chosen; absent with `assuming`: nothing. */
  assumptions?: readonly Assumption[]
  /** The platform under other assumptions, texts by name. Throws `WrongAssumption`. */
  assuming?(given: ReadonlyMap<string, string>): Dialect
  /** Reads customers from any server that speaks this. */
  client: DialectClient
  /** Its endpoints as an OpenAPI document, made from its route table; absent: it has none. Made anew: keep it. */
  openApi?(): OpenApiDocument
  /** What `clientele check` runs against any server that speaks this; absent: nothing yet. */
  conformance?: Conformance
  /** What traps for sync code need to know of it; absent: there are none. */
  traps?: DialectTraps
  /** Where an integration points its client: `http://127.0.0.1:8080/api/v1`. */
  baseUrl(origin: string, organization: Organization): string
  /** How it tells others of what happens; absent: it does not. */
  webhooks?: Webhooks
  /** How one customer is read, for people who compare platforms; absent: it is not compared. */
  views?: CustomerViews
  /** A whole command line that lists customers when pasted into a shell. */
  exampleCurl(origin: string, organization: Organization, printed: Record<string, string>): string
}

/** A platform's webhooks: what they tell of, how they say and sign it, how often they try. */
export interface Webhooks {
  /** Which topics the changes of one transaction make fire, in the order in which they are told. */
  topics(changes: readonly Change[]): readonly Omit<FiredTopic, 'dialect'>[]
  /**
   * What is posted; made anew for each attempt. Fails where the webhook asks for what does not exist, and with `NobodyHears`
   * where that will stay so.
   */
  request(delivery: WebhookDelivery, services: Services): Promise<WebhookRequest>
  /** Whether that status acknowledges the delivery. */
  succeeded(status: number): boolean
  /** How long a receiver may take, from the connection to the end of its answer. */
  timeoutMs: number
  /** The wait before each further attempt; when there are none left the delivery is given up. */
  retryDelaysMs: readonly number[]
  /** After so many failures in a row the webhook is called no more until it is reset; null: never. */
  breakerFailures: number | null
  /** A delivery that is given up ends the webhook, unless another of its deliveries succeeded meanwhile. */
  endsWhenGivenUp?: true
  /**
   * The operator gives the organization one address that hears of everything (`clientele webhooks set`); absent: webhooks
   * are made through the platform's own API.
   */
  storeWide?: { mintKey(random: RandomSource): string }
}

export interface WebhookDelivery {
  organization: Organization
  webhook: Webhook
  notice: Notice
  /** The record that it tells of, as it was after the change; null when nothing is known of it any more. */
  record: AnyRecord | null
  /** What signs; null where the webhook has none. */
  secret: string | null
}

export interface WebhookRequest {
  /** Names as they go on the wire. */
  headers: Record<string, string>
  body: string
  /** What is kept of the body, where it tells a secret; absent: all of it. */
  kept?: string
}

/** The delivery is given up at once: whoever it was for is gone. */
export class NobodyHears extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'NobodyHears'
  }
}

export interface CreatedCredential {
  credential: Credential
  /** Members of `token create --json`. */
  printed: Record<string, string> & { id: string }
}

/** `{"a":1}` with a status and a JSON content type of the platform's choosing. */
export function jsonResponse(
  status: number,
  contentType: string,
  body: unknown,
  headers: Record<string, string> = {},
): WireResponse {
  return { status, headers: { 'Content-Type': contentType, ...headers }, body: JSON.stringify(body) }
}
