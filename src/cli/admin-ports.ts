/** What the admin API of a server on this store works with. */
import { readFileSync } from 'node:fs'
import type { ConsoleFeatures } from '../core/console.ts'
import type { WorkPorts } from '../core/work-ports.ts'
import { createCustomerCsv } from '../jobs/export-csv.ts'
import { createOrganizationAdmin } from '../jobs/organization-admin.ts'
import { createPersonAdmin } from '../jobs/person/person-admin.ts'
import type { AdminPorts } from '../server/admin/route.ts'
import type { Sandbox } from '../server/sandbox/sandbox.ts'
import type { KeySource } from './secret-key.ts'
import { secretKeyFacts } from './secret-key-facts.ts'
import type { OpenStore } from './with-store.ts'

export const adminPorts = (
  open: OpenStore,
  { sandbox, demo, keys }: { sandbox: Sandbox | undefined; demo: boolean; keys: KeySource },
  work: WorkPorts,
): AdminPorts & { features: ConsoleFeatures } => ({
  organizations: createOrganizationAdmin(open),
  sandbox,
  work,
  features: { sandbox: sandbox !== undefined, demo, version: version() },
  people: createPersonAdmin(open),
  customerCsv: createCustomerCsv(open.store.records),
  secretKey: secretKeyFacts(keys),
})

/** Of the package. */
export const version = (): string =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
