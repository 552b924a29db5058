/**
 * What one platform alone keeps of an order, a subscription or a long-tail record is emptied with the person, but
 * for what the books say: where it stands, and when it got there.
 */
import { type RawBuilder, sql } from 'kysely'
import type { RecordType } from '../core/schema.ts'

type Sql = RawBuilder<unknown>

/** A word under such a name, or an instant. */
const STANDS = sql`(m.key ~ '^([a-z_]+_)?(status|state)$' and m.value #>> '{}' ~ '^[a-z_]{1,40}$')`
const WHEN = sql`(m.key ~ '^[a-z_]+_at$' and m.value #>> '{}' ~ '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z$')`

const kept = (members: Sql): Sql => sql`coalesce((select jsonb_object_agg(m.key, m.value)
  from jsonb_each(${members}) m where ${STANDS} or ${WHEN}), '{}')`

/** The JSON fields of the type that keep some of their members, as they become. */
export function bookMembers(type: RecordType): Record<string, Sql> {
  if (type === 'record') return { attributes: kept(sql`attributes`) }
  if (type !== 'order' && type !== 'subscription') return {}
  // A member for each platform, with the platform's own in it.
  const perPlatform = sql`coalesce((select jsonb_object_agg(p.key, ${kept(sql`p.value`)})
    from jsonb_each(extras) p where p.key ~ '^[a-z-]{1,30}$'
      and jsonb_typeof(p.value) = 'object' and ${kept(sql`p.value`)} <> '{}'), '{}')`
  return { extras: perPlatform }
}
