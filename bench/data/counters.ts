/** Every counter that the store keeps, counted from what is there and spread over the slots as many writers leave them. */
import { type RawBuilder, sql } from 'kysely'
import { COUNTED_TYPES, COUNTED_WITHOUT, membersCounter, withoutCounter } from '../../src/core/counters.ts'
import { columnOf, TABLES } from '../../src/store/tables.ts'

const SLOTS = 16

const keep = (organization: number, name: RawBuilder<unknown>, counted: RawBuilder<unknown>) =>
  sql`insert into counters (organization_id, name, slot, value)
    select ${organization}::bigint, ${name}, slot, many / ${SLOTS}::bigint + case when slot < many % ${SLOTS}::bigint then 1 else 0 end
    from (${counted}) counted, generate_series(0, ${SLOTS - 1}) as slot
    where many > 0
    on conflict (organization_id, name, slot) do update set value = excluded.value`

export const COUNTERS: readonly ((organization: number) => RawBuilder<unknown>)[] = [
  ...COUNTED_TYPES.map(
    (type) => (organization: number) =>
      keep(
        organization,
        sql`${type}::text`,
        sql`select count(*) as many from ${sql.table(TABLES[type])} where organization_id = ${organization}`,
      ),
  ),
  ...(Object.entries(COUNTED_WITHOUT) as [keyof typeof COUNTED_WITHOUT, string][]).map(
    ([type, field]) =>
      (organization: number) =>
        keep(
          organization,
          sql`${withoutCounter(type)}::text`,
          sql`select count(*) as many from ${sql.table(TABLES[type])}
            where organization_id = ${organization} and ${sql.ref(columnOf(field))} is null`,
        ),
  ),
  (organization) =>
    keep(
      organization,
      sql`${membersCounter('')} || currency`,
      sql`select currency, count(*) as many from customer_totals
        where organization_id = ${organization} and placed_count > 0 group by currency`,
    ),
]
