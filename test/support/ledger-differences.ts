/** What the ledger keeps of an organization against what follows from its records. */
import type { RecordStore } from '../../src/core/ports.ts'
import { type Difference, verifyLedger } from '../../src/jobs/verify-ledger.ts'

/** `repair` also puts right what is found. */
export async function ledgerDifferences(
  records: RecordStore,
  organization: number,
  repair = false,
): Promise<Difference[]> {
  const found: Difference[] = []
  await verifyLedger({ records, organization, repair, onDifference: (difference) => found.push(difference) })
  return found
}
