/** Values as statements take them. */
import { sql } from 'kysely'

export const bytes = (value: Uint8Array): Buffer => Buffer.from(value)
export const moment = (value: Date) => sql`${value.toISOString()}::timestamptz`
