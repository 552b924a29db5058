/** How one customer is read here (sections 6.1 and 6.9), and which keys show which field. */
import type { CustomerViews, Place, ViewName, ViewSubject } from '../views.ts'
import type { ShoplineSettings } from './settings.ts'

const ORDERS = 5

export function createViews({ version }: Pick<ShoplineSettings, 'version'>): CustomerViews {
  const url = (view: ViewName, { id }: ViewSubject): string =>
    view === 'orders'
      ? `/admin/openapi/${version}/customers/${id}/orders.json?status=any&limit=${ORDERS}`
      : `/admin/openapi/${version}/customers/v2/${id}.json`
  return {
    url,
    code: (view, subject) => `const answer = await fetch('${subject.origin}${url(view, subject)}', {
  headers: {
    Authorization: \`Bearer \${process.env.TOKEN}\`,
    'Content-Type': 'application/json; charset=utf-8',
  },
})
const { ${view === 'orders' ? 'list' : 'customer'} } = await answer.json()
`,
    language: 'JavaScript',
    token: 'the access token of an app in the store',
    fields,
    passing: [],
  }
}

const ADDRESSES = ['customer.addresses[]', 'customer.default_address'] as const
/** In the address book, and once more as the default. */
const inAddress = (key: string, note?: string): Place => ({
  at: ADDRESSES.map((address) => `${address}.${key}`),
  ...(note ? { note } : {}),
})

const fields: Readonly<Record<string, Place>> = {
  'customer.id': 'customer.id',
  'customer.email': 'customer.email',
  'customer.phone': {
    at: 'customer.phone',
    note: 'with 00 for a leading +, and then without separators',
  },
  'customer.firstName': 'customer.first_name',
  'customer.lastName': 'customer.last_name',
  'customer.nickName': { at: 'customer.nick_name', note: 'without one first and last name' },
  'customer.language': 'customer.language',
  'customer.gender': { at: 'customer.gender', note: '"1" male, "2" female, else "0"' },
  'customer.birthday': { at: 'customer.birthday', note: 'as yyyyMMdd' },
  'customer.note': 'customer.note',
  'customer.verifiedEmail': 'customer.verified_email',
  'customer.accountState': { at: 'customer.state', note: '1 not invited, 2 invited, 3 registered' },
  'customer.blacklisted': { at: 'customer.state', note: "is 0, whatever the account's" },
  'customer.emailConsentState': {
    at: [
      'customer.email_marketing_consent.state',
      'customer.email_subscribe_flag',
      'customer.accepts_marketing',
    ],
    note: 'as a number',
  },
  'customer.emailConsentLevel': {
    at: 'customer.email_marketing_consent.opt_in_level',
    note: 'as a number',
  },
  'customer.emailConsentAt': {
    at: ['customer.email_marketing_consent.consent_updated_at', 'customer.accepts_marketing_updated_at'],
  },
  'customer.emailConsentSource': 'customer.email_marketing_consent.consent_collected_from',
  'customer.smsConsentState': {
    at: [
      'customer.sms_marketing_consent.state',
      'customer.mobile_subscribe_flag',
      'customer.accepts_mobile_marketing',
    ],
    note: 'as a number',
  },
  'customer.smsConsentLevel': {
    at: 'customer.sms_marketing_consent.opt_in_level',
    note: 'as a number',
  },
  'customer.smsConsentAt': {
    at: ['customer.sms_marketing_consent.consent_updated_at', 'customer.accepts_mobile_marketing_updated_at'],
  },
  'customer.smsConsentSource': 'customer.sms_marketing_consent.consent_collected_from',
  'customer.placedOrdersCount': 'customer.orders_count',
  'customer.createdAt': { at: 'customer.created_at', note: 'in whole seconds' },
  'customer.updatedAt': { at: 'customer.updated_at', note: 'in whole seconds' },
  'customer.extras': {
    at: ['customer.asid', 'customer.social_customer', 'customer.multipass_identifier'],
  },
  'tag.name': { at: 'customer.tags', note: 'joined by commas; null without any' },
  'customerTotal.spentAmount': { at: 'customer.total_spent', note: "a decimal, in the store's currency" },
  'address.id': inAddress('id'),
  'address.firstName': inAddress('first_name'),
  'address.lastName': inAddress('last_name'),
  'address.company': inAddress('company'),
  'address.line1': inAddress('address1'),
  'address.line2': inAddress('address2'),
  'address.city': inAddress('city'),
  'address.zip': inAddress('zip'),
  'address.provinceCode': inAddress('province_code_v2', '"" where the province is unknown too'),
  'address.province': inAddress('province'),
  'address.countryCode': inAddress('country_code'),
  'address.country': inAddress('country'),
  'address.phone': inAddress('phone'),
  'address.isDefault': inAddress('default', 'the first where none is marked'),
  'order.id': 'list[].id',
  'order.number': 'list[].name',
  'order.status': {
    at: ['list[].status', 'list[].fulfillment_status'],
    note: 'cancelled, else open; shipped when completed or refunded',
  },
  'order.paymentStatus': {
    at: 'list[].financial_status',
    note: 'a free order is paid, a void one unpaid',
  },
  'order.currency': { at: ['list[].currency', 'list[].presentment_currency'] },
  'order.amount': { at: 'list[].current_total_price', note: 'a decimal, less what was refunded' },
  'order.customerEmail': 'list[].email',
  'order.createdAt': { at: 'list[].created_at', note: 'in whole seconds' },
  'order.updatedAt': { at: 'list[].updated_at', note: 'in whole seconds' },
  'order.canceledAt': { at: 'list[].cancelled_at', note: 'in whole seconds' },
}
