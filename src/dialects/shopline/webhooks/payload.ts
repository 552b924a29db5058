/** What each topic posts: the object itself, without an envelope (section 10.4). */
import type { Customer, Group, JsonObject } from '../../../core/schema.ts'
import type { Services, WebhookDelivery } from '../../dialect.ts'
import type { presentAddress } from '../addresses/present-address.ts'
import { CUSTOMER_FIELDS, type CustomerField, partsOf } from '../customers/fields.ts'
import { loadCustomers } from '../customers/load-customers.ts'
import { presentGroup, utc } from '../groups/present-group.ts'
import { presentCustomer } from '../present.ts'
import type { ShoplineSettings } from '../settings.ts'
import { shopDomain } from '../shop-domain.ts'
import { type OffsetAt, presentTime } from '../time.ts'
import type { Topic } from './topics.ts'

export interface Telling {
  delivery: WebhookDelivery
  services: Services
  settings: ShoplineSettings
  offsetAt: OffsetAt
}

type Payload = (telling: Telling) => Promise<object>

const customerOf = ({ delivery: { record } }: Telling): Customer => {
  if (!record) throw new Error('The customer is not known any more')
  return record as unknown as Customer
}

/** 31 keys of the retrieved customer and `social_customer`, which is documented as text and so stays empty. */
const SHOWN = CUSTOMER_FIELDS.filter((field) => field !== 'last_order_name')

async function presented(telling: Telling, fields: readonly CustomerField[] = SHOWN) {
  const { delivery, services, settings, offsetAt } = telling
  const store = delivery.organization
  const [shown] = await loadCustomers({ services, store, settings }, [customerOf(telling)], partsOf(fields))
  if (!shown) throw new Error('The customer is not known any more')
  return presentCustomer(shown, {
    endpoint: 'list',
    currency: store.currency,
    offsetAt,
    settings: { ...settings, genderFormat: 'word' },
  })
}

/**
 * The 32 keys of the customer topics. [assumed] The vendor's own decoder takes `state` as text for every topic but
 * `customers/update`, so text it is there.
 */
async function customerKeys(telling: Telling, state: 'text' | 'number'): Promise<Record<string, unknown>> {
  const { last_order_name: _name, ...customer } = await presented(telling)
  return {
    ...customer,
    state: state === 'text' ? String(customer.state) : customer.state,
    addresses: customer.addresses.map(withoutPart),
    default_address: customer.default_address && withoutPart(customer.default_address),
    social_customer: null,
  }
}

/** The pages of the webhooks do not know `province_code_v2`. */
function withoutPart({ province_code_v2: _part, ...address }: ReturnType<typeof presentAddress>) {
  return address
}

const customer: Payload = (telling) => customerKeys(telling, 'text')

const deleted: Payload = async (telling) => {
  const { id, email, phone, first_name, last_name, nick_name } = await presented(telling, ['id'])
  const updated_at = presentTime(telling.delivery.notice.createdAt, telling.offsetAt)
  return { id, email, phone, first_name, last_name, nick_name, updated_at }
}

/** So many orders are named: more would make a body that no receiver takes. */
const MOST_ORDERS = 10_000

/** [assumed] By now the person is erased here as well: the id says who it was. */
const redacted: Payload = async (telling) => {
  const { delivery, services, offsetAt } = telling
  const { key } = customerOf(telling)
  const store = delivery.organization
  const { id, email, phone } = await presented(telling, ['id'])
  const orders = await services.records.related(store.key, 'customer', 'orders', [key], {
    sort: [{ field: 'key' }],
    limitPerKey: MOST_ORDERS,
  })
  return {
    customer: { id, email, phone },
    orders_to_redact: (orders.get(key) ?? []).flatMap(({ number }) =>
      number === null ? [] : [`#${number}`],
    ),
    shop_domain: shopDomain(store, services),
    shop_id: store.numberId,
    update_time: presentTime(delivery.notice.createdAt, offsetAt),
  }
}

const group: Payload = async ({ delivery: { record } }) => {
  if (!record) throw new Error('The group is not known any more')
  return presentGroup(record as unknown as Group)
}

const groupDeleted: Payload = async ({ delivery: { notice, organization } }) => ({
  id: notice.recordIds.numberId,
  store_id: organization.numberId,
  deleted_at: presentTime(notice.createdAt, utc),
})

export const PAYLOADS: Readonly<Record<Topic, Payload>> = {
  'customers/create': customer,
  'customers/update': (telling) => customerKeys(telling, 'number'),
  'customers/enable': customer,
  'customers/disable': customer,
  'customers_marketing_consent/update': async (telling) => ({
    ...(await customerKeys(telling, 'text')),
    subscribeActionType: (telling.delivery.notice.metadata as JsonObject).subscribeActionType ?? null,
  }),
  'customers/delete': deleted,
  'customers/redact': redacted,
  'customer_groups/create': group,
  'customer_groups/update': group,
  'customer_groups/delete': groupDeleted,
}
