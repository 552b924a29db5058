/** What may be done to organizations as a whole, with every rule in it: the command line and the admin API call it. */
import type { OrganizationSnapshot, Restored } from './organization-snapshots.ts'
import type { Overview } from './overview.ts'
import type { Organization } from './ports.ts'

/** The snapshot that a reset goes back to; the demo takes it when its data is there. */
export const START = 'start'

export interface OrganizationInput {
  slug: string
  name?: string | undefined
  handle?: string | undefined
  currency: string
  /** IANA name. */
  timeZone: string
  /** `test` or `live`. */
  mode: string
}

export interface CopyInput {
  slug: string
  /** Default: the slug. */
  handle?: string | undefined
  /** Default: the original's. */
  name?: string | undefined
}

export interface Reset {
  /** What it went back to; null: the organization is empty now. */
  snapshot: OrganizationSnapshot | null
  customersBefore: number
}

/**
 * Organizations are named by slug. Throws `record-not-found`, `not-unique` and `invalid-value` with a text that says
 * what to do, and has changed nothing then.
 */
export interface OrganizationAdmin {
  get(slug: string): Promise<Organization>
  list(): Promise<Organization[]>
  /** `profile`: as on the command line, `['email=shop@example.com']`. */
  create(input: OrganizationInput, profile: readonly string[]): Promise<Organization>
  /** A new organization with the data of another, as it is or as a snapshot of it says. */
  copy(from: { slug: string; snapshot: string | null }, to: CopyInput): Promise<Organization>
  remove(slug: string): Promise<void>
  snapshots(slug: string): Promise<OrganizationSnapshot[]>
  save(slug: string, name: string, replace: boolean): Promise<OrganizationSnapshot>
  restore(slug: string, name: string): Promise<Restored>
  removeSnapshot(slug: string, name: string): Promise<void>
  /** Back to the snapshot `start`, or to an empty organization where there is none. */
  reset(slug: string): Promise<Reset>
  /** What its data adds up to; some seconds old while the data keeps changing. */
  overview(slug: string): Promise<Overview>
}
