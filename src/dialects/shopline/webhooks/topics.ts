/** Which topics a change makes fire (docs: Webhooks overview and the pages of each topic; section 10.1). */
import { type AnyRecord, type Change, customerOf, type FiredTopic } from '../../../core/change.ts'
import type { RecordType } from '../../../core/schema.ts'

/** Those that an app may subscribe to. [assumed] There is no portal here, so `customers/redact` is among them. */
export const TOPICS = [
  'customers/create',
  'customers/update',
  'customers/delete',
  'customers/enable',
  'customers/disable',
  'customers_marketing_consent/update',
  'customers/redact',
  'customer_groups/create',
  'customer_groups/update',
  'customer_groups/delete',
] as const
export type Topic = (typeof TOPICS)[number]

/** What a customer shows of each record; the figures of its orders tell of the orders [assumed]. */
const SHOWN = {
  customer: [
    'email',
    'phone',
    'firstName',
    'lastName',
    'nickName',
    'gender',
    'birthday',
    'language',
    'note',
    'verifiedEmail',
    'accountState',
    'blacklisted',
    ...['email', 'sms'].flatMap((channel) =>
      ['State', 'Level', 'At', 'Source'].map((part) => `${channel}Consent${part}`),
    ),
  ],
  address: [
    'customerKey',
    'firstName',
    'lastName',
    'company',
    'line1',
    'line2',
    'city',
    'province',
    'provinceCode',
    'country',
    'countryCode',
    'zip',
    'phone',
    'isDefault',
  ],
} as const satisfies Partial<Record<RecordType, readonly string[]>>

type Holds = (change: Change) => boolean

const action =
  (wanted: Change['action']): Holds =>
  (change) =>
    change.action === wanted

const said = (change: Change, field: string) =>
  change.changes[field] as { from: unknown; to: unknown } | undefined

/** It has another value now, as far as may be said (of an erasure it is not said). */
const moved = (change: Change, field: string): boolean =>
  JSON.stringify(said(change, field)?.from) !== JSON.stringify(said(change, field)?.to)

const ownOf = (extras: unknown): unknown => (extras as AnyRecord | null | undefined)?.shopline

const updated =
  (type: keyof typeof SHOWN): Holds =>
  (change) =>
    change.action === 'update' &&
    (SHOWN[type].some((field) => moved(change, field)) ||
      JSON.stringify(ownOf(said(change, 'extras')?.from)) !==
        JSON.stringify(ownOf(said(change, 'extras')?.to)))
const cameOrWent: Holds = ({ action }) => action !== 'update'

const becameBlacklisted =
  (to: boolean): Holds =>
  (change) =>
    change.action === 'update' && moved(change, 'blacklisted') && said(change, 'blacklisted')?.to === to

/** An erasure says which fields it emptied, of a record that nobody looked at before. */
const erased: Holds = ({ action, before, changes }) =>
  action === 'update' && before === null && 'email' in changes

interface TopicRow {
  topic: Topic
  types: readonly RecordType[]
  when: Holds
  /** What the record alone does not tell. */
  detail?: { subscribeActionType: number }
}

/** 1 e-mail subscribed, 2 SMS subscribed, 3 e-mail unsubscribed, 4 SMS unsubscribed; other states tell nothing. */
const consent = (field: string, state: string, subscribeActionType: number): TopicRow => ({
  topic: 'customers_marketing_consent/update',
  types: ['customer'],
  when: (change) => change.action === 'update' && moved(change, field) && said(change, field)?.to === state,
  detail: { subscribeActionType },
})

const ROWS: readonly TopicRow[] = [
  { topic: 'customers/create', types: ['customer'], when: action('create') },
  { topic: 'customers/update', types: ['customer'], when: updated('customer') },
  { topic: 'customers/update', types: ['address'], when: updated('address') },
  { topic: 'customers/update', types: ['address', 'customerTag'], when: cameOrWent },
  { topic: 'customers/enable', types: ['customer'], when: becameBlacklisted(false) },
  { topic: 'customers/disable', types: ['customer'], when: becameBlacklisted(true) },
  consent('emailConsentState', 'subscribed', 1),
  consent('smsConsentState', 'subscribed', 2),
  consent('emailConsentState', 'unsubscribed', 3),
  consent('smsConsentState', 'unsubscribed', 4),
  { topic: 'customers/delete', types: ['customer'], when: action('destroy') },
  { topic: 'customers/redact', types: ['customer'], when: erased },
  { topic: 'customer_groups/create', types: ['group'], when: action('create') },
  { topic: 'customer_groups/update', types: ['group'], when: action('update') },
  { topic: 'customer_groups/delete', types: ['group'], when: action('destroy') },
]

/** Each is told once for a transaction; a customer that comes or goes with it is not told to have changed as well. */
export function firedTopics(changes: readonly Change[]): Omit<FiredTopic, 'dialect'>[] {
  const customersBy = (wanted: (change: Change) => boolean) =>
    new Set(changes.filter((change) => change.type === 'customer' && wanted(change)).map(customerOf))
  const notUpdated = customersBy((change) => change.action !== 'update' || erased(change))
  const told = new Set<string>()
  return changes.flatMap((change) =>
    ROWS.flatMap(({ topic, types, when, detail }): Omit<FiredTopic, 'dialect'>[] => {
      if (!types.includes(change.type) || !when(change)) return []
      const customer = customerOf(change)
      if (topic === 'customers/update' && (customer === null || notUpdated.has(customer))) return []
      const once = `${topic} ${detail?.subscribeActionType} ${customer ?? change.record.key}`
      if (told.has(once)) return []
      told.add(once)
      const about = topic === 'customers/update' ? 'customer' : 'record'
      return [{ topic, change, about, ...(detail ? { detail } : {}) }]
    }),
  )
}
