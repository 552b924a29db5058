/** What the admin API of a world works with, as the command line would give it. */
import { dialects } from '../../src/dialects/index.ts'
import { createCustomerCsv } from '../../src/jobs/export-csv.ts'
import { createOrganizationAdmin } from '../../src/jobs/organization-admin.ts'
import { createPersonAdmin } from '../../src/jobs/person/person-admin.ts'
import type { AdminParts } from '../../src/server/admin/route.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { createTraffic } from '../../src/server/traffic/traffic.ts'
import { workOf } from './work-ports.ts'
import type { World } from './world.ts'

export const adminParts = async (world: World, own: Partial<AdminParts> = {}): Promise<AdminParts> => ({
  organizations: createOrganizationAdmin({
    ...world,
    identities: createIdentities(dialects, world.services.random),
  }),
  people: createPersonAdmin(world),
  customerCsv: createCustomerCsv(world.store.records),
  adminTokens: world.store.adminTokens,
  auditLog: world.store.audit,
  dialects,
  services: world.services,
  features: { sandbox: false, demo: false, version: '0' },
  wallClock: () => new Date(),
  traffic: createTraffic(),
  work: own.work ?? (await workOf(world)),
  ...own,
})
