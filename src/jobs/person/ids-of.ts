/** Every public id that stands for a person: its own, and those of what hangs on it. An erasure leaves them. */
import type { Reader } from '../../core/ports.ts'
import type { Customer } from '../../core/schema.ts'
import { gather } from './gather.ts'

const FORMS = ['shortId', 'numberId', 'uuidId', 'entryShortId'] as const

export async function idsOf(records: Reader, organization: number, customer: Customer): Promise<string[]> {
  const ids = new Set<string>()
  const add = (row: Readonly<Record<string, unknown>>) => {
    for (const form of FORMS) if (row[form]) ids.add(String(row[form]))
  }
  add({ ...customer })
  for await (const { rows } of gather(records, organization, customer.key)) for (const row of rows) add(row)
  return [...ids]
}
