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
  effect: 'remove' | 'detach' | 'refuse'
}

export const DEPENDENTS: Partial<Record<RecordType, readonly Dependent[]>> = {
  customer: [
    { type: 'payment', field: 'customerKey', effect: 'refuse' },
    { type: 'refund', field: 'customerKey', effect: 'refuse' },
    { type: 'order', field: 'customerKey', effect: 'detach' },
    { type: 'subscription', field: 'customerKey', effect: 'remove' },
    { type: 'productAccess', field: 'customerKey', effect: 'remove' },
    { type: 'address', field: 'customerKey', effect: 'remove' },
    { type: 'paymentSource', field: 'customerKey', effect: 'remove' },
    { type: 'record', field: 'customerKey', effect: 'remove' },
    { type: 'customerTag', field: 'customerKey', effect: 'remove' },
    // Orders that stay still come from somewhere.
    { type: 'sourceRecord', field: 'customerKey', effect: 'detach' },
  ],
  group: [{ type: 'customer', field: 'groupKey', effect: 'detach' }],
  product: [{ type: 'productVariant', field: 'productKey', effect: 'remove' }],
  tag: [{ type: 'customerTag', field: 'tagKey', effect: 'remove' }],
  order: [
    { type: 'payment', field: 'orderKey', effect: 'remove' },
    { type: 'subscription', field: 'orderKey', effect: 'detach' },
    { type: 'productAccess', field: 'orderKey', effect: 'detach' },
  ],
  subscription: [{ type: 'payment', field: 'subscriptionKey', effect: 'detach' }],
  source: [
    { type: 'sourceRecord', field: 'sourceKey', effect: 'remove' },
    { type: 'heldItem', field: 'sourceKey', effect: 'remove' },
  ],
  payment: [{ type: 'refund', field: 'paymentKey', effect: 'remove' }],
}
