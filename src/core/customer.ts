/** Rules about one customer that every platform shares. */
import { fold } from '../lib/fold.ts'
import type { Customer } from './schema.ts'

export const ACCOUNT_STATES = ['not_invited', 'invited', 'registered'] as const
export const GENDERS = ['male', 'female', 'secret'] as const
export const CONSENT_STATES = [
  'unsubscribed',
  'subscribed',
  'not_subscribed',
  'awaiting_confirmation',
] as const
export const CONSENT_LEVELS = ['unknown', 'single_opt_in', 'confirmed_opt_in'] as const
export const ANONYMIZATION_STATUSES = ['requested', 'started', 'completed', 'failed', 'cancelled'] as const

/** The name people read: the full name as given, else first and last joined; null when there is none. */
export function customerName(customer: Pick<Customer, 'fullName' | 'firstName' | 'lastName'>): string | null {
  return customer.fullName || [customer.firstName, customer.lastName].filter(Boolean).join(' ') || null
}

/**
 * A phone number's digits from the country code on, by which numbers are compared however they are written:
 * `+852 5365-7436` and `0085253657436` are `85253657436`; null when there are none.
 */
export const foldPhone = (phone: string | null): string | null =>
  (phone ?? '').replace(/[^0-9]/g, '').replace(/^00/, '') || null

/** Columns that follow from others, kept so that an index can serve searches without regard to case. */
export function foldedColumns(
  customer: Pick<Customer, 'email' | 'phone' | 'fullName' | 'firstName' | 'lastName'>,
): Pick<Customer, 'emailFolded' | 'nameFolded' | 'phoneFolded'> {
  const name = customerName(customer)
  return {
    // A blank one is none: any number of customers may be without.
    emailFolded: fold((customer.email ?? '').trim()) || null,
    nameFolded: name === null ? null : fold(name),
    phoneFolded: foldPhone(customer.phone),
  }
}
