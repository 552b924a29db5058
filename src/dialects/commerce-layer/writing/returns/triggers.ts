/** The triggers of a return as a table (section 6.9): from which statuses to which, and when that was. */
import type { LongTailRecord } from '../../../../core/schema.ts'
import { type AttributeRow, ownMembers } from '../../describe-resource.ts'
import { amountFor, type Effect, effectOf, type TriggerCall, unsupported, wrongStatus } from '../effects.ts'
import { changeRecord } from '../own-members.ts'
import type { Changes } from '../write-types.ts'
import { refundOrder } from './refund.ts'

interface Step {
  from: readonly string[]
  to: string
  /** The member that says when. */
  at?: string
}

/** [assumed] What the names and the order of the statuses say; the transitions themselves are not published. */
const STEPS: Readonly<Record<string, Step>> = {
  _request: { from: ['draft'], to: 'requested' },
  _approve: { from: ['requested'], to: 'approved', at: 'approved_at' },
  _cancel: { from: ['draft', 'requested', 'approved'], to: 'cancelled', at: 'cancelled_at' },
  _ship: { from: ['approved'], to: 'shipped', at: 'shipped_at' },
  _reject: { from: ['requested', 'shipped', 'received'], to: 'rejected', at: 'rejected_at' },
  _receive: { from: ['approved', 'shipped'], to: 'received', at: 'received_at' },
  _refund: { from: ['approved', 'shipped', 'received'], to: 'refunded', at: 'refunded_at' },
}

/** One from elsewhere may not say; it is then what a new one is. */
export const returnStatusOf = (one: LongTailRecord): string =>
  String(ownMembers('record', one).status ?? 'draft')

const nowOf = ({ context }: TriggerCall): string => context.services.clock().toISOString()

const step =
  (name: string, before: Effect<'record'> = async (one) => one): Effect<'record'> =>
  async (one, call) => {
    const { from, to, at } = STEPS[name] as Step
    if (!from.includes(returnStatusOf(one))) throw wrongStatus(call, 'return', returnStatusOf(one))
    const now = await before(one, call)
    return set({ status: to, ...(at ? { [at]: nowOf(call) } : {}) })(now, call)
  }

const set =
  (own: NonNullable<Changes['own']>): Effect<'record'> =>
  (one, { context }) =>
    changeRecord('record', one, { own }, context)

const EFFECTS: readonly (readonly [name: string, type: string, effect: Effect<'record'>])[] = [
  ['_request', 'boolean', step('_request')],
  ['_approve', 'boolean', step('_approve')],
  ['_cancel', 'boolean', step('_cancel')],
  ['_ship', 'boolean', step('_ship')],
  ['_reject', 'boolean', step('_reject')],
  ['_receive', 'boolean', step('_receive')],
  ['_restock', 'boolean', unsupported('stock items')],
  ['_archive', 'boolean', (one, call) => set({ archived_at: nowOf(call) })(one, call)],
  ['_unarchive', 'boolean', set({ archived_at: null })],
  ['_refund', 'boolean', step('_refund', refundOrder)],
  ['_refund_amount_cents', 'integer', amountFor('_refund')],
]

export const RETURN_TRIGGERS: Readonly<Record<string, AttributeRow<unknown>>> = Object.fromEntries(
  EFFECTS.map(([name, type, effect]) => [
    name,
    [`${type} update`, effectOf<'record'>(name, effect)] as const,
  ]),
)
