import type { AdminTokens } from '../../core/admin-tokens.ts'
import type { AuditLog } from '../../core/audit.ts'
import type { ConsoleFeatures } from '../../core/console.ts'
import type { SecretKeyFacts } from '../../core/credentials.ts'
import type { CustomerCsv } from '../../core/customer-csv.ts'
import type { OrganizationAdmin } from '../../core/organization-admin.ts'
import type { PersonAdmin } from '../../core/person-admin.ts'
import type { Clock } from '../../core/ports.ts'
import type { WorkPorts } from '../../core/work-ports.ts'
import type { Dialect, Services, WireRequest } from '../../dialects/dialect.ts'
import type { Audit } from '../audit/audit.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Traffic } from '../traffic/traffic.ts'
import type { Traps } from '../traps/index.ts'
import type { AdminCaller } from './callers.ts'
import type { Members, Shape } from './read-members.ts'

/** What is done by others, with the rules in it: jobs, the store. */
export interface AdminPorts {
  organizations: OrganizationAdmin
  /** Absent: the server is none. */
  sandbox?: Sandbox | undefined
  work: WorkPorts
  people: PersonAdmin
  customerCsv: CustomerCsv
  /** What may be told of the store's secret key; absent: nothing is known of it. */
  secretKey?: () => SecretKeyFacts
}

/** What the handlers work with. */
export interface AdminParts extends AdminPorts {
  dialects: readonly Dialect[]
  services: Services
  adminTokens: AdminTokens
  /** What is kept of who had to do with whom. */
  auditLog: AuditLog
  /** Notes it; absent: nobody does. */
  audit?: Pick<Audit, 'note' | 'flush'>
  features: ConsoleFeatures
  traffic: Traffic
  /** Absent: the server is no sandbox. */
  traps?: Traps
  /** The real time, for tokens and sessions: `services.clock` may be set by whoever uses the sandbox. */
  wallClock: Clock
}

export interface AdminAsked<Q extends Shape = Shape, B extends Shape = Shape> {
  /** What the `:names` of the path stand for. */
  params: Readonly<Record<string, string>>
  /** The parameters of the URL, read by the route's own shape. */
  query: Members<Q>
  /** The members of the body, likewise. */
  body: Members<B>
  /** Who asks, with what; null where the route is open to anyone and nobody signed in. */
  caller: AdminCaller | null
  request: WireRequest
}

export interface AdminAnswer {
  status: number
  /** JSON, or a text that is sent as it is where the route has a type of its own. */
  body: unknown
  headers?: Record<string, string>
}

export interface AdminRoute<Q extends Shape = Shape, B extends Shape = Shape> {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below `/clientele/v1`. */
  path: string
  /** What it does, for the documentation: `Save a snapshot`. */
  about: string
  /** Parameters of the URL; absent: none are known. */
  query?: Q
  /** Members of the body; absent: it has none. */
  body?: B
  /** The body is no JSON but a text of this type, as it was sent. */
  takes?: string
  /** JSON Schema of the answer's body, by which the documentation and the tests go. */
  answers: object
  /** Statuses other than 200. */
  status?: 201 | 202
  /** Also for whoever presents nothing: to sign in. */
  open?: true
  /** The content type where the answer is no JSON: `text/csv; charset=utf-8`. */
  type?: string
  answer(asked: AdminAsked<Q, B>, parts: AdminParts): Promise<AdminAnswer>
}

/** A route of the table; the types of what is asked follow from its shapes. */
export const route = <
  const Q extends Shape = Record<never, never>,
  const B extends Shape = Record<never, never>,
>(
  described: AdminRoute<Q, B>,
): AdminRoute => described as unknown as AdminRoute

export const ok = (body: unknown): AdminAnswer => ({ status: 200, body })
export const made = (body: unknown): AdminAnswer => ({ status: 201, body })

/** The value of a `:name` that the route's path has. */
export const param = ({ params }: Pick<AdminAsked, 'params'>, name: string): string => params[name] ?? ''

export const tokenParts = ({ services, adminTokens, wallClock }: AdminParts) => ({
  ...services,
  adminTokens,
  clock: wallClock,
})
