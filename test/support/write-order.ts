/** Writes orders that the ledger knows, and the market that the platform's own orders need. */
import type { NewRecord } from '../../src/core/ports.ts'
import type { Order } from '../../src/core/schema.ts'
import { one } from './commerce-layer-client.ts'
import type { World } from './world.ts'

/** A market, which every order needs; as a relationship. */
export async function writeMarket(world: World) {
  const [market] = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
    writer.create('record', [{ kind: 'markets', attributes: { name: 'Europe', code: 'eu' } }]),
  )
  return one('markets', market?.shortId ?? '')
}

/** An order with an amount, which this platform's own orders get from line items. */
export async function writeOrder(world: World, order: NewRecord<'order'>): Promise<Order> {
  const [made] = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
    writer.create('order', [{ currency: 'EUR', amount: 1000, status: 'created', ...order }]),
  )
  if (!made) throw new Error('No order was written')
  return made
}
