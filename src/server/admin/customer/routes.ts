/** One customer: what the console's page of it asks for. */
import type { AdminRoute } from '../route.ts'
import { addAddress, changeAddress, removeAddress } from './addresses.ts'
import { getChoices } from './choices.ts'
import { getHistory } from './history.ts'
import { getOrigins } from './origins.ts'
import { erasePerson, exportPerson } from './person.ts'
import { getCustomer } from './show-customer.ts'
import { getSubscriptions } from './subscriptions.ts'
import { getTimeline } from './timeline.ts'
import { updateCustomer } from './update-customer.ts'

export const CUSTOMER_ROUTES: readonly AdminRoute[] = [
  ...[getChoices, getCustomer, updateCustomer],
  ...[addAddress, changeAddress, removeAddress],
  ...[getTimeline, getSubscriptions, getHistory, getOrigins],
  ...[exportPerson, erasePerson],
]
