/**
 * Which product an order is of. No order shows it, but the list of orders can be narrowed to each product that is sold
 * (section 4.3): a page of requests for every 25 orders, where each order is asked for alone anyway.
 */
import type { Get } from '../../client.ts'
import { oldestFirst } from './oldest-first.ts'
import type { Catalogue } from './run-memory.ts'
import type { Order, Page, Row } from './wire.ts'

export interface PrimaryProducts {
  /** The product's id by the order's. */
  of: ReadonlyMap<string, string>
  /** When the newest order came that was there to be listed; null: there was none. */
  until: string | null
}

export async function primaryProducts(get: Get, catalogue: Catalogue): Promise<PrimaryProducts> {
  const { items }: Page<Order> = JSON.parse((await get('/api/v1/orders')).body)
  const of = new Map<string, string>()
  for (const product of catalogue.keys())
    for await (const { rows } of oldestFirst<Row>(get, `/api/v1/orders?product=${product}`))
      for (const { id } of rows) of.set(id, product)
  return { of, until: items[0]?.created_at ?? null }
}
