/** Which customers of which sources one customer here is. */
import type { Reader } from '../../../core/ports.ts'
import { all, where } from '../../../core/query.ts'
import type { RecordOf } from '../../../core/schema.ts'
import type { Given } from './given.ts'
import type { Offer } from './winners.ts'

/** A source's customer that is a customer here, with the source's name and platform. */
export interface Tie extends RecordOf<'sourceRecord'> {
  source: RecordOf<'source'>
}

/** The ties of each of these customers, by the customer's key, in the order in which they were made. */
export async function tiesOf(
  reader: Reader,
  organization: number,
  customers: readonly number[],
): Promise<Map<number, Tie[]>> {
  if (customers.length === 0) return new Map()
  const { eq, in: among } = where('sourceRecord')
  const found = await reader.list(organization, {
    type: 'sourceRecord',
    where: all(eq('recordType', 'customer'), among('recordKey', [...new Set(customers)])),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  return withSources(reader, organization, found)
}

/** Source records with their sources, by the record that they are here. */
export async function withSources(
  reader: Reader,
  organization: number,
  found: readonly RecordOf<'sourceRecord'>[],
): Promise<Map<number, Tie[]>> {
  const ties = new Map<number, Tie[]>()
  if (found.length === 0) return ties
  const sources = await reader.list(organization, {
    type: 'source',
    sort: [{ field: 'key' }],
    limit: 100_000,
  })
  const byKey = new Map(sources.map((source) => [source.key, source]))
  for (const record of found) {
    const source = byKey.get(record.sourceKey)
    if (source) ties.set(record.recordKey, [...(ties.get(record.recordKey) ?? []), { ...record, source }])
  }
  return ties
}

/** What a tie's source gave, for the choice among several. */
export const offerOf = ({ source, given }: Pick<Tie, 'source' | 'given'>): Offer => ({
  source: source.name,
  given: given as unknown as Given,
})
