/** Where customers are synced from: how far each sync is, what is which record here, and what it could not take. */
import {
  type Field,
  field,
  integer,
  integerOrNull,
  json,
  jsonPersonal,
  text,
  textOrNull,
  time,
  timeOrNull,
} from './field-types.ts'

export const sourceFields = {
  /** A server that customers are synced from, and how far the sync has come. */
  source: {
    key: integer,
    createdAt: time,
    updatedAt: time,
    /** What people call it; unique in the organization. */
    name: text,
    dialect: text,
    baseUrl: text,
    /** What is presented there, encrypted; kept for scheduled syncs only. */
    sealedCredential: textOrNull,
    /** How its customers find those of other sources: `verified-email`, `email` or `none`. */
    linkBy: text,
    /** Who wins, field by field. */
    rules: json,
    everySeconds: integerOrNull,
    nextRunAt: timeOrNull,
    /** Somebody syncs from it until then, and who: see jobs/sync/lease.ts. */
    lockedUntil: timeOrNull,
    lockedBy: textOrNull,
    /** Counts the runs; `full` or `incremental` while one is under way. */
    run: integer,
    runKind: textOrNull,
    runStartedAt: timeOrNull,
    /** What changed there from then on is not here yet; by the source's own clock. */
    since: timeOrNull,
    /** Where the run under way goes on: see jobs/sync/run-sync.ts. */
    position: field('json')(true, false),
    counts: json,
    /** The reconciliation of the last finished run. */
    lastRun: field('json')(true, false),
    /** Why the last run did not come to its end. */
    lastError: textOrNull,
  },
  /** A record there that is a record here. */
  sourceRecord: {
    key: integer,
    createdAt: time,
    updatedAt: time,
    sourceKey: integer,
    recordType: text,
    remoteId: text,
    recordKey: integer,
    /** Whose it is; a customer is its own. */
    customerKey: integerOrNull,
    /** The record here inside which it is shown, where that one shows all of its type. */
    parentKey: integerOrNull,
    /** `id`, `created`, `email` or `mapping`; `separate` where a link was undone, and is not made again by itself. */
    linkedBy: text,
    /** The public id of the platform's form that the record had before it was linked. */
    previousId: textOrNull,
    /** The last run that met it. */
    seenRun: integer,
    /** What the source gave, by field, and since when: `{"firstName": {"value": "Ada", "at": "2026-…"}}`. */
    given: jsonPersonal,
  },
  /** What a source showed and could not be taken, or not yet: see jobs/sync/held-items.ts. */
  heldItem: {
    key: integer,
    createdAt: time,
    updatedAt: time,
    sourceKey: integer,
    stream: text,
    remoteId: text,
    /** `waiting` while the run may still take it, then `rejected`. */
    state: text,
    reason: field('text')(false, true),
    item: jsonPersonal,
  },
} satisfies Record<string, Record<string, Field>>
