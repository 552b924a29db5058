/** What fired for records, and what was called for it. */
import type { Condition } from '../../../core/query.ts'
import type { RelationLink } from '../resource.ts'
import { DIALECT } from '../tokens.ts'

/** Records of the core that are this platform's own. */
export const OWN_ONES: Condition = { op: 'eq', field: 'dialect', value: DIALECT }

/** The events of a resource whose core record is shown as another resource too: by the topic's first word. */
export const eventsOf = (type: string): RelationLink => ({
  relation: 'notices',
  where: { op: 'like', field: 'topic', pattern: `${type.replaceAll('_', '\\_')}.%` },
})

/** How many callbacks are the last ones is not documented [assumed]; a list of them has all. */
export const LAST_CALLBACKS: RelationLink = { relation: 'attempts', last: 10 }
