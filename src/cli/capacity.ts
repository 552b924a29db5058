/** How much of a machine and its database a server takes: processes, connections, requests at once, time. */
import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { CLIENT_MS } from '../server/slow-clients.ts'
import type { DatabaseLimits } from '../store/database.ts'
import { WrongUsage } from './explain.ts'
import { duration, integer } from './options.ts'

export interface CapacityFlags {
  workers: number
  connections?: number
  statementTimeout?: number
  connectionTimeout?: number
  maxWaiting?: number
  clientTimeout?: number
}

export interface Capacity {
  /** Of one process, for requests. */
  connections: number
  limits: DatabaseLimits
  /** Requests of one process, in work and waiting. */
  mostInWork: number
  /** How long a client may take to send a request, and to take its answer. */
  clientTimeout: number
}

/** For what runs beside the requests of a PostgreSQL store: jobs, imports, syncs, snapshots. */
export const CONNECTIONS_BESIDE = 2
const MOST_WORKERS = 64
const FEWEST_CONNECTIONS = 2
/** The embedded engine works through one session: more connections only wait in it. */
const EMBEDDED_CONNECTIONS = 4
/** As long as it takes to answer so many from one connection, somebody may wait. */
const WAITING_PER_CONNECTION = 128
const STATEMENT_MS = 30_000
const CONNECTION_MS = 10_000
const DAY_MS = 86_400_000

export function withCapacity(command: Command): Command {
  return command
    .addOption(
      new Option('--workers <count>', 'processes that answer requests (PostgreSQL)')
        .env('CLIENTELE_WORKERS')
        .default(1)
        .argParser(integer(1, MOST_WORKERS)),
    )
    .addOption(
      new Option(
        '--connections <count>',
        'connections to PostgreSQL for requests, of all workers together (default: one for each core, at least 2 a worker)',
      )
        .env('CLIENTELE_CONNECTIONS')
        .argParser(integer(1, 1000)),
    )
    .addOption(
      new Option(
        '--statement-timeout <duration>',
        'a statement of a request is cut off after so long, and a transaction at rest (PostgreSQL; default: 30s)',
      )
        .env('CLIENTELE_STATEMENT_TIMEOUT')
        .argParser(upToADay),
    )
    .addOption(
      new Option(
        '--connection-timeout <duration>',
        'how long a request waits for a connection (PostgreSQL; default: 10s)',
      )
        .env('CLIENTELE_CONNECTION_TIMEOUT')
        .argParser(upToADay),
    )
    .addOption(
      new Option(
        '--max-waiting <count>',
        'requests that may be in work and wait in one process; more are refused at once (default: 128 for each of its connections)',
      )
        .env('CLIENTELE_MAX_WAITING')
        .argParser(integer(1, 1_000_000)),
    )
    .addOption(
      new Option(
        '--client-timeout <duration>',
        'how long a client may take to send a request, and to take its answer (default: 60s)',
      )
        .env('CLIENTELE_CLIENT_TIMEOUT')
        .argParser(upToADay),
    )
}

function upToADay(text: string): number {
  const length = duration(text)
  if (length <= DAY_MS) return length
  throw new InvalidArgumentError('Allowed: at most 1d.')
}

/**
 * What each process takes. Few connections are faster than many: PostgreSQL works on as many statements at once as there
 * are cores, and what waits in it holds memory and locks.
 */
export function capacityOf(
  flags: CapacityFlags & { databaseUrl?: string },
  cores = availableParallelism(),
): Capacity {
  const { workers, statementTimeout = STATEMENT_MS, connectionTimeout = CONNECTION_MS } = flags
  const connections = flags.databaseUrl ? shareOf(flags, cores) : EMBEDDED_CONNECTIONS
  if (flags.connections !== undefined && flags.connections < workers)
    throw new WrongUsage(
      `--connections is ${flags.connections}, less than one for each of ${workers} workers`,
    )
  return {
    connections,
    limits: { statement: statementTimeout, connection: connectionTimeout },
    mostInWork: flags.maxWaiting ?? WAITING_PER_CONNECTION * connections,
    clientTimeout: flags.clientTimeout ?? CLIENT_MS,
  }
}

function shareOf({ workers, connections }: CapacityFlags, cores: number): number {
  if (connections !== undefined) return Math.floor(connections / workers)
  return Math.max(FEWEST_CONNECTIONS, Math.floor(cores / workers))
}

/** What only a database server has room for. Throws `WrongUsage`. */
export function refuseOnEmbedded(flags: CapacityFlags & { databaseUrl?: string; sandbox?: boolean }): void {
  if (flags.workers > 1 && !flags.databaseUrl)
    throw new WrongUsage(
      '--workers needs --database-url: the embedded store is one process’s; move to a PostgreSQL server with `clientele export` and `import`',
    )
  if (flags.workers > 1 && flags.sandbox)
    throw new WrongUsage(
      '--sandbox goes with one process: its clock, fault rules and traps are kept in its memory; leave --workers out',
    )
  const given = (['connections', 'statementTimeout', 'connectionTimeout'] as const).find(
    (name) => flags[name] !== undefined,
  )
  if (given && !flags.databaseUrl)
    throw new WrongUsage(
      `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} needs --database-url: the embedded store has one session`,
    )
}
