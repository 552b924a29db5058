/** Syncs that a running server does on demand, and what is known of the servers that an organization is synced from. */
import type { Piece } from './import-admin.ts'
import type { Organization } from './ports.ts'
import type { RecordOf } from './schema.ts'

export interface StreamCounts {
  /** How many items the platform says it has; null where it does not say. */
  total: number | null
  read: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  /** Records that are gone there and were removed here. */
  deleted: number
}

export interface RunCounts {
  requests: number
  retries: number
  streams: Record<string, StreamCounts>
  /** How many items were rejected for each reason, names and values left out. */
  reasons: Record<string, number>
  /** Streams that a run which reads changes read whole, since some of them are gone. */
  whole: string[]
}

/** What somebody started in this server. */
export interface SyncRun {
  dryRun: boolean
  state: 'running' | 'done' | 'stopped' | 'failed'
  /** What is read at this moment. */
  stream: string | null
  counts: RunCounts
  /** Why it failed, for people. */
  error: string | null
  startedAt: Date
  endedAt: Date | null
}

/** A server by the name it has here. Of one that was only tried (a dry run) nothing is kept: `source` is null. */
export interface SyncedSource {
  name: string
  dialect: string
  baseUrl: string
  source: RecordOf<'source'> | null
  run: SyncRun | null
}

export interface SyncRequest {
  /** Default: the dialect's name. */
  name?: string | undefined
  dialect: string
  /** Default: where it was before. */
  from?: string | undefined
  /** As the dialect's client names its members; empty: what a scheduled source keeps. */
  credential: Readonly<Record<string, string>>
  full?: boolean | undefined
  removeMany?: boolean | undefined
  reset?: boolean | undefined
  /** Says what would be done and writes nothing. */
  dryRun?: boolean | undefined
  linkBy?: 'verified-email' | 'email' | 'none' | undefined
  /** Also by itself from now on, so often. */
  everySeconds?: number | undefined
}

/** Throws `record-not-found`, `not-unique` and `invalid-value` with a text for people. */
export interface SyncAdmin {
  list(organization: Organization): Promise<SyncedSource[]>
  get(organization: Organization, name: string): Promise<SyncedSource>
  /** Gives it as soon as it runs. */
  start(organization: Organization, request: SyncRequest): Promise<SyncedSource>
  /** After the page that is under way; a later run goes on there. */
  stop(organization: Organization, name: string): Promise<SyncedSource>
  /** Null: no more, and its credential is forgotten. Without a credential the one that is kept. */
  schedule(
    organization: Organization,
    name: string,
    everySeconds: number | null,
    credential: Readonly<Record<string, string>>,
  ): Promise<SyncedSource>
  /** What the last run could not take: `{"stream","id","reason","shown"}` a line. */
  rejects(organization: Organization, name: string, from: string | null): Promise<Piece>
  /** Stops all that was started here. */
  close(): Promise<void>
}
