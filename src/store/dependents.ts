/**
 * What becomes of the records that point to a removed one. The database's foreign keys would do the same,
 * but in silence: no event, no figure, no counter would follow. So the writer does it, by this table.
 */
import type { RecordType } from '../core/schema.ts'

export interface Dependent {
  type: RecordType
  /** The field that points to the removed record. */
  field: string
  /** `refuse`: the removal fails; the books must keep saying whose money it was. */
  then: 'remove' | 'detach' | 'refuse'
}

export const DEPENDENTS: Partial<Record<RecordType, readonly Dependent[]>> = {
  customer: [
    { type: 'payment', field: 'customerKey', then: 'refuse' },
    { type: 'refund', field: 'customerKey', then: 'refuse' },
    { type: 'order', field: 'customerKey', then: 'detach' },
    { type: 'subscription', field: 'customerKey', then: 'remove' },
    { type: 'productAccess', field: 'customerKey', then: 'remove' },
    { type: 'address', field: 'customerKey', then: 'remove' },
    { type: 'customerTag', field: 'customerKey', then: 'remove' },
  ],
  group: [{ type: 'customer', field: 'groupKey', then: 'detach' }],
  tag: [{ type: 'customerTag', field: 'tagKey', then: 'remove' }],
  order: [
    { type: 'payment', field: 'orderKey', then: 'remove' },
    { type: 'subscription', field: 'orderKey', then: 'detach' },
    { type: 'productAccess', field: 'orderKey', then: 'detach' },
  ],
  subscription: [{ type: 'payment', field: 'subscriptionKey', then: 'detach' }],
  payment: [{ type: 'refund', field: 'paymentKey', then: 'remove' }],
}
