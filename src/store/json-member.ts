/**
 * A member inside a JSON column as a value that can be compared. JSON holds anything, so each type is guarded:
 * what is not of it is null, and no statement fails over what somebody stored. Times, dates and uuids stay text
 * (their written order is their order), numbers stay decimal.
 */
import { type RawBuilder, sql } from 'kysely'
import type { JsonMember } from '../core/query.ts'
import type { FieldType } from '../core/schema.ts'

type Sql = RawBuilder<unknown>

interface Guarded {
  /** The PostgreSQL type of the value, and of what it is compared with. */
  type: 'text' | 'numeric' | 'boolean' | 'jsonb'
  /** Null where the member is of another type. */
  value(member: Sql): Sql
}

const MAX_SAFE = Number.MAX_SAFE_INTEGER
const text = (member: Sql): Sql => sql`(${member} #>> '{}')`
const number = (member: Sql): Sql =>
  sql`case when jsonb_typeof(${member}) = 'number' then ${member}::numeric end`

/** Text that matches the pattern, compared by its bytes; `shape` gives it its comparable form. */
const written = (pattern: string, shape: (text: Sql) => Sql = (same) => same): Guarded => ({
  type: 'text',
  value: (member) => sql`(case when jsonb_typeof(${member}) = 'string' and ${text(member)} ~ ${pattern}
    then ${shape(text(member))} end) collate "C"`,
})

/** Milliseconds, as instants have that it is compared with. */
const withMilliseconds = (time: Sql): Sql =>
  sql`substr(${time}, 1, 19) || '.' || rpad(coalesce(substring(${time} from '\\.(\\d{1,3})'), ''), 3, '0') || 'Z'`

const GUARDED: Record<FieldType, Guarded> = {
  text: {
    type: 'text',
    value: (member) =>
      sql`(case when jsonb_typeof(${member}) = 'string' then ${text(member)} end) collate "C"`,
  },
  time: written('^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$', withMilliseconds),
  date: written('^\\d{4}-\\d\\d-\\d\\d$'),
  uuid: written('^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
  digits: {
    type: 'numeric',
    value: (member) => sql`(case when jsonb_typeof(${member}) = 'string' and ${text(member)} ~ '^\\d{1,40}$'
      then ${text(member)}::numeric end)`,
  },
  integer: {
    type: 'numeric',
    value: (
      member,
    ) => sql`(case when ${number(member)} % 1 = 0 and abs(${number(member)}) <= ${MAX_SAFE}::numeric
      then ${number(member)} end)`,
  },
  float: { type: 'numeric', value: (member) => sql`(${number(member)})` },
  boolean: {
    type: 'boolean',
    value: (member) => sql`(case when jsonb_typeof(${member}) = 'boolean' then ${member}::boolean end)`,
  },
  json: { type: 'jsonb', value: (member) => sql`nullif(${member}, 'null'::jsonb)` },
}

export const memberValue = (column: Sql, { path, as }: JsonMember): Sql =>
  GUARDED[as].value(sql`(${column} #> ${sql.val(path)}::text[])`)

/** The type to cast to what a member is compared with. */
export const memberType = (as: FieldType): string => GUARDED[as].type
