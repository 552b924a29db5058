/** What the routes of one customer answer with. */
import { Type } from 'typebox'

export const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])
export const TEXT = Type.String()
export const TEXT_OR_NULL = orNull(TEXT)
export const TIME = Type.String({ format: 'date-time' })
export const TIME_OR_NULL = orNull(TIME)
const ID = Type.String({ format: 'uuid' })

export const ADDRESS = Type.Object({
  id: ID,
  is_default: Type.Boolean(),
  business: Type.Boolean(),
  first_name: TEXT_OR_NULL,
  last_name: TEXT_OR_NULL,
  company: TEXT_OR_NULL,
  line_1: TEXT_OR_NULL,
  line_2: TEXT_OR_NULL,
  district: TEXT_OR_NULL,
  town: TEXT_OR_NULL,
  city: TEXT_OR_NULL,
  province: TEXT_OR_NULL,
  province_code: TEXT_OR_NULL,
  country: TEXT_OR_NULL,
  country_code: TEXT_OR_NULL,
  zip: TEXT_OR_NULL,
  phone: TEXT_OR_NULL,
  email: TEXT_OR_NULL,
  notes: TEXT_OR_NULL,
  billing_info: TEXT_OR_NULL,
  created_at: TIME,
  updated_at: TIME,
})
export type AddressShown = Type.Static<typeof ADDRESS>

export const CONSENT = Type.Object({
  state: TEXT_OR_NULL,
  level: TEXT_OR_NULL,
  at: TIME_OR_NULL,
  source: TEXT_OR_NULL,
})
export type ConsentShown = Type.Static<typeof CONSENT>

/** Amounts are minor units of the currency. */
export const TOTAL = Type.Object({
  currency: TEXT,
  orders: Type.Integer(),
  completed: Type.Integer(),
  spent: Type.Integer(),
  payments: Type.Integer(),
  paid: Type.Integer(),
  refunded: Type.Integer(),
  first_order_at: TIME_OR_NULL,
  last_order_at: TIME_OR_NULL,
})
export type TotalShown = Type.Static<typeof TOTAL>

export const GROUP = Type.Object({ id: ID, name: TEXT })

export const CUSTOMER = Type.Object({
  id: ID,
  /** Another one after every change of the customer or of what it is shown with. */
  version: TEXT,
  ids: Type.Array(Type.Object({ dialect: TEXT, id: TEXT })),
  name: TEXT_OR_NULL,
  first_name: TEXT_OR_NULL,
  last_name: TEXT_OR_NULL,
  full_name: TEXT_OR_NULL,
  nick_name: TEXT_OR_NULL,
  email: TEXT_OR_NULL,
  verified_email: Type.Boolean(),
  phone: TEXT_OR_NULL,
  gender: TEXT_OR_NULL,
  birthday: TEXT_OR_NULL,
  language: TEXT_OR_NULL,
  note: TEXT_OR_NULL,
  status: TEXT,
  account_state: TEXT,
  has_password: Type.Boolean(),
  blacklisted: Type.Boolean(),
  reference: TEXT_OR_NULL,
  reference_origin: TEXT_OR_NULL,
  metadata: Type.Record(TEXT, Type.Unknown()),
  currency: TEXT,
  created_at: TIME,
  updated_at: TIME,
  anonymization_status: TEXT_OR_NULL,
  erased_at: TIME_OR_NULL,
  group: orNull(GROUP),
  tags: Type.Array(TEXT),
  email_consent: CONSENT,
  sms_consent: CONSENT,
  addresses: Type.Array(ADDRESS),
  totals: Type.Array(TOTAL),
  sources: Type.Array(Type.Object({ name: TEXT, dialect: TEXT })),
})
export type CustomerShown = Type.Static<typeof CUSTOMER>

/** Who did something: `application` (a platform's client), `console`, `sync` and others; the name where it has one. */
export const WHO = Type.Object({
  kind: TEXT,
  name: TEXT_OR_NULL,
  /** The platform that it came through. */
  dialect: TEXT_OR_NULL,
})
export type WhoShown = Type.Static<typeof WHO>
