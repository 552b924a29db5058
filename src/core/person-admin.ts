/** What may be done with one person's data as a whole: the command line and the admin API call it. */
import type { Actor, Organization } from './ports.ts'
import type { Customer, Json } from './schema.ts'

export interface FieldOrigin {
  field: string
  value: Json
  /** The source; `here` where it was changed here since. */
  from: string
  /** ISO 8601; null where that is not known. */
  since: string | null
}

/** Where a customer's fields came from, and since when. */
export interface Provenance {
  sources: {
    name: string
    dialect: string
    remote_id: string
    linked_by: string
    linked_at: string
  }[]
  fields: FieldOrigin[]
}

export interface PersonErased {
  /** How many records were emptied, by type: `{ customer: 1, order_line: 3 }`. */
  erased: Readonly<Record<string, number>>
  /** How many records only share the e-mail address: they stay. */
  notLinked: number
}

/** Throws `record-not-found` for a customer that is not there. */
export interface PersonAdmin {
  /** Everything that hangs on the customer, as the text of a JSON document. */
  exportOf(organization: Organization, customerKey: number): Promise<string>
  /** Empties what is personal and keeps the books; with `dryRun` only says what would go. */
  erase(
    organization: number,
    customer: Pick<Customer, 'key' | 'email'>,
    actor: Actor,
    dryRun: boolean,
  ): Promise<PersonErased>
  provenanceOf(organization: number, customer: Customer): Promise<Provenance>
  /** Every public id of the customer and of what hangs on it, by which others may have asked for them. */
  idsOf(organization: number, customer: Customer): Promise<string[]>
}
