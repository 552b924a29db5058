/** The list's parameters as a condition on customers (sections 3.1, 3.2, 3.6). */
import { all, type Condition, never, where } from '../../../core/query.ts'
import type { Filters } from '../cursor.ts'
import { unprocessable } from '../errors.ts'
import { isCustomerId, readBound } from '../ids-as-numbers.ts'
import type { Listing } from '../read-page.ts'
import type { ShoplineSettings } from '../settings.ts'
import { type OffsetAt, readTime } from '../time.ts'
import { type CustomerField, readFields } from './fields.ts'

export interface ReadingRules {
  sinceIdMode: ShoplineSettings['sinceIdMode']
  offsetAt: OffsetAt
}

const customer = where('customer')

/** One reader a filter; all of them must hold [assumed]. */
const READERS: Record<string, (text: string, rules: ReadingRules) => Condition | undefined> = {
  since_id: readSinceId,
  ids: readIds,
  created_at_min: (text, { offsetAt }) => customer.gte('createdAt', second('created_at_min', text, offsetAt)),
  created_at_max: (text, { offsetAt }) => customer.lt('createdAt', after('created_at_max', text, offsetAt)),
  updated_at_min: (text, { offsetAt }) => customer.gte('updatedAt', second('updated_at_min', text, offsetAt)),
  updated_at_max: (text, { offsetAt }) => customer.lt('updatedAt', after('updated_at_max', text, offsetAt)),
}

/** Newest id first, always. */
export const customerList = (rules: ReadingRules): Listing<'customer', CustomerField> => ({
  type: 'customer',
  filters: Object.keys(READERS),
  read(filters: Filters) {
    const read = Object.entries(filters).map(([name, text]) => [name, READERS[name]?.(text, rules)] as const)
    const part = (ofOrder: boolean) =>
      read.flatMap(([name, condition]) => ((name === 'since_id') === ofOrder ? (condition ?? []) : []))
    const [bounds, others] = [part(true), part(false)]
    return {
      where: all(...bounds),
      filter: others.length > 0 ? all(...others) : undefined,
      rank: null,
    }
  },
  readFields,
})

/**
 * [assumed A1] "Start querying customers from this specified ID": a lower bound that is left out itself, since
 * the live cursor carries 0 where none was given. The other reading resumes the descending list below it.
 */
function readSinceId(text: string, { sinceIdMode }: ReadingRules): Condition {
  const bound = readBound(text.trim())
  if (bound === null) throw unprocessable('since_id', 'invalid')
  return sinceIdMode === 'after' ? customer.gt('numberId', bound) : customer.lt('numberId', bound)
}

/** [assumed A3] "Maximum length: 64" counts ids: 64 characters would hold five. */
const MAX_IDS = 64

/** What is no id matches nothing; nothing but commas asks for nothing. */
function readIds(text: string): Condition | undefined {
  const ids = [...new Set(text.split(',').map((id) => id.trim()))].filter((id) => id !== '')
  if (ids.length === 0) return undefined
  if (ids.length > MAX_IDS) throw unprocessable('ids', `at most ${MAX_IDS} ids are allowed`)
  const known = ids.filter(isCustomerId)
  return known.length === 0 ? never : customer.in('numberId', known)
}

function second(field: string, text: string, offsetAt: OffsetAt): Date {
  const time = readTime(text, offsetAt)
  if (!time) throw unprocessable(field, 'must be an ISO 8601 date-time')
  return time
}

/** The first instant past a whole second: what is shown as that second is still within. */
const after = (field: string, text: string, offsetAt: OffsetAt): Date =>
  new Date(second(field, text, offsetAt).getTime() + 1000)
