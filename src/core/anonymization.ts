/**
 * The life of a request to anonymize a customer (the customers page of Commerce Layer's reference):
 * requested → started → completed or failed, and cancelled at any time before it is completed. Each
 * step gives the two fields to write: `writer.update('customer', key, requestAnonymization(…))`.
 */
import type { ANONYMIZATION_STATUSES } from './customer.ts'
import { CoreError } from './errors.ts'
import type { Customer, JsonObject } from './schema.ts'

type AnonymizationStatus = (typeof ANONYMIZATION_STATUSES)[number]
/** Where a customer stands. */
export type Anonymization = Pick<Customer, 'anonymizationStatus' | 'anonymizationInfo'>

/** Waiting, or being worked on. [assumed: a failed one is over, and may be requested again] */
export const OPEN_ANONYMIZATIONS: readonly AnonymizationStatus[] = ['requested', 'started']

export const isAnonymizationOpen = ({ anonymizationStatus }: Anonymization): boolean =>
  OPEN_ANONYMIZATIONS.some((status) => status === anonymizationStatus)

/**
 * A new request, which forgets what became of an earlier one. `requester` is the operator who asked, never
 * the customer: `{id, first_name, last_name, email}`. Refused (`invalid-value`) while one is open.
 */
export function requestAnonymization(
  customer: Anonymization,
  requester: JsonObject,
  now: Date,
): Anonymization {
  if (isAnonymizationOpen(customer)) throw refusal('open')
  return step('requested', {}, now, { requester })
}

/** Refused (`invalid-value`) when none is open. */
export function cancelAnonymization(
  customer: Anonymization,
  requester: JsonObject,
  now: Date,
): Anonymization {
  if (!isAnonymizationOpen(customer)) throw refusal('not-open')
  return step('cancelled', customer.anonymizationInfo, now, { cancellation_requester: requester })
}

/** The three steps of the job; refused (`invalid-value`) when none is open. */
export const startAnonymization = advance('started')
export const completeAnonymization = advance('completed')
export const failAnonymization = advance('failed')

function advance(status: AnonymizationStatus) {
  return (customer: Anonymization, now: Date): Anonymization => {
    if (!isAnonymizationOpen(customer)) throw refusal('not-open')
    return step(status, customer.anonymizationInfo, now)
  }
}

/** Members as the platform names them; instants in ISO 8601. Only those that apply are there. */
function step(
  status: AnonymizationStatus,
  info: JsonObject | null,
  now: Date,
  who: JsonObject = {},
): Anonymization {
  return {
    anonymizationStatus: status,
    anonymizationInfo: { ...info, status, [`${status}_at`]: now.toISOString(), ...who },
  }
}

const refusal = (anonymization: 'open' | 'not-open'): CoreError =>
  new CoreError(
    'invalid-value',
    { field: 'anonymizationStatus', anonymization },
    anonymization === 'open' ? 'An anonymization is open already' : 'No anonymization is open',
  )

/**
 * When it was requested. Where its block does not tell (a customer may come from elsewhere with a status
 * alone): when the customer last changed.
 */
export function requestedAt({
  anonymizationInfo,
  updatedAt,
}: Anonymization & Pick<Customer, 'updatedAt'>): Date {
  // Commerce Layer writes `2025-03-15 11:39:21 UTC`, and may have been where it came from.
  const text = String(anonymizationInfo?.requested_at).replace(/^(\S+) (\S+) UTC$/, '$1T$2Z')
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? updatedAt : at
}
