import type { OrganizationAdmin } from '../../core/organization-admin.ts'
import type { Dialect, Services, WireRequest } from '../../dialects/dialect.ts'

/** What the handlers work with. */
export interface AdminParts {
  organizations: OrganizationAdmin
  dialects: readonly Dialect[]
  services: Services
}

export interface AdminAsked {
  /** What the `:names` of the path stand for. */
  params: Readonly<Record<string, string>>
  request: WireRequest
}

export interface AdminAnswer {
  status: number
  body: unknown
}

export interface AdminRoute {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below `/clientele/v1`. */
  path: string
  answer(asked: AdminAsked, parts: AdminParts): Promise<AdminAnswer>
}

export const ok = (body: unknown): AdminAnswer => ({ status: 200, body })
export const made = (body: unknown): AdminAnswer => ({ status: 201, body })

/** The value of a `:name` that the route's path has. */
export const param = ({ params }: AdminAsked, name: string): string => params[name] ?? ''
