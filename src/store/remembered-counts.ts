/**
 * Counts that are remembered while the version of the data stands. Kept ones come with the moment that all who ask
 * share, and cost no statement of their own; others are counted once, together with the version that they are of.
 */
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Clock, Reader } from '../core/ports.ts'
import { type Condition, goesByTime } from '../core/query.ts'
import type { RecordType } from '../core/schema.ts'
import { compileCount } from './compile-query.ts'
import { COUNTED } from './counters.ts'
import { type Database, rows } from './database.ts'
import { type Moments, versionOf } from './moments.ts'

interface Counted {
  version: string
  count: number
}

/** About so many bytes in all; a condition that is longer than the second is counted each time. */
const MOST_BYTES = 4_000_000
const LONGEST_KEY = 4000

/** The counting part of a reader, for reads outside transactions. */
export function createRememberedCounts(
  database: Database,
  moments: Moments,
  clock: Clock,
): Pick<Reader, 'count' | 'counter'> {
  const counts = new LRUCache<string, Counted>({
    maxSize: MOST_BYTES,
    sizeCalculation: (counted, key) => 2 * key.length + counted.version.length + 100,
  })

  async function count(
    organization: number,
    type: RecordType,
    where: Condition | undefined,
    atMost: number | undefined,
  ): Promise<Counted> {
    const [found] = await rows<Counted>(
      database,
      sql`select found."count", ${versionOf(sql`${organization}`)} as "version"
        from (${compileCount(organization, type, where, clock(), atMost)}) as found`,
    )
    return found ?? { version: '', count: 0 }
  }

  return {
    async count(organization, type, where, atMost, seen = '') {
      const now = async () => moments.of(organization, seen) ?? moments.at(organization)
      if (!where && COUNTED.has(type)) return (await now()).counts[type] ?? 0
      const key = keyOf(organization, type, where, atMost)
      if (key === null) return (await count(organization, type, where, atMost)).count
      const known = counts.get(key)
      if (known && (await now()).version === known.version) return known.count
      const counted = await count(organization, type, where, atMost)
      counts.set(key, counted)
      return counted.count
    },
    counter: async (organization, name) => (await moments.at(organization)).counts[name] ?? 0,
  }
}

/** Null where it must be counted each time: the time goes on though nothing changes. */
function keyOf(
  organization: number,
  type: RecordType,
  where: Condition | undefined,
  atMost = 0,
): string | null {
  const key = `${organization} ${type} ${atMost} ${where ? JSON.stringify(where) : ''}`
  return key.length > LONGEST_KEY || goesByTime(where) ? null : key
}
