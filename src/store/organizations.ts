/** Tenants. */
import { sql } from 'kysely'
import { CoreError } from '../core/errors.ts'
import type { Clock, Organization } from '../core/ports.ts'
import { isStorable } from '../lib/storable.ts'
import { changing } from './data-versions.ts'
import { type Database, rows } from './database.ts'
import { columnOf } from './tables.ts'

const FIELDS = [
  'key',
  'shortId',
  'numberId',
  'uuidId',
  'merchantId',
  'slug',
  'handle',
  'name',
  'currency',
  'timeZone',
  'mode',
  'profile',
  'createdAt',
] as const

/** Snapshots are rows of the same table, which nothing but organization-copies.ts may find. */
export const isNoSnapshot = sql`snapshot_of is null`

export const organizationColumns = sql.join(
  FIELDS.map((field) => sql`${sql.ref(columnOf(field))} as ${sql.ref(field)}`),
)

/** An organization as one column of a row about something else; read it with `organizationFrom`. */
export const organizationColumn = (table: string) =>
  sql`jsonb_build_object(${sql.join(
    FIELDS.flatMap((field) => [sql.lit(field), sql.id(table, columnOf(field))]),
  )})`

export const organizationFrom = (column: Omit<Organization, 'createdAt'> & { createdAt: string }) => ({
  ...column,
  createdAt: new Date(column.createdAt),
})

export type NewOrganization = Omit<Organization, 'key' | 'createdAt'> & { createdAt?: Date }

/** `not-unique` where the database refuses a value that is taken. */
export function refusalOf(error: unknown): unknown {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' ? new CoreError('not-unique', { constraint: constraint ?? '' }) : error
}

export function createOrganizationStore(database: Database, clock: Clock) {
  const findBy = async (
    column: 'slug' | 'handle' | 'key',
    value: string | number,
  ): Promise<Organization | null> => {
    const [found] = await rows<Organization>(
      database,
      sql`select ${organizationColumns} from organizations
        where ${sql.ref(column)} = ${value} and ${isNoSnapshot}`,
    )
    return found ?? null
  }
  return {
    /** Fails with `not-unique` when the slug or the handle is taken. */
    async create(given: NewOrganization): Promise<Organization> {
      try {
        const [created] = await rows<Organization>(
          database,
          sql`insert into organizations (short_id, number_id, uuid_id, merchant_id, slug, handle, name, currency,
              time_zone, mode, profile, created_at)
            values (${given.shortId}, ${given.numberId}, ${given.uuidId}, ${given.merchantId}, ${given.slug},
              ${given.handle}, ${given.name}, ${given.currency}, ${given.timeZone}, ${given.mode},
              ${JSON.stringify(given.profile)}::jsonb, ${(given.createdAt ?? clock()).toISOString()}::timestamptz)
            returning ${organizationColumns}`,
        )
        return created as Organization
      } catch (error) {
        throw refusalOf(error)
      }
    },
    /** Null where there is none of that key. */
    async update(
      key: number,
      { name, profile }: Pick<Organization, 'name' | 'profile'>,
    ): Promise<Organization | null> {
      return changing(database, async (transaction) => {
        const [updated] = await rows<Organization>(
          transaction,
          sql`update organizations set name = ${name}, profile = ${JSON.stringify(profile)}::jsonb
            where key = ${key} returning ${organizationColumns}`,
        )
        return { result: updated ?? null, of: updated ? [key] : [] }
      })
    },
    bySlug: (slug: string) => findBy('slug', slug),
    byKey: (key: number) => findBy('key', key),
    /** The tenant that a host label names, by slug or by handle. */
    async byLabel(label: string): Promise<Organization | null> {
      // Labels come out of paths as well, and no statement takes a NUL.
      if (!isStorable(label)) return null
      return (await findBy('slug', label)) ?? (await findBy('handle', label))
    },
    list: (): Promise<Organization[]> =>
      rows(
        database,
        sql`select ${organizationColumns} from organizations where ${isNoSnapshot} order by slug`,
      ),
  }
}
