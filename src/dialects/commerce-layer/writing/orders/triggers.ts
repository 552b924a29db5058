/**
 * What each trigger of an order does (section 6.7), in the order of the schema, which is the one they run in.
 * One whose machinery is not kept says so; those that would change nothing and be true do just that: an order
 * whose market has no external validation is valid, figures that follow from the ledger are fresh.
 */
import type { AttributeRow } from '../../describe-resource.ts'
import { amountFor, type Effect, effectOf, unsupported } from '../effects.ts'
import { linkedTo } from '../linked.ts'
import { activateSubscriptions } from '../subscriptions/activate.ts'
import { cloneAddress, sameAddress, saveAddress } from './addresses.ts'
import { nullifyPaymentSource, savePaymentSource, useCustomerPaymentSource } from './payment-source.ts'
import { approveAndCapture, authorize, capture, refund } from './payments.ts'
import { inTurn, setOwn, stepTo } from './statuses.ts'

/** "To trigger the external validation for the order": a market without one has nothing to ask. */
const validate: Effect<'order'> = async (order, call) => {
  const [market] = await linkedTo(order.key, 'market', 'record', call.context)
  if (market?.attributes.external_order_validation_url) return external(order, call)
  return order
}
const external = unsupported<'order'>('external validations')

const EFFECTS: readonly (readonly [name: string, flags: string, effect: Effect<'order'>])[] = [
  ['_archive', 'boolean', setOwn((now) => ({ archived_at: now }))],
  ['_unarchive', 'boolean', setOwn(() => ({ archived_at: null }))],
  ['_pending', 'boolean staff', stepTo('_pending')],
  ['_place', 'boolean', inTurn(stepTo('_place'), activateSubscriptions)],
  ['_cancel', 'boolean', stepTo('_cancel')],
  ['_approve', 'boolean staff', stepTo('_approve')],
  ['_approve_and_capture', 'boolean staff', approveAndCapture],
  ['_authorize', 'boolean', authorize],
  ['_authorization_amount_cents', 'integer', amountFor('_authorize')],
  ['_capture', 'boolean staff', capture],
  ['_refund', 'boolean staff', refund],
  ['_fulfill', 'boolean staff', stepTo('_fulfill')],
  ['_update_taxes', 'boolean', unsupported('tax calculators')],
  ['_nullify_payment_source', 'boolean', nullifyPaymentSource],
  ['_fix_payment_source', 'boolean staff', unsupported('payment gateways')],
  ['_billing_address_clone_id', 'string', cloneAddress('billing_address')],
  ['_shipping_address_clone_id', 'string', cloneAddress('shipping_address')],
  ['_customer_payment_source_id', 'string', useCustomerPaymentSource],
  ['_shipping_address_same_as_billing', 'boolean', sameAddress('shipping_address', 'billing_address')],
  ['_billing_address_same_as_shipping', 'boolean', sameAddress('billing_address', 'shipping_address')],
  ['_commit_invoice', 'boolean', unsupported('invoices')],
  ['_refund_invoice', 'boolean', unsupported('invoices')],
  ['_save_payment_source_to_customer_wallet', 'boolean', savePaymentSource],
  ['_save_shipping_address_to_customer_address_book', 'boolean', saveAddress('shipping_address')],
  ['_save_billing_address_to_customer_address_book', 'boolean', saveAddress('billing_address')],
  ['_refresh', 'boolean', setOwn((now) => ({ refreshed_at: now }))],
  ['_refresh_prices', 'boolean staff', unsupported('price lists')],
  ['_validate', 'boolean', validate],
  ['_create_subscriptions', 'boolean', unsupported('frequencies of line items')],
  ['_start_editing', 'boolean staff', stepTo('_start_editing')],
  ['_stop_editing', 'boolean staff', stepTo('_stop_editing')],
]

const row = (flags: string): string => flags.replace(/^(\w+)/, '$1 update')

export const ORDER_TRIGGERS: Readonly<Record<string, AttributeRow<unknown>>> = Object.fromEntries(
  EFFECTS.map(([name, flags, effect]) => [name, [row(flags), effectOf<'order'>(name, effect)] as const]),
)

/** Nothing is asked of external services, so there is no circuit that could be open. */
export const resetCircuit = effectOf<'order'>(
  '_reset_circuit',
  setOwn(() => ({ circuit_state: 'closed', circuit_failure_count: 0 })),
)
