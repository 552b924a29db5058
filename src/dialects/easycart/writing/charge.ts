/** The payment provider's part: there is none, so what is charged is paid, unless a test asks for a refusal. */
import type { NewRecord, Writer } from '../../../core/ports.ts'
import type { Payment } from '../../../core/schema.ts'
import { EasycartRefusal, unprocessable } from '../errors.ts'

/** The provider's own words (Stripe, error codes: `card_declined`). */
const DECLINED = 'Your card was declined.'

/** Stripe's tokens for cards that fail: `tok_chargeDeclined`, `pm_card_visa_chargeDeclined`, … (Stripe, testing). */
const isDeclined = (token: string | null): boolean => /chargeDeclined/.test(token ?? '')

/**
 * Captures the payment from the customer's newest payment source; throws 422, with nothing charged, where that
 * source is one of Stripe's cards that fail. A customer without any source is charged as well.
 */
export async function charge(
  writer: Writer,
  organization: number,
  payment: NewRecord<'payment'> & Pick<Payment, 'customerKey'>,
): Promise<void> {
  const { customerKey } = payment
  const sources = await writer.related(organization, 'customer', 'paymentSources', [customerKey], {
    sort: [
      { field: 'createdAt', descending: true },
      { field: 'key', descending: true },
    ],
    limitPerKey: 1,
  })
  if (isDeclined(sources.get(customerKey)?.[0]?.sourceToken ?? null))
    throw new EasycartRefusal(unprocessable(DECLINED))
  await writer.create('payment', [payment])
}
