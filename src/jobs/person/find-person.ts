/** The customers that a text may mean: any of the three public ids, or the e-mail address whatever its case. */
import type { Reader } from '../../core/ports.ts'
import { any, type Condition } from '../../core/query.ts'
import type { Customer } from '../../core/schema.ts'
import { fold } from '../../lib/fold.ts'
import { isUuid } from '../../lib/uuid.ts'

/** Longer than any id or address. */
const LONGEST = 500

/** At most two: one is meant, none is unknown, two are not told apart. */
export async function findPerson(reader: Reader, organization: number, text: string): Promise<Customer[]> {
  const wanted = text.trim()
  if (wanted === '' || wanted.length > LONGEST || wanted.includes('\0')) return []
  const named: Condition[] = [
    { op: 'eq', field: 'emailFolded', value: fold(wanted) },
    { op: 'eq', field: 'shortId', value: wanted },
  ]
  if (/^\d{1,30}$/.test(wanted)) named.push({ op: 'eq', field: 'numberId', value: wanted })
  if (isUuid(wanted)) named.push({ op: 'eq', field: 'uuidId', value: wanted.toLowerCase() })
  return reader.list(organization, { type: 'customer', where: any(...named), sort: [], limit: 2 })
}
