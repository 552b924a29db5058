/** What `presentCustomer` shows, as JSON text in one pass; a property test holds the two against each other. */
import { customerName } from '../../core/customer.ts'
import type { Customer, CustomerTotal } from '../../core/schema.ts'
import { quote } from '../../lib/json-text.ts'
import { lifetimeValue, presentTime } from './present.ts'
import type { EasycartSettings } from './settings.ts'

/** Of a customer it takes no more than these. */
export type WrittenCustomer = Pick<
  Customer,
  'uuidId' | 'fullName' | 'firstName' | 'lastName' | 'email' | 'avatarUrl'
>

export function writeCustomer(
  customer: WrittenCustomer,
  total: CustomerTotal,
  livingSubscriptions: number,
  currency: string,
  settings: Pick<EasycartSettings, 'ltvNull'>,
): string {
  const { uuidId, email, avatarUrl } = customer
  return (
    `{"id":"${uuidId}","name":${text(customerName(customer))},"email":${quote(email ?? '')}` +
    `,"avatar":${text(avatarUrl || null)}` +
    `,"first_seen":${time(total.firstPlacedAt)},"last_order":${time(total.lastPlacedAt)}` +
    `,"orders_count":${total.completedCount},"subscriptions_count":${livingSubscriptions}` +
    `,"lifetime_value":${lifetimeValue(total, settings)},"currency":${quote(currency)}}`
  )
}

const text = (value: string | null): string => (value === null ? 'null' : quote(value))
const time = (at: Date | null): string => (at ? `"${presentTime(at)}"` : 'null')
