/** The triggers that move an order from one status to the next, as a table (Orders, trigger attributes). */
import type { Order } from '../../../../core/schema.ts'
import { fulfillmentOf, statusOf } from '../../values/order-values.ts'
import { type Effect, refuseTrigger, wrongStatus } from '../effects.ts'
import { changeRecord } from '../own-members.ts'
import type { Changes } from '../write-types.ts'

interface Step {
  /** The platform's statuses that it starts from. */
  from: readonly string[]
  changes(order: Order, now: string): Changes
  /** The order is there already. */
  done?: { when(order: Order): boolean; status: string }
}

const UNPLACED = ['draft', 'pending']

/** Paid in full, or free: what remains is to be processed. */
const afterPlacing = ({ amount, paidAmount }: Order): string =>
  paidAmount >= amount ? 'processing' : 'awaiting_payment'

export const STEPS = {
  _pending: { from: ['draft'], changes: () => ({ own: { status: null } }) },
  // [assumed] A draft may be placed too: its line items, which would make it pending, are not kept.
  _place: {
    from: UNPLACED,
    changes: (order, now) => ({
      status: afterPlacing(order),
      own: { status: null, placed_at: now, fulfillment_status: 'unfulfilled', fulfillment_updated_at: now },
    }),
  },
  // "If you want to cancel a placed order": a canceled cart would count as an order that was placed.
  _cancel: {
    from: ['placed'],
    changes: (_order, now) => ({ status: 'canceled', canceledAt: new Date(now) }),
  },
  _approve: {
    from: ['placed'],
    changes: (_order, now) => ({
      status: 'completed',
      own: { approved_at: now, fulfillment_status: 'in_progress', fulfillment_updated_at: now },
    }),
  },
  _fulfill: {
    from: ['approved'],
    changes: (_order, now) => ({ own: { fulfillment_status: null, fulfillment_updated_at: now } }),
    done: { when: (order) => fulfillmentOf(order) === 'fulfilled', status: 'fulfilled' },
  },
  _start_editing: { from: ['placed'], changes: () => ({ own: { status: 'editing' } }) },
  _stop_editing: { from: ['editing'], changes: () => ({ own: { status: null } }) },
} as const satisfies Record<string, Step>

/** The order one step further, or a 422 on the trigger when its status does not allow that. */
export const stepTo =
  (name: keyof typeof STEPS): Effect<'order'> =>
  async (order, call) => {
    const { from, changes, done }: Step = STEPS[name]
    if (!from.includes(statusOf(order))) throw wrongStatus(call, 'order', statusOf(order))
    if (done?.when(order)) throw wrongStatus(call, 'order', done.status)
    return changeRecord('order', order, changes(order, nowOf(call)), call.context)
  }

export const nowOf = ({ context }: Parameters<Effect<'order'>>[1]): string =>
  context.services.clock().toISOString()

/** Where any status will do: a time set or taken away, or what else is kept beside the order. */
export const setOwn =
  (members: (now: string) => NonNullable<Changes['own']>): Effect<'order'> =>
  (order, call) =>
    changeRecord('order', order, { own: members(nowOf(call)) }, call.context)

/** One effect after the other, each on what the one before left. */
export const inTurn =
  (...effects: Effect<'order'>[]): Effect<'order'> =>
  async (order, call) => {
    let now = order
    for (const effect of effects) now = await effect(now, call)
    return now
  }

export const needsCustomer = (order: Order, call: Parameters<Effect<'order'>>[1]): number => {
  if (order.customerKey === null) throw refuseTrigger(call, 'needs a customer', 'blank')
  return order.customerKey
}
