/** Refunds of payments; only what the payment provider confirmed is one (Issue a Refund). */
import type { RecordStore } from '../../../core/ports.ts'
import { type Condition, where } from '../../../core/query.ts'
import type { Payment, Refund } from '../../../core/schema.ts'

export const RECORDED: Condition = where('refund').eq('state', 'recorded')

/** In one statement; oldest first. */
export async function recordedRefunds(
  records: Pick<RecordStore, 'related'>,
  store: number,
  payments: readonly Payment[],
): Promise<(payment: Payment) => Refund[]> {
  const refunds = await records.related(
    store,
    'payment',
    'refunds',
    payments.map(({ key }) => key),
    { where: RECORDED, sort: [{ field: 'createdAt' }, { field: 'key' }] },
  )
  return ({ key }) => refunds.get(key) ?? []
}
