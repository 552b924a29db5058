import type { GrantStore } from '../../core/grants.ts'
import type { PersonAdmin } from '../../core/person-admin.ts'
import type { Clock, RecordStore } from '../../core/ports.ts'
import { memberOf } from '../exchange/record-shapes.ts'
import { provenanceOf } from '../sync/merge/provenance.ts'
import { erasePerson } from './erase-person.ts'
import { exportPerson } from './export-person.ts'
import { idsOf } from './ids-of.ts'
import { strangersOf } from './strangers.ts'

export const createPersonAdmin = ({
  store: { records, grants },
  clock,
}: {
  store: { records: RecordStore; grants: Pick<GrantStore, 'sessionsOf'> }
  clock: Clock
}): PersonAdmin => ({
  async exportOf(organization, customerKey) {
    const parts: string[] = []
    const write = (text: string) => void parts.push(text)
    await exportPerson({ records, grants, organization, customerKey, clock, write })
    return parts.join('')
  },
  async erase(organization, customer, actor, dryRun) {
    const notLinked = (await strangersOf(records, organization, customer)).length
    const asked = { records, organization, customerKey: customer.key, clock, actor, dryRun }
    const erased = Object.entries(await erasePerson(asked)).map(([type, count]) => [memberOf(type), count])
    return { erased: Object.fromEntries(erased), notLinked }
  },
  idsOf: (organization, customer) => idsOf(records, organization, customer),
  provenanceOf: (organization, customer) => provenanceOf(records, organization, customer),
})
