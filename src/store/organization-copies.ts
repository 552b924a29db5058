/**
 * Snapshots and copies of organizations. A snapshot is a row of `organizations` like any other, with a copy of the
 * data under its own key: keys and public ids are unique within an organization only, so they are kept.
 */
import { sql } from 'kysely'
import { CoreError } from '../core/errors.ts'
import type { CopyTarget, OrganizationCopies, OrganizationSnapshot } from '../core/organization-snapshots.ts'
import type { Clock, Organization } from '../core/ports.ts'
import { committed } from './committed.ts'
import { copyData, freeOfForeignKeys, removeData, replaceData } from './copy-organization.ts'
import { readCounter } from './counters.ts'
import { raiseVersion } from './data-versions.ts'
import { type Database, rows } from './database.ts'
import { giveGrantsBack, takeGrantsAside } from './kept-grants.ts'
import { isNoSnapshot, organizationColumns, refusalOf } from './organizations.ts'
import { moment } from './parameters.ts'
import { startAnew } from './rank/fold.ts'
import { reserve } from './record-keys.ts'
import type { Upkeep } from './upkeep.ts'

/** What a restore brings back of the organization's own row, with its name. */
const OWN_COLUMNS = sql.join(['currency', 'time_zone', 'profile'].map((column) => sql.ref(column)))
/** What a copy takes along. */
const TAKEN_COLUMNS = sql`merchant_id, name, mode, ${OWN_COLUMNS}`

export function createOrganizationCopies(
  database: Database,
  upkeep: Upkeep,
  clock: Clock,
): OrganizationCopies {
  /** `work` gives its result and how many rows it removed: those the housekeeping sweeps up. */
  const transact = <T>(
    isolation: 'read committed' | 'repeatable read',
    work: (transaction: Database) => Promise<[result: T, removed: number]>,
  ): Promise<T> =>
    committed(upkeep, async () => {
      const [result, written] = await database.transaction().setIsolationLevel(isolation).execute(work)
      return { result, written }
    }).catch((error) => {
      throw refusalOf(error)
    })

  return {
    list: (organization) => readSnapshots(database, sql`snapshot_of = ${organization}`),

    // One moment: the statements of a repeatable read all see what the first of them saw, and wait for nobody.
    save: (organization, name, { replace = false } = {}) =>
      transact('repeatable read', async (transaction) => {
        const before = replace ? await findSnapshot(transaction, organization, name, 'update') : null
        const removed = before === null ? 0 : await removeWhole(transaction, before)
        const made = await addSnapshot(transaction, organization, name, clock())
        await freeOfForeignKeys(transaction, () => copyData(transaction, organization, made))
        return [await readSnapshot(transaction, made), removed]
      }),

    // Each statement sees what was committed before it: once the row is held nobody writes to the organization,
    // and what others wrote until then is seen.
    restore: (organization, name) =>
      transact('read committed', async (transaction) => {
        await hold(transaction, organization)
        const snapshot = await snapshotKey(transaction, organization, name, 'share')
        const customersBefore = await readCounter(transaction, organization, 'customer')
        const grants = await takeGrantsAside(transaction, organization)
        const removed = await freeOfForeignKeys(transaction, (free) =>
          replaceData(transaction, organization, snapshot, free),
        )
        await forgetAnswers(transaction, organization)
        await startAnew(transaction, organization)
        await giveGrantsBack(transaction, organization, grants)
        await rows(
          transaction,
          sql`update organizations set (name, ${OWN_COLUMNS}) =
              (select name, ${OWN_COLUMNS} from organizations where key = ${snapshot})
            where key = ${organization}`,
        )
        await raiseVersion(transaction, organization)
        return [{ ...(await readSnapshot(transaction, snapshot)), customersBefore }, removed]
      }),

    remove: (organization, name) =>
      transact('read committed', async (transaction) => {
        const snapshot = await snapshotKey(transaction, organization, name, 'update')
        return [undefined, await removeWhole(transaction, snapshot)]
      }),

    copy: ({ organization, snapshot }, target) =>
      transact('repeatable read', async (transaction) => {
        const from =
          snapshot === null ? organization : await snapshotKey(transaction, organization, snapshot, null)
        const made = await addCopy(transaction, from, target, clock())
        await freeOfForeignKeys(transaction, () => copyData(transaction, from, made.key))
        await quieten(transaction, made.key, clock())
        await raiseVersion(transaction, made.key)
        return [made, 0]
      }),

    empty: (organization) =>
      transact('read committed', async (transaction) => {
        await hold(transaction, organization)
        const customers = await readCounter(transaction, organization, 'customer')
        const removed = await removeAllData(transaction, organization)
        // At the end, as all do: who waits for this row holds what is removed.
        await raiseVersion(transaction, organization)
        return [customers, removed]
      }),

    removeOrganization: (organization) =>
      transact('read committed', async (transaction) => {
        await hold(transaction, organization)
        const snapshots = await rows<{ key: number }>(
          transaction,
          sql`select key from organizations where snapshot_of = ${organization} order by key for update`,
        )
        let removed = 0
        for (const { key } of [...snapshots, { key: organization }])
          removed += await removeWhole(transaction, key)
        return [undefined, removed]
      }),
  }
}

/** The counts in a statement of their own: on a cluster they do not lie where the organizations do. */
async function readSnapshots(
  database: Database,
  which: ReturnType<typeof sql>,
): Promise<OrganizationSnapshot[]> {
  const found = await rows<Omit<OrganizationSnapshot, 'customers'> & { key: number }>(
    database,
    sql`select key, snapshot_name as "name", created_at as "createdAt" from organizations o where ${which}
      order by created_at, key`,
  )
  const counts = await rows<{ organization: number; customers: number }>(
    database,
    sql`select organization_id as "organization", sum(value)::bigint as "customers" from counters
      where organization_id = any(${sql.val(found.map(({ key }) => key))}::bigint[]) and name = 'customer'
      group by organization_id`,
  )
  const customers = new Map(counts.map((one) => [one.organization, one.customers]))
  return found.map(({ key, ...snapshot }) => ({ ...snapshot, customers: customers.get(key) ?? 0 }))
}

const noOrganization = () =>
  new CoreError('record-not-found', { type: 'organization' }, 'no such organization')

/**
 * Nobody writes to the organization until the transaction ends: every write appends an event, whose foreign key takes
 * a share of this row. One that waits here and holds what we want is run again (committed.ts). On a cluster each node has
 * its own copy of the row: by naming a table of the organization's data, the one is locked on which its writers depend.
 */
async function hold(transaction: Database, organization: number): Promise<void> {
  const held = await rows(
    transaction,
    sql`select 1 from organizations o where key = ${organization} and ${isNoSnapshot}
      and (select count(*) from data_versions v where v.organization_id = ${organization}) >= 0 for update of o`,
  )
  if (held.length === 0) throw noOrganization()
}

/** The snapshot's key, locked for its removal or against it; null where there is none. */
async function findSnapshot(
  transaction: Database,
  organization: number,
  name: string,
  lock: 'update' | 'share' | null,
): Promise<number | null> {
  const [found] = await rows<{ key: number }>(
    transaction,
    sql`select key from organizations where snapshot_of = ${organization} and snapshot_name = ${name}
      ${lock === null ? sql`` : sql`for ${sql.raw(lock)}`}`,
  )
  return found?.key ?? null
}

async function snapshotKey(...asked: Parameters<typeof findSnapshot>): Promise<number> {
  const found = await findSnapshot(...asked)
  if (found === null)
    throw new CoreError(
      'record-not-found',
      { type: 'snapshot' },
      `there is no snapshot ${JSON.stringify(asked[2])}`,
    )
  return found
}

async function readSnapshot(transaction: Database, key: number): Promise<OrganizationSnapshot> {
  const [found] = await readSnapshots(transaction, sql`key = ${key}`)
  return found as OrganizationSnapshot
}

async function addSnapshot(
  transaction: Database,
  organization: number,
  name: string,
  now: Date,
): Promise<number> {
  const [key = 0] = await reserve(transaction, 1)
  const id = `.${key}`
  const made = await rows(
    transaction,
    sql`insert into organizations (key, short_id, number_id, uuid_id, slug, handle, created_at, snapshot_of,
        snapshot_name, ${TAKEN_COLUMNS})
      select ${key}, ${id}, ${id}, gen_random_uuid(), ${id}, ${id}, ${moment(now)}, key, ${name}, ${TAKEN_COLUMNS}
      from organizations where key = ${organization} and ${isNoSnapshot} returning key`,
  )
  if (made.length === 0) throw noOrganization()
  return key
}

async function addCopy(
  transaction: Database,
  from: number,
  { shortId, numberId, uuidId, slug, handle, name }: CopyTarget,
  now: Date,
): Promise<Organization> {
  const [made] = await rows<Organization>(
    transaction,
    sql`insert into organizations (short_id, number_id, uuid_id, slug, handle, created_at, ${TAKEN_COLUMNS})
      select ${shortId}, ${numberId}, ${uuidId}::uuid, ${slug}, ${handle}, ${moment(now)}, ${TAKEN_COLUMNS}
      from organizations where key = ${from} returning ${organizationColumns}`,
  )
  if (!made) throw noOrganization()
  if (name === null) return made
  await rows(transaction, sql`update organizations set name = ${name} where key = ${made.key}`)
  return { ...made, name }
}

/** What goes with a customer goes first: nothing cascades later. */
async function removeAllData(transaction: Database, organization: number): Promise<number> {
  await rows(
    transaction,
    sql`delete from grants where organization_id = ${organization} and customer_key is not null`,
  )
  await forgetAnswers(transaction, organization)
  await startAnew(transaction, organization)
  return freeOfForeignKeys(transaction, () => removeData(transaction, organization, null))
}

/** An organization or a snapshot, which the caller holds. */
async function removeWhole(transaction: Database, key: number): Promise<number> {
  const removed = await removeAllData(transaction, key)
  await rows(transaction, sql`delete from organizations where key = ${key}`)
  return removed
}

const forgetAnswers = (transaction: Database, organization: number) =>
  rows(transaction, sql`delete from kept_answers where organization_id = ${organization}`)

/** A copy tells nobody of itself, and syncs from nowhere until it is told to. */
async function quieten(transaction: Database, organization: number, now: Date): Promise<void> {
  await rows(
    transaction,
    sql`update webhooks set disabled_at = coalesce(disabled_at, ${moment(now)})
      where organization_id = ${organization}`,
  )
  await rows(
    transaction,
    sql`update sources set every_seconds = null, next_run_at = null where organization_id = ${organization}`,
  )
}
