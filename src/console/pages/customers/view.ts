/** The view as the URL says it: what is searched, filtered, sorted, and which columns are there. Its names are the API's. */
import type { Search } from '../../router.tsx'

export const LISTS = {
  status: 'Status',
  group: 'Group',
  tag: 'Tag',
  country: 'Country',
  email_consent: 'E-mail consent',
  sms_consent: 'SMS consent',
  platform: 'Synced from',
  origin: 'Reference from',
} as const
export const TEXTS = {
  currency: 'Ordered in',
  spent_from: 'Spent from',
  spent_to: 'Spent to',
  created_from: 'Created from',
  created_to: 'Created to',
  updated_from: 'Updated from',
  updated_to: 'Updated to',
} as const
export type ListName = keyof typeof LISTS
export type TextName = keyof typeof TEXTS

/** What is filtered by; texts that are empty and lists without members are left out. */
export type Filters = { search?: string } & { [N in ListName]?: readonly string[] } & {
  [N in TextName]?: string
}

export interface View {
  filters: Filters
  sort: string
  after: string | undefined
  before: string | undefined
  columns: readonly string[]
}

export const COLUMNS = {
  name: 'Name',
  email: 'E-mail',
  phone: 'Phone',
  status: 'Status',
  tags: 'Tags',
  groups: 'Group',
  countries: 'Country',
  orders: 'Orders',
  spent: 'Spent',
  last_order: 'Last order',
  email_consent: 'E-mail consent',
  sms_consent: 'SMS consent',
  platforms: 'From',
  created: 'Created',
  updated: 'Updated',
} as const
export type ColumnName = keyof typeof COLUMNS
export const USUAL_COLUMNS: readonly ColumnName[] = [
  'name',
  'email',
  'status',
  'tags',
  'countries',
  'orders',
  'spent',
  'created',
]
export const USUAL_SORT = '-created'

/** `?name=5` is read as a number, and a list of one may be a text. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined
const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => textOf(one) ?? [])

export function readView(search: Search): View {
  const filters: Record<string, string | string[]> = {}
  for (const name of ['search', ...Object.keys(TEXTS)]) {
    const text = textOf(search[name])
    if (text !== undefined) filters[name] = text
  }
  for (const name of Object.keys(LISTS)) {
    const list = listOf(search[name])
    if (list.length > 0) filters[name] = list
  }
  const columns = listOf(search.columns).filter((name) => name in COLUMNS)
  return {
    filters: filters as Filters,
    sort: textOf(search.sort) ?? USUAL_SORT,
    after: textOf(search.after),
    before: textOf(search.before),
    columns: columns.length > 0 ? columns : USUAL_COLUMNS,
  }
}

/** What a change makes of the URL's parameters: another view starts on its first page, what is usual is not said. */
export function changed(search: Search, change: Search): Search {
  const next: Record<string, unknown> = { ...search, after: undefined, before: undefined, ...change }
  for (const [name, value] of Object.entries(next))
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) delete next[name]
  if (next.sort === USUAL_SORT) delete next.sort
  // An amount without a currency and an order by it say nothing.
  if (next.currency === undefined) {
    delete next.spent_from
    delete next.spent_to
    if (String(next.sort ?? '').endsWith('spent')) delete next.sort
  }
  return next
}

export const isFiltered = (filters: Filters): boolean => Object.keys(filters).length > 0
