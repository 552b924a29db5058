/** Organizations as they were, kept under a name; and what is done to an organization as a whole. */
import type { Organization } from './ports.ts'

export interface OrganizationSnapshot {
  /** Unique in its organization. */
  name: string
  createdAt: Date
  customers: number
}

export interface Restored extends OrganizationSnapshot {
  /** How many customers there were until now. */
  customersBefore: number
}

/** Where a copy is made from: the organization as it is, or a snapshot of it. */
export interface CopySource {
  /** Key. */
  organization: number
  snapshot: string | null
}

/** A new organization; all else it takes from the one that is copied, the name too where none is given. */
export type CopyTarget = Pick<Organization, 'shortId' | 'numberId' | 'uuidId' | 'slug' | 'handle'> & {
  name: string | null
}

/**
 * Each call is one transaction: it has happened as a whole or not at all, and copies one moment. Organizations are
 * named by key. A name that is not there is `record-not-found`, one that is taken `not-unique`.
 */
export interface OrganizationCopies {
  list(organization: number): Promise<OrganizationSnapshot[]>
  /** `replace`: a snapshot of that name gives way. */
  save(
    organization: number,
    name: string,
    options?: { replace?: boolean | undefined },
  ): Promise<OrganizationSnapshot>
  /** Data, name, profile, currency and time zone are as they were; slug, handle, ids and credentials stay. */
  restore(organization: number, name: string): Promise<Restored>
  remove(organization: number, name: string): Promise<void>
  /**
   * A new organization with the same data, keys and public ids included, and without credentials. Its webhooks are
   * disabled: whoever hears of the original shall not take the copy for it.
   */
  copy(source: CopySource, target: CopyTarget): Promise<Organization>
  /** Removes all data; credentials and snapshots stay. Gives how many customers that were. */
  empty(organization: number): Promise<number>
  /** Removes the organization itself, with its data, snapshots and credentials. */
  removeOrganization(organization: number): Promise<void>
}
