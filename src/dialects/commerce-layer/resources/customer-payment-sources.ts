/** Customer payment sources (section 6.5): how a customer pays, as the payment provider knows it. */
import { byCustomerKey, COMMON, resource, stored } from '../describe-resource.ts'

export const customerPaymentSources = resource('customer_payment_sources', 'paymentSource', {
  attributes: {
    name: ['string filter', stored('name')],
    customer_token: ['string create update', stored('customerToken')],
    payment_source_token: ['string create update filter', stored('sourceToken')],
    ...COMMON,
  },
  relationships: {
    customer: ['one customers create update required filter sort', 'customer'],
    payment_method: ['one payment_methods create update filter', { linked: 'payment_method' }],
    payment_source: [
      'one adyen_payments|axerve_payments|braintree_payments|checkout_com_payments|external_payments|klarna_payments|paypal_payments|satispay_payments|stripe_payments|wire_transfers create update',
      { linked: 'payment_source' },
    ],
    versions: ['many versions', { relation: 'history' }],
    event_stores: ['many event_stores closed', 'history'],
  },
  ownedBy: byCustomerKey,
})
