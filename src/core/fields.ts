/**
 * The record types that Clientele keeps and their fields, as data: erasure and log redaction read the personal
 * marks. A field's column is its name in snake_case; a test compares this table with the migrated database.
 */

import {
  boolean,
  type Field,
  field,
  floatOrNull,
  floatOrNullPersonal,
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

/** Every record has its internal key, one public id per built-in form, and its two times. */
const base = {
  key: integer,
  shortId: text,
  numberId: text,
  uuidId: field('uuid')(false, false),
  createdAt: time,
  updatedAt: time,
}
/** Every record that came from elsewhere can say so. */
const referenced = { reference: textOrNull, referenceOrigin: textOrNull, metadata: jsonPersonal }

export const fields = {
  customer: {
    ...base,
    ...referenced,
    /** Digits, so that ids beyond 2^53 sort and compare as numbers. */
    numberId: field('digits')(false, false),
    email: personalOrNull,
    emailFolded: personalOrNull,
    phone: personalOrNull,
    /** Digits alone, from the country code on: how phones are compared. */
    phoneFolded: personalOrNull,
    firstName: personalOrNull,
    lastName: personalOrNull,
    fullName: personalOrNull,
    nickName: personalOrNull,
    nameFolded: personalOrNull,
    language: personalOrNull,
    gender: field('text')(true, true),
    birthday: field('date')(true, true),
    note: personalOrNull,
    avatarUrl: personalOrNull,
    verifiedEmail: boolean,
    passwordHash: personalOrNull,
    accountState: text,
    blacklisted: boolean,
    groupKey: integerOrNull,
    emailConsentState: textOrNull,
    emailConsentLevel: textOrNull,
    emailConsentAt: timeOrNull,
    emailConsentSource: textOrNull,
    smsConsentState: textOrNull,
    smsConsentLevel: textOrNull,
    smsConsentAt: timeOrNull,
    smsConsentSource: textOrNull,
    anonymizationStatus: textOrNull,
    anonymizationInfo: jsonOrNullPersonal,
    /** Over all currencies. */
    placedOrdersCount: integer,
    lastPlacedAt: timeOrNull,
    /** `lastPlacedAt` to sort by, in milliseconds: below all others where there is none. */
    lastPlacedRank: integer,
    status: text,
    /** When the person was erased: no sync brings them back. */
    erasedAt: timeOrNull,
    extras: jsonPersonal,
  },
  group: {
    ...base,
    ...referenced,
    name: text,
    code: textOrNull,
    /** Whoever it finds are the members, in SHOPLINE's grammar; null: those that were put into the group. */
    query: textOrNull,
  },
  tag: { ...base, ...referenced, name: text },
  customerTag: { key: integer, customerKey: integer, tagKey: integer },
  address: {
    ...base,
    ...referenced,
    /** Null: nobody's; an order's or a warehouse's. */
    customerKey: integerOrNull,
    /** As an entry of the customer's address book, on platforms that tell the two apart. */
    entryShortId: text,
    entryReference: textOrNull,
    entryReferenceOrigin: textOrNull,
    entryMetadata: jsonPersonal,
    isDefault: boolean,
    business: boolean,
    firstName: personalOrNull,
    lastName: personalOrNull,
    company: personalOrNull,
    line1: personalOrNull,
    line2: personalOrNull,
    district: personalOrNull,
    town: personalOrNull,
    city: personalOrNull,
    province: personalOrNull,
    provinceCode: personalOrNull,
    country: textOrNull,
    countryCode: textOrNull,
    zip: personalOrNull,
    phone: personalOrNull,
    email: personalOrNull,
    notes: personalOrNull,
    latitude: floatOrNullPersonal,
    longitude: floatOrNullPersonal,
    billingInfo: personalOrNull,
    extras: jsonPersonal,
  },
  product: {
    ...base,
    ...referenced,
    name: text,
    slug: text,
    status: text,
    currency: text,
    description: textOrNull,
    imageUrl: textOrNull,
    extras: json,
  },
  /** What of a product is sold at which price, once or again and again. */
  productVariant: {
    ...base,
    ...referenced,
    productKey: integer,
    name: textOrNull,
    /** `one_time` or `recurring`; `interval` and `intervalCount` belong to the latter. */
    kind: text,
    amount: integer,
    interval: textOrNull,
    intervalCount: integerOrNull,
    extras: json,
  },
  promotionCode: {
    ...base,
    ...referenced,
    code: text,
    codeFolded: text,
    name: textOrNull,
    /** Code and name, a line each: where a search looks for a part of either. */
    searchFolded: text,
    /** `amount_off` or `percent_off`. */
    discountType: text,
    amountOff: integerOrNull,
    percentOff: floatOrNull,
    currency: textOrNull,
    /** `once`, `repeating` or `forever`. */
    duration: text,
    durationInMonths: integerOrNull,
    maxRedemptions: integerOrNull,
    timesRedeemed: integer,
    expiresAt: timeOrNull,
    firstTimeTransaction: boolean,
    minimumAmount: integerOrNull,
    minimumAmountCurrency: textOrNull,
    active: boolean,
    archivedAt: timeOrNull,
    extras: json,
  },
  order: {
    ...base,
    ...referenced,
    customerKey: integerOrNull,
    customerEmail: personalOrNull,
    number: textOrNull,
    status: text,
    currency: text,
    amount: integer,
    quantity: integer,
    canceledAt: timeOrNull,
    /** What its books say, kept with it: see core/ledger.ts for the definitions. */
    paidAmount: integer,
    refundedAmount: integer,
    linesAmount: integerOrNull,
    paymentStatus: text,
    extras: jsonPersonal,
  },
  orderLine: {
    key: integer,
    orderKey: integer,
    position: integer,
    productUuid: field('uuid')(true, false),
    productName: text,
    variantUuid: field('uuid')(true, false),
    variantName: textOrNull,
    sku: textOrNull,
    quantity: integer,
    unitAmount: integer,
    amount: integer,
    isBump: boolean,
  },
  payment: {
    ...base,
    customerKey: integer,
    orderKey: integerOrNull,
    subscriptionKey: integerOrNull,
    currency: text,
    amount: integer,
    taxAmount: integer,
    provider: text,
    remoteId: textOrNull,
    isRenewal: boolean,
    paidAt: time,
    extras: jsonPersonal,
  },
  refund: {
    ...base,
    paymentKey: integer,
    customerKey: integer,
    currency: text,
    amount: integer,
    /** `submitted` until the payment provider confirms it, then `recorded`; only recorded ones count. */
    state: text,
  },
  subscription: {
    ...base,
    ...referenced,
    customerKey: integer,
    orderKey: integerOrNull,
    productUuid: field('uuid')(true, false),
    productName: text,
    variantUuid: field('uuid')(true, false),
    variantName: textOrNull,
    status: text,
    currency: text,
    recurringAmount: integer,
    interval: text,
    intervalCount: integer,
    quantity: integer,
    provider: text,
    remoteId: textOrNull,
    periodStart: timeOrNull,
    periodEnd: timeOrNull,
    trialEnd: timeOrNull,
    cancelAt: timeOrNull,
    canceledAt: timeOrNull,
    activeUntil: timeOrNull,
    activeCycles: integerOrNull,
    cancelEarly: boolean,
    keepAccess: boolean,
    isDelegated: boolean,
    /** The period's end of which it was told that a renewal comes. */
    renewalToldFor: timeOrNull,
    extras: jsonPersonal,
  },
  productAccess: {
    ...base,
    customerKey: integer,
    orderKey: integerOrNull,
    productUuid: field('uuid')(false, false),
    productName: text,
    variantUuid: field('uuid')(true, false),
    variantName: textOrNull,
    activeUntil: timeOrNull,
    /** When it was told that the access ends soon, and when it was that it ended. */
    warnedAt: timeOrNull,
    endedAt: timeOrNull,
  },
  /** A stored way to pay, as the payment provider knows it. */
  paymentSource: {
    ...base,
    ...referenced,
    customerKey: integer,
    name: personalOrNull,
    customerToken: personalOrNull,
    sourceToken: personalOrNull,
  },
  /** The long tail: kinds of records that one platform has and that hang on customers; `kind` is its word. */
  record: {
    ...base,
    ...referenced,
    kind: text,
    customerKey: integerOrNull,
    attributes: jsonPersonal,
    /** A secret of the record's own, encrypted; and its SHA-256 where it is looked for. No event tells of either. */
    sealedSecret: personalOrNull,
    secretHash: personalOrNull,
  },
  /** A named link between any two records; keys are unique over all types. */
  link: { key: integer, name: text, fromType: text, fromKey: integer, toType: text, toKey: integer },
  /** The kept figures of one customer in one currency: see core/ledger.ts for the definitions. */
  customerTotal: {
    customerKey: integer,
    customerUuid: field('uuid')(false, false),
    currency: text,
    placedCount: integer,
    completedCount: integer,
    firstPlacedAt: timeOrNull,
    lastPlacedAt: timeOrNull,
    spentAmount: integer,
    paymentsCount: integer,
    paidAmount: integer,
    refundedAmount: integer,
  },
  event: {
    key: integer,
    createdAt: time,
    customerKey: integerOrNull,
    recordType: text,
    /** The kind of a `record`; null for every other type. */
    recordKind: textOrNull,
    recordKey: integer,
    /** The record's public ids, which it may outlive: `{shortId, numberId, uuidId}`. */
    recordIds: json,
    action: text,
    changes: jsonPersonal,
    actor: json,
  },
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
    body: personalOrNull,
    /** `200`; null when there was no answer. */
    responseStatus: textOrNull,
    /** The reason phrase, or why there was no answer. */
    responseMessage: textOrNull,
    /** The beginning of what was answered. */
    responseExcerpt: personalOrNull,
    milliseconds: integer,
  },
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

export type RecordType = keyof typeof fields
