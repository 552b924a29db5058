/** GET /subscriptions (section 4.5): all of them, also what a customer hid in the self-service portal. */
import { SUBSCRIPTION_STATUSES } from '../../../core/ledger.ts'
import { where } from '../../../core/query.ts'
import { days, listOf } from './list-records.ts'
import { customersOf } from './load-customers.ts'
import { presentSubscription } from './present-subscription.ts'
import { id, oneOf } from './read-filters.ts'

const subscriptions = where('subscription')

export const listSubscriptions = listOf({
  type: 'subscription',
  filters: [
    {
      name: 'status',
      kind: oneOf(SUBSCRIPTION_STATUSES),
      where: (status) => subscriptions.eq('status', status),
    },
    {
      name: 'customer',
      kind: id(),
      where: (uuid) => subscriptions.some('customer', where('customer').eq('uuidId', uuid)),
    },
    { name: 'product', kind: id(), where: (uuid) => subscriptions.eq('productUuid', uuid) },
    { name: 'variant', kind: id(), where: (uuid) => subscriptions.eq('variantUuid', uuid) },
    ...days('created', 'subscription', 'createdAt'),
    ...days('canceled', 'subscription', 'canceledAt'),
    ...days('current_period_end', 'subscription', 'periodEnd'),
  ],
  newestBy: 'createdAt',
  async present(found, { services, store }) {
    const customerOf = await customersOf(services.records, store.key, found)
    return found.map((subscription) => presentSubscription(subscription, customerOf(subscription)))
  },
})
