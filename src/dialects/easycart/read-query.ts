/** From Easycart's query string to the core's conditions, or a refusal in its words. */
import { all, type Condition, where } from '../../core/query.ts'
import { parsePairs } from '../../lib/query-string.ts'
import type { WireResponse } from '../dialect.ts'
import { badRequest } from './errors.ts'

const totals = where('customerTotal')

export interface ListQuery {
  currency: string
  page: number
  where: Condition
  filtered: boolean
}

export function readListQuery(query: string): ListQuery | { refusal: WireResponse } {
  const values = new Map(parsePairs(query))
  const currency = values.get('currency') ?? ''
  if (!/^[a-z]{3}$/.test(currency))
    return { refusal: badRequest('A valid currency query parameter is required') }
  const page = Number(values.get('page') ?? 1)
  return {
    currency,
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    where: all(totals.eq('currency', currency.toUpperCase()), totals.gt('placedCount', 0)),
    filtered: false,
  }
}
