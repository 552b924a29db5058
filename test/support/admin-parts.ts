/** What the admin API of a world works with, as the command line would give it. */
import { dialects } from '../../src/dialects/index.ts'
import { createCustomerCsv } from '../../src/jobs/export-csv.ts'
import { createOrganizationAdmin } from '../../src/jobs/organization-admin.ts'
import { createPersonAdmin } from '../../src/jobs/person/person-admin.ts'
import type { AdminParts } from '../../src/server/admin/route.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { createTraffic } from '../../src/server/traffic/traffic.ts'
import type { World } from './world.ts'

export const adminParts = ({ store, services }: World, own: Partial<AdminParts> = {}): AdminParts => ({
  organizations: createOrganizationAdmin({ store, identities: createIdentities(dialects, services.random) }),
  people: createPersonAdmin({ store, clock: services.clock }),
  customerCsv: createCustomerCsv(store.records),
  adminTokens: store.adminTokens,
  dialects,
  services,
  features: { sandbox: false, demo: false, version: '0' },
  wallClock: () => new Date(),
  traffic: createTraffic(),
  ...own,
})
