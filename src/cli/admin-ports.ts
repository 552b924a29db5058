/** What the admin API of a server on this store works with. */
import { readFileSync } from 'node:fs'
import type { ConsoleFeatures } from '../core/console.ts'
import { createCustomerCsv } from '../jobs/export-csv.ts'
import { createOrganizationAdmin } from '../jobs/organization-admin.ts'
import { createPersonAdmin } from '../jobs/person/person-admin.ts'
import type { AdminPorts } from '../server/admin/route.ts'
import type { OpenStore } from './with-store.ts'

export const adminPorts = (
  open: OpenStore,
  { sandbox, demo }: Pick<ConsoleFeatures, 'sandbox' | 'demo'>,
): AdminPorts & { features: ConsoleFeatures } => ({
  organizations: createOrganizationAdmin(open),
  people: createPersonAdmin(open),
  customerCsv: createCustomerCsv(open.store.records),
  features: { sandbox, demo, version: version() },
})

const version = (): string =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
