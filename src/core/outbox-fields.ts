/** Whom what happens is told to: webhooks, the topics that fired, and their way to the receivers. */
import { base, referenced } from './base-fields.ts'
import {
  type Field,
  integer,
  integerOrNull,
  json,
  jsonOrNullPersonal,
  jsonPersonal,
  personalOrNull,
  text,
  textOrNull,
  time,
  timeOrNull,
} from './field-types.ts'

export const outboxFields = {
  /** A subscription of a receiver to what happens. */
  webhook: {
    ...base,
    ...referenced,
    dialect: text,
    name: textOrNull,
    topic: text,
    /** It hears only what is meant for that audience (a product with an address of its own); null: the rest. */
    audience: textOrNull,
    callbackUrl: text,
    /** What signs its deliveries, encrypted. */
    sealedSecret: textOrNull,
    disabledAt: timeOrNull,
    /** `open` after too many failures in a row: nothing is sent until it is closed again. */
    circuitState: text,
    failureCount: integer,
    /** What its platform alone keeps. */
    extras: json,
  },
  /** A topic of a platform that fired for a record, whether anybody listens or not. */
  notice: {
    ...base,
    ...referenced,
    dialect: text,
    topic: text,
    customerKey: integerOrNull,
    recordType: text,
    recordKind: textOrNull,
    recordKey: integer,
    /** The record's public ids, which it may outlive. */
    recordIds: json,
  },
  /** A notice on its way to one webhook. */
  delivery: {
    key: integer,
    createdAt: time,
    updatedAt: time,
    webhookKey: integer,
    noticeKey: integer,
    customerKey: integerOrNull,
    /** Whose deliveries to one webhook keep their order: the customer's key, else the record's own. */
    subjectKey: integer,
    /** `pending`, `delivered`, or `dead`: given up after the platform's number of attempts. */
    state: text,
    attempts: integer,
    nextAttemptAt: time,
    /** A worker has it until then. */
    lockedUntil: timeOrNull,
    /** The record as it was after the change: see core/snapshot.ts. */
    snapshot: jsonPersonal,
  },
  /** One request that was made for a delivery, and what came of it. */
  deliveryAttempt: {
    ...base,
    ...referenced,
    deliveryKey: integer,
    webhookKey: integer,
    noticeKey: integer,
    customerKey: integerOrNull,
    callbackUrl: text,
    /** As sent, the signature among them: it says of the body whether one guesses it right. */
    requestHeaders: jsonOrNullPersonal,
    body: personalOrNull,
    /** `200`; null when there was no answer. */
    responseStatus: textOrNull,
    /** The reason phrase, or why there was no answer. */
    responseMessage: textOrNull,
    /** The beginning of what was answered. */
    responseExcerpt: personalOrNull,
    milliseconds: integer,
  },
} satisfies Record<string, Record<string, Field>>
