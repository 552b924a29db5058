/** The admin API at a glance: each route is described where it is answered. docs/snapshots.md tells what the members mean. */

import { listAdminTokens, newAdminToken, revokeAdminToken } from './admin-tokens.ts'
import { getAudit } from './audit.ts'
import {
  createCredential,
  limitCredential,
  listCredentials,
  renewCredential,
  revokeCredential,
} from './credentials.ts'
import { CUSTOMER_ROUTES } from './customer/routes.ts'
import { countCustomers } from './customers/count-customers.ts'
import { customersCsv } from './customers/customers-csv.ts'
import { filterValues } from './customers/filter-values.ts'
import { listCustomers } from './customers/list-customers.ts'
import { tagCustomers } from './customers/tag-customers.ts'
import { listDialects } from './dialects.ts'
import { IMPORT_ROUTES } from './imports/routes.ts'
import { dropKey, listKeys, newKey } from './keys.ts'
import {
  createOrganization,
  getOrganization,
  listOrganizations,
  removeOrganization,
  resetOrganization,
} from './organizations.ts'
import type { AdminRoute } from './route.ts'
import { SANDBOX_ROUTES } from './sandbox/index.ts'
import { createLink, getSession, signIn, signOut } from './session.ts'
import { listSnapshots, removeSnapshot, restoreSnapshot, saveSnapshot } from './snapshots.ts'
import { SYNC_ROUTES } from './syncs/routes.ts'
import { getOverview } from './traffic/overview.ts'
import { forgetRequests, getRequest, listRequests, replayRequest } from './traffic/requests.ts'
import { getTraffic } from './traffic/traffic.ts'
import { armTraps, disarmTraps, endTrapStep, showTraps } from './traps/traps.ts'
import { getCustomerViews } from './views/customer-views.ts'
import { WEBHOOK_ROUTES } from './webhooks/routes.ts'

/** Earlier ones win: a literal segment comes before a `:name`. */
export const ADMIN_ROUTES: readonly AdminRoute[] = [
  ...[getSession, signIn, signOut, createLink],
  ...[listAdminTokens, newAdminToken, revokeAdminToken],
  ...[listKeys, newKey, dropKey],
  listDialects,
  ...[listOrganizations, createOrganization, getOrganization, removeOrganization, resetOrganization],
  ...[listSnapshots, saveSnapshot, restoreSnapshot, removeSnapshot],
  ...[listRequests, forgetRequests, getRequest, replayRequest, getTraffic, getOverview],
  ...[...IMPORT_ROUTES, ...SYNC_ROUTES, ...WEBHOOK_ROUTES],
  ...[listCustomers, countCustomers, filterValues, customersCsv, tagCustomers],
  ...[listCredentials, createCredential, limitCredential, renewCredential, revokeCredential],
  ...SANDBOX_ROUTES,
  ...CUSTOMER_ROUTES,
  ...[showTraps, armTraps, endTrapStep, disarmTraps],
  getCustomerViews,
  getAudit,
]
