/** What is read of an Easycart server, what is pointed to first. */
import type { SyncStream } from '../../client.ts'
import { customers } from './customers.ts'
import { orders } from './orders.ts'
import { products, variants } from './products.ts'
import { promotionCodes } from './promotion-codes.ts'
import { subscriptions } from './subscriptions.ts'
import { transactions } from './transactions.ts'

/** All of each: no list can be narrowed to what changed. */
export const streams: readonly SyncStream[] = [
  products,
  variants,
  promotionCodes,
  customers,
  orders,
  subscriptions,
  transactions,
]
