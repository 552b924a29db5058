/**
 * An order's captures and refunds as payments and refunds. Servers that show transactions in full include them with
 * their amounts (Captures and Refunds of the vendor's reference); of the others the ids alone are known, and an amount
 * is not made up.
 */
import type { Draft } from '../../../core/draft.ts'
import { attribute, type FindIncluded, linkage, type ResourceObject, textOrNull } from './json-api.ts'

export function readCaptures(order: ResourceObject, find: FindIncluded): Draft[] {
  const customer = linkage(order, 'customer')?.[0]
  if (!customer) return []
  const owner = { customerKey: { shortId: customer.id } }
  const captures = included(order, 'captures', find)
  const payments = captures.map(
    (capture): Draft => ({
      type: 'payment',
      values: { ...transaction(capture), provider: 'commerce-layer', paidAt: timeOf(capture) },
      links: { ...owner, orderKey: { shortId: order.id } },
    }),
  )
  const refunds = included(order, 'refunds', find).flatMap((refund): Draft[] => {
    const capture = linkage(refund, 'reference_capture')?.[0] ?? captures[0]
    return capture
      ? [
          {
            type: 'refund',
            values: { ...transaction(refund), state: 'recorded' },
            links: { ...owner, paymentKey: { shortId: capture.id } },
          },
        ]
      : []
  })
  return [...payments, ...refunds]
}

const included = (order: ResourceObject, name: string, find: FindIncluded): ResourceObject[] =>
  (linkage(order, name) ?? [])
    .flatMap((one) => find(one) ?? [])
    .filter(
      (one) => typeof attribute(one, 'amount_cents') === 'number' && attribute(one, 'succeeded') !== false,
    )

const timeOf = (one: ResourceObject): Date => new Date(String(attribute(one, 'created_at')))

const transaction = (one: ResourceObject) => ({
  shortId: one.id,
  amount: attribute(one, 'amount_cents'),
  currency: textOrNull(one, 'currency_code'),
  createdAt: timeOf(one),
  updatedAt: new Date(String(attribute(one, 'updated_at'))),
})
