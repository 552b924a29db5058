/** Erases a person at once, as an anonymization does when its time has come (docs/erasure.md). */
import { completeAnonymization, isAnonymizationOpen } from '../../core/anonymization.ts'
import { CoreError } from '../../core/errors.ts'
import type { Actor, Clock, Erased, RecordStore } from '../../core/ports.ts'

const ACTOR = { kind: 'person erase' }

/** Undoes what would have been done, and says what it was. */
class OnlyLooked extends Error {
  readonly erased: Erased
  constructor(erased: Erased) {
    super('only looked')
    this.erased = erased
  }
}

export interface PersonErasure {
  records: RecordStore
  organization: number
  customerKey: number
  clock: Clock
  /** Who asks; default: the command line. */
  actor?: Actor
  /** Nothing is changed: the erasure is done and undone. */
  dryRun?: boolean
}

/** What was emptied, by type; nothing where there was nothing left to empty. Ends an anonymization that is open. */
export async function erasePerson({
  records,
  organization,
  customerKey,
  clock,
  actor = ACTOR,
  dryRun = false,
}: PersonErasure): Promise<Erased> {
  try {
    return await records.write(organization, actor, async (writer) => {
      await writer.lockCustomers([customerKey])
      const customer = await writer.find(organization, 'customer', 'key', customerKey)
      if (!customer) throw new CoreError('record-not-found', { type: 'customer' })
      const erased = await writer.erase(customerKey)
      if (dryRun) throw new OnlyLooked(erased)
      if (isAnonymizationOpen(customer))
        await writer.update('customer', customerKey, completeAnonymization(customer, clock()))
      return erased
    })
  } catch (error) {
    if (error instanceof OnlyLooked) return error.erased
    throw error
  }
}
