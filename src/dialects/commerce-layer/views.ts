/** How one customer is read here, plainly and with the vendor's SDK, and which attributes show which field. */
import type { CustomerViews, Place, ViewName, ViewSubject } from '../views.ts'

const INCLUDED = ['customer_group', 'tags', 'customer_addresses.address']
const ORDERS = 5

const url = (view: ViewName, { id }: ViewSubject): string =>
  ({
    customer: `/api/customers/${id}`,
    details: `/api/customers/${id}?include=${INCLUDED.join(',')}`,
    orders: `/api/customers/${id}/orders?sort=-created_at&page[size]=${ORDERS}`,
  })[view]

const CALLS: Readonly<Record<ViewName, (id: string) => string>> = {
  customer: (id) => `const customer = await cl.customers.retrieve('${id}')`,
  details: (id) => `const customer = await cl.customers.retrieve('${id}', {
  include: [${INCLUDED.map((name) => `'${name}'`).join(', ')}],
})`,
  orders: (id) => `const orders = await cl.customers.orders('${id}', {
  sort: { created_at: 'desc' },
  pageSize: ${ORDERS},
})`,
}

/** The vendor's clients know their way by the token alone, but insist on https. */
const signedIn = ({ domain }: ViewSubject): string => `import { authenticate } from '@commercelayer/js-auth'
import { CommerceLayer } from '@commercelayer/sdk/bundle'

const { accessToken } = await authenticate('client_credentials', {
  clientId: process.env.CLIENT_ID,
  clientSecret: process.env.CLIENT_SECRET,
  domain: '${domain}',
})
const cl = CommerceLayer({ accessToken })`

const led = ({ origin }: ViewSubject): string => `import { CommerceLayer } from '@commercelayer/sdk/bundle'

const origin = '${origin}'
const answer = await fetch(\`\${origin}/oauth/token\`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    grant_type: 'client_credentials',
    client_id: process.env.CLIENT_ID,
    client_secret: process.env.CLIENT_SECRET,
  }),
})
const { access_token: accessToken } = await answer.json()
// The SDK asks https://<organization>.<domain>: without https it is led here.
const cl = CommerceLayer({
  accessToken,
  fetch: (url, init) => fetch(origin + new URL(url).pathname + new URL(url).search, init),
})`

const own = (name: string, note?: string): Place => ({
  at: `data.attributes.${name}`,
  ...(note ? { note } : {}),
})
const inAddress = (name: string, note?: string): Place => ({
  at: `included[type=addresses].attributes.${name}`,
  ...(note ? { note } : {}),
})
const inOrder = (name: string, note?: string): Place => ({
  at: `data[].attributes.${name}`,
  ...(note ? { note } : {}),
})

export const views: CustomerViews = {
  url,
  code: (view, subject) => {
    const head = subject.origin.startsWith('https:') ? signedIn(subject) : led(subject)
    return `${head}

${CALLS[view](subject.id)}
`
  },
  language: 'JavaScript with @commercelayer/sdk',
  token: 'an access token: POST /oauth/token gives it for a client id and secret',
  passing: ['trace_id'],
  fields: {
    'customer.id': 'data.id',
    'customer.email': own('email', 'trimmed, lower case; "" without one'),
    'customer.passwordHash': own('has_password', 'whether there is one'),
    'customer.reference': own('reference'),
    'customer.referenceOrigin': own('reference_origin'),
    'customer.metadata': own('metadata'),
    'customer.anonymizationStatus': own('anonymization_status'),
    'customer.anonymizationInfo': own('anonymization_info'),
    'customer.status': own('status'),
    'customer.placedOrdersCount': own('total_orders_count'),
    'customer.createdAt': own('created_at', 'with milliseconds'),
    'customer.updatedAt': own('updated_at', 'with milliseconds'),
    'customer.groupKey': {
      at: ['data.relationships.customer_group', 'included[type=customer_groups].attributes.name'],
      note: 'the group itself',
    },
    'customer.extras': {
      at: ['tax_exemption_code', 'shopper_reference', 'profile_id'].map((name) => `data.attributes.${name}`),
    },
    'tag.name': {
      at: ['data.relationships.tags', 'included[type=tags].attributes.name'],
      note: 'records',
    },
    'address.id': 'included[type=addresses].id',
    'address.firstName': inAddress('first_name'),
    'address.lastName': inAddress('last_name'),
    'address.company': inAddress('company'),
    'address.line1': inAddress('line_1', '"" without one'),
    'address.line2': inAddress('line_2'),
    'address.city': inAddress('city', '"" without one'),
    'address.zip': inAddress('zip_code'),
    'address.provinceCode': inAddress('state_code'),
    'address.countryCode': inAddress('country_code', '"" without one'),
    'address.phone': inAddress('phone', '"" without one'),
    'address.email': inAddress('email'),
    'address.notes': inAddress('notes'),
    'address.business': inAddress('business'),
    'address.billingInfo': inAddress('billing_info'),
    'order.id': 'data[].id',
    'order.number': inOrder('number'),
    'order.status': inOrder('status', 'in words of its own'),
    'order.paymentStatus': inOrder('payment_status', 'in words of its own'),
    'order.currency': inOrder('currency_code'),
    'order.amount': inOrder('total_amount_cents', 'in minor units'),
    'order.customerEmail': inOrder('customer_email'),
    'order.createdAt': inOrder('created_at', 'with milliseconds'),
    'order.updatedAt': inOrder('updated_at', 'with milliseconds'),
    'order.canceledAt': inOrder('cancelled_at', 'with milliseconds'),
  },
}
