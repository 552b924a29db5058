/** Short ways to write Commerce Layer's conformance cases. */
import type { ConformanceCase, Shape } from '../../case.ts'

export const CUSTOMER_ATTRIBUTES =
  'email status has_password total_orders_count shopper_reference profile_id tax_exemption_code created_at updated_at reference reference_origin jwt_custom_claim metadata anonymization_info anonymization_status'
export const CUSTOMER_RELATIONSHIPS =
  'customer_group customer_addresses customer_payment_sources customer_subscriptions orders order_subscriptions returns sku_lists attachments events tags jwt_customer jwt_markets jwt_stock_locations event_stores'

export const LIST = 'seed: List all customers'
export const RETRIEVE = 'seed: Retrieve a customer'

export type Check = (value: unknown) => true | string
/** What is at `a.0.b` must be of the shape of `test`. */
export const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)
export const keys =
  (path: string, names: string): Check =>
  (value) => {
    const found = Object.keys((at(value, path) as object | undefined) ?? {}).join(' ')
    return found === names || `${path} with members ${names}, not ${found}`
  }
export const matches =
  (path: string, pattern: RegExp): Check =>
  (value) =>
    pattern.test(String(at(value, path))) || `${path} like ${pattern}, not ${String(at(value, path))}`
export const is =
  (path: string, wanted: unknown): Check =>
  (value) =>
    JSON.stringify(at(value, path)) === JSON.stringify(wanted) ||
    `${path} ${JSON.stringify(wanted)}, not ${JSON.stringify(at(value, path))}`
export const every =
  (...checks: Check[]): Shape =>
  (value) =>
    checks.map((check) => check(value)).find((verdict) => verdict !== true) ?? true

export const good = (name: string, source: string, path: string, ...checks: Check[]): ConformanceCase => ({
  name,
  source,
  path,
  expect: { status: 200, headers: { 'Content-Type': 'application/vnd.api+json' }, body: every(...checks) },
})

export const bad = (
  name: string,
  source: string,
  path: string,
  [status, code, title, detail]: readonly [number, string, string, string],
  more: Partial<ConformanceCase> = {},
): ConformanceCase => ({
  name,
  source,
  path,
  ...more,
  expect: {
    status,
    headers: { 'Content-Type': 'application/vnd.api+json' },
    body: { errors: [{ title, detail, code, status: String(status) }] },
  },
})

export const TOKEN = [
  401,
  'INVALID_TOKEN',
  'Invalid token',
  'The access token you provided is invalid.',
] as const
export const NOT_FOUND = [
  404,
  'RECORD_NOT_FOUND',
  'Record not found',
  'The requested resource was not found. Please double-check the resource id.',
] as const
export const pageValue = (detail: string) =>
  [400, 'INVALID_PAGE_VALUE', 'Invalid page value', detail] as const
export const field = (detail: string) => [400, 'INVALID_FIELD', 'Invalid field', detail] as const

export const members =
  (names: string): Check =>
  (value) => {
    const found = Object.keys(value as object).join(' ')
    return found === names || `members ${names}, not ${found}`
  }
export const count = (wanted: number): Check => is('meta.record_count', wanted)
export const LINK = 'https?://[^/]+/api/customers'
