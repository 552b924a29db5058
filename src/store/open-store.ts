/** Opens the store behind a data folder or a PostgreSQL URL; everything above sees only what this returns. */
import { type IsolationLevel, sql } from 'kysely'
import type { TopicsOf } from '../core/change.ts'
import type { Actor, Clock, MintIds, Organization, Reader, RecordStore, Writer } from '../core/ports.ts'
import { createAdminTokens } from './admin-tokens.ts'
import { createAuditLog } from './audit.ts'
import { type Dumped, dump, type WriteLines } from './backup/dump.ts'
import { type LoadOptions, load } from './backup/load.ts'
import { withStillCopy } from './backup/still-copy.ts'
import { committed } from './committed.ts'
import { createCredentialStore } from './credentials.ts'
import { connect, type Database, type DatabaseLimits, type OnQuery, rows } from './database.ts'
import { distribute, hasCitus } from './distribute.ts'
import { createDueRecords } from './due-records.ts'
import { openEngine } from './embedded/engine.ts'
import type { EngineReport } from './embedded/keep-running.ts'
import { createGrantStore } from './grants.ts'
import { createJoinedStore } from './joined.ts'
import { forgetOldAnswers } from './kept-answers.ts'
import { doneMigrations, migrate, pendingMigrations, refuseNewer } from './migrate.ts'
import { createMoments, LOOK, type Moments, readMoments } from './moments.ts'
import { createOrganizationCopies } from './organization-copies.ts'
import { createOrganizationStore } from './organizations.ts'
import { createOutbox } from './outbox.ts'
import { readOverview } from './overview.ts'
import { createRanks, RANK_OPTIONS, type RankOptions, type Ranks } from './rank/ranks.ts'
import { createRateCounters } from './rate-counters.ts'
import { createReader } from './reader.ts'
import { createRememberedCounts } from './remembered-counts.ts'
import type { ReplicaReport } from './replica.ts'
import { withReplicas } from './replicated-reader.ts'
import { type Reseal, resealAll } from './reseal.ts'
import { createSpreadLookups } from './spread-lookups.ts'
import type { Stamp } from './stamps.ts'
import { analyzeAll, analyzeGrown, createUpkeep, tidyAll, type Upkeep } from './upkeep.ts'
import type { DatabaseWatch } from './watch-pool.ts'
import { createWriter } from './writer.ts'

export interface StoreOptions {
  /** Data folder of the embedded engine, or … */
  folder?: string
  /** … the URL of a PostgreSQL server. */
  databaseUrl?: string
  /** Streaming replicas of it, for reads. */
  replicaUrls?: readonly string[]
  /** Told when a replica can be asked, and when it is left alone. */
  onReplica?: (report: ReplicaReport) => void
  /** Of the machine; then stamps of records do not go back with it (stamps.ts). Default: they go by `clock`. */
  stamp?: Stamp
  clock: Clock
  mintIds: MintIds
  /** Which topics of which platform a change makes fire; default none. */
  topicsOf?: TopicsOf
  /** Embedded: commits reach the disk before they are acknowledged. Default true. */
  durable?: boolean
  /** Embedded: refuse to join the process that holds the folder. Default false. */
  exclusive?: boolean
  /** Embedded: keep the engine's memory small, for work that goes through everything once. Default false. */
  small?: boolean
  /** Embedded: told when the engine had to end by itself, and when it is there again. */
  onEngine?: (report: EngineReport) => void
  /** Bring the schema up to date; default for an embedded store that this process owns. */
  migrate?: boolean
  connections?: number
  /** Ask in the way that suits a Citus cluster; default: where the database is one. */
  spread?: boolean
  /** PostgreSQL: what a statement may take, and the wait for a connection; absent: whatever they need. */
  limits?: DatabaseLimits
  /** How pages are found by their number; a test makes everything small. */
  ranks?: Partial<RankOptions>
  onQuery?: OnQuery
  /** Is told of waits for a connection and of statements. */
  watch?: DatabaseWatch
}

export type Store = Awaited<ReturnType<typeof openStore>>

export async function openStore(options: StoreOptions) {
  const engine = options.folder
    ? await openEngine({
        folder: options.folder,
        durable: options.durable ?? true,
        exclusive: options.exclusive ?? false,
        small: options.small ?? false,
        look: LOOK,
        ...(options.onEngine ? { onEngine: options.onEngine } : {}),
      })
    : null
  const { database, close } = connect({
    ...(engine ? { socketFolder: engine.socketFolder } : {}),
    ...(options.databaseUrl ? { connectionString: options.databaseUrl } : {}),
    ...(options.onQuery ? { onQuery: options.onQuery } : {}),
    ...(options.watch ? { watch: options.watch } : {}),
    ...(options.limits && !engine ? { limits: options.limits } : {}),
    connections: options.connections ?? 4,
  })
  const isLimited = options.limits !== undefined && !engine
  const ranks = createRanks(database, { ...RANK_OPTIONS, ...options.ranks }, isLimited)
  const closeAll = async () => {
    await ranks.idle()
    await close()
    await engine?.close()
  }
  let isSpread = options.spread ?? false
  try {
    if (options.migrate ?? engine?.owned) await migrate(database)
    if (!engine) isSpread ||= await hasCitus(database)
  } catch (error) {
    await closeAll()
    throw error
  }
  const moments = createMoments(database, readMoments, () => performance.now(), engine?.done)
  const lookups = isSpread ? createSpreadLookups(database, moments) : undefined
  const replicated = withReplicas(createReader(database, options.clock, ranks.page), moments, options)
  const upkeep = createUpkeep(database, engine ? tidyAll : isSpread ? analyzeAll : analyzeGrown, isLimited)
  return {
    records: createRecordStore(database, replicated.reader, upkeep, ranks, moments, options),
    ranks,
    /** Where reads were answered since the start; null without replicas. */
    reads: replicated.report,
    outbox: createOutbox(database, upkeep, options),
    due: createDueRecords(database, isSpread),
    organizations: createOrganizationStore(database, options.clock),
    /** The version and the kept counts of an organization, asked by many at once. */
    moments,
    copies: createOrganizationCopies(database, upkeep, options.clock),
    overviews: {
      read: ({ key, timeZone }: Organization) => readOverview(database, key, timeZone, options.clock()),
      version: async (organization: number) => (await moments.at(organization)).version,
    },
    adminTokens: createAdminTokens(database),
    audit: createAuditLog(database),
    credentials: createCredentialStore(database, options.clock, moments, lookups),
    grants: createGrantStore(database, options.clock),
    /** What servers on one database share; null where only one process serves the store. */
    rateCounters: engine ? null : createRateCounters(database, options.clock),
    /** Forgets the organization's answers whose time is over. */
    forgetOldAnswers: (organization: number, now: Date) => forgetOldAnswers(database, organization, now),
    /** True when this process serves the embedded folder itself. */
    owned: engine?.owned ?? false,
    database,
    pendingMigrations: () => pendingMigrations(database),
    migrate: () => migrate(database),
    /** Spreads the tables over a Citus cluster, and gives their names; null where the extension is not. */
    distribute: async () => ((await hasCitus(database)) ? distribute(database) : null),
    /** Resolves when the store answers. */
    ping: async () => void (await rows(database, sql`select 1`)),
    /** Everything at one moment, for `load`; `scratch` is a folder of the caller's that is not there yet (still-copy.ts). */
    dump: (write: WriteLines, scratch: string, onRows?: (rows: number) => void): Promise<Dumped> =>
      engine && !engine.owned
        ? withStillCopy(database, options.folder ?? '', scratch, (copy) => dump(copy, write, onRows))
        : dump(database, write, onRows),
    /** Puts a dump in place of what is there, all or nothing, and brings it to the current schema. */
    async load(lines: AsyncIterable<string>, how: LoadOptions) {
      await refuseNewer('the backup', how.schema)
      const loaded = await load(database, lines, how)
      await migrate(database)
      await (engine ? tidyAll : analyzeAll)(database)
      return loaded
    },
    /** Encrypts anew what is encrypted under another key than today's (reseal.ts). */
    reseal: (reseal: Reseal, onChanged?: (changed: number) => void) => resealAll(database, reseal, onChanged),
    /** The names of the migrations that ran. */
    schema: async () => (await doneMigrations(database)) ?? [],
    close: async () => void (await Promise.all([replicated.close(), closeAll()])),
  }
}

function createRecordStore(
  database: Database,
  reader: Reader,
  upkeep: Upkeep,
  ranks: Ranks,
  moments: Moments,
  options: Pick<StoreOptions, 'clock' | 'stamp' | 'mintIds' | 'topicsOf' | 'databaseUrl'>,
): RecordStore {
  async function attempt<T>(
    organization: number,
    actor: Actor,
    work: (writer: Writer) => Promise<T>,
    isolation: IsolationLevel,
    topicsOf: TopicsOf | null,
  ): Promise<{ result: T; written: number }> {
    const begin = database.transaction().setIsolationLevel(isolation)
    return begin.execute(async (transaction) => {
      const stampedAt = await options.stamp?.(transaction, organization)
      const given = { ...options, organization, actor, topicsOf, stampedAt }
      const { writer, finish } = createWriter(transaction, given)
      const result = await work(writer)
      return { result, written: (await finish()).length }
    })
  }
  return {
    ...reader,
    ...createRememberedCounts(database, moments, options.clock),
    snapshot: (work) =>
      options.databaseUrl
        ? database
            .transaction()
            .setIsolationLevel('repeatable read')
            .execute((transaction) => work(createReader(transaction, options.clock)))
        : work(createReader(database, options.clock)),
    async write(organization, actor, work, { oneMoment = false, silent = false } = {}) {
      const isolation = oneMoment ? 'repeatable read' : 'read committed'
      const topicsOf = silent ? null : (options.topicsOf ?? null)
      return committed(upkeep, async () => {
        const done = await attempt(organization, actor, work, isolation, topicsOf)
        ranks.wrote(organization, done.written)
        return done
      })
    },
    joined: (organization, work) =>
      committed(upkeep, async () => {
        let written = 0
        const wrote = (records: number) => {
          written += records
        }
        const topicsOf = options.topicsOf ?? null
        const result = await database
          .transaction()
          .setIsolationLevel('read committed')
          .execute((transaction) =>
            work(createJoinedStore(transaction, organization, { ...options, topicsOf, wrote })),
          )
        ranks.wrote(organization, written)
        return { result, written }
      }),
  }
}
