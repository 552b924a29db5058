/** The line whose product names an order: the first that is no order bump (Get Orders). */
import type { RecordStore } from '../../../core/ports.ts'
import { all, type Condition, type Sort, where } from '../../../core/query.ts'
import type { OrderLine } from '../../../core/schema.ts'

const PRIMARY_FIRST: readonly Sort[] = [{ field: 'isBump' }, { field: 'position' }, { field: 'key' }]

/** The primary line of each order, by the order's key. */
export async function primaryLines(
  records: Pick<RecordStore, 'related'>,
  store: number,
  orders: readonly number[],
): Promise<(order: number | null) => OrderLine | null> {
  const lines = await records.related(store, 'order', 'lines', orders, {
    sort: PRIMARY_FIRST,
    limitPerKey: 1,
  })
  return (order) => lines.get(order ?? 0)?.[0] ?? null
}

/** Orders of that product; the first part finds them by an index. */
export function primaryProduct(uuid: string): Condition {
  const ofProduct = where('orderLine').eq('productUuid', uuid)
  return all(where('order').some('lines', ofProduct), {
    op: 'some',
    relation: 'lines',
    where: ofProduct,
    first: { sort: PRIMARY_FIRST },
  })
}
