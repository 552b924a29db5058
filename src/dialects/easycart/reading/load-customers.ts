/** The customers of records that hang on them. */
import type { RecordStore } from '../../../core/ports.ts'
import type { Customer } from '../../../core/schema.ts'

/** In one statement; an order may have none. */
export async function customersOf(
  records: Pick<RecordStore, 'related'>,
  store: number,
  owned: readonly { customerKey: number | null }[],
): Promise<(one: { customerKey: number | null }) => Customer | null> {
  const keys = owned.flatMap(({ customerKey }) => customerKey ?? [])
  // Whatever the type, its `customerKey` names the customer.
  const customers = await records.related(store, 'order', 'customer', keys)
  return ({ customerKey }) => customers.get(customerKey ?? 0)?.[0] ?? null
}
