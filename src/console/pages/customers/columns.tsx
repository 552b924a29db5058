/** What each column of the table shows. */
import {
  columnVisibilityFeature,
  createColumnHelper,
  rowSelectionFeature,
  tableFeatures,
} from '@tanstack/react-table'
import type { CustomerItem } from '../../../server/admin/customers/present.ts'
import { Badge, Dialect, type Tone } from '../../ui/badge.tsx'
import { count, money, Time } from '../../ui/values.tsx'
import { COLUMNS, type ColumnName } from './view.ts'
import { country, word } from './words.ts'

export const FEATURES = tableFeatures({ rowSelectionFeature, columnVisibilityFeature })

/** Columns that sort, by the API's word, and how they start. */
export const SORTS: Partial<Record<ColumnName, { by: string; descendingFirst: boolean }>> = {
  name: { by: 'name', descendingFirst: false },
  email: { by: 'email', descendingFirst: false },
  orders: { by: 'orders', descendingFirst: true },
  spent: { by: 'spent', descendingFirst: true },
  last_order: { by: 'last_order', descendingFirst: true },
  created: { by: 'created', descendingFirst: true },
  updated: { by: 'updated', descendingFirst: true },
}
export const NUMBERS: ReadonlySet<string> = new Set<ColumnName>(['orders', 'spent'])

const MOST_TAGS = 3
const nothing = <span className="soft">–</span>
const STATUS_TONES: Readonly<Record<string, Tone>> = { repeat: 'good', acquired: 'info' }

/** A long address breaks before its domain. */
const Email = ({ address }: { address: string }) => {
  const at = address.lastIndexOf('@') + 1
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  )
}

const Consent = ({ state }: { state: string | null }) =>
  state === null ? nothing : <Badge tone={state === 'subscribed' ? 'good' : 'plain'}>{word(state)}</Badge>

const Tags = ({ tags }: { tags: readonly string[] }) =>
  tags.length === 0 ? (
    nothing
  ) : (
    <span className="tags">
      {tags.slice(0, MOST_TAGS).map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
      {tags.length > MOST_TAGS && (
        <span className="soft" title={tags.slice(MOST_TAGS).join(', ')}>
          +{tags.length - MOST_TAGS}
        </span>
      )}
    </span>
  )

const Spent = ({ spent }: { spent: CustomerItem['spent'] }) =>
  spent.length === 0
    ? nothing
    : spent.map(({ currency, amount }) => <div key={currency}>{money(amount, currency)}</div>)

const Origin = ({ customer: { platforms, origin } }: { customer: CustomerItem }) => {
  const names = [...new Set(platforms.map(({ platform }) => platform))]
  if (names.length === 0) return origin === null ? nothing : <Badge>{origin}</Badge>
  return (
    <span className="tags">
      {names.map((name) => (
        <Dialect key={name} name={name} />
      ))}
    </span>
  )
}

const helper = createColumnHelper<typeof FEATURES, CustomerItem>()
const shown = (id: ColumnName, cell: (customer: CustomerItem) => React.ReactNode) =>
  helper.display({ id, header: COLUMNS[id], cell: ({ row }) => cell(row.original) })

/** The name is the row's link, which the table makes. */
export const TABLE_COLUMNS = helper.columns([
  shown(
    'name',
    ({ name, email, phone }) => name ?? (email === null ? (phone ?? 'No name') : <Email address={email} />),
  ),
  shown('email', ({ email }) => (email === null ? nothing : <Email address={email} />)),
  shown('phone', ({ phone }) => phone ?? nothing),
  shown('status', ({ status, erased_at, blacklisted }) =>
    erased_at !== null ? (
      <Badge tone="warn">Erased</Badge>
    ) : blacklisted ? (
      <Badge tone="bad">Blocked</Badge>
    ) : (
      <Badge tone={STATUS_TONES[status] ?? 'plain'}>{word(status)}</Badge>
    ),
  ),
  shown('tags', ({ tags }) => <Tags tags={tags} />),
  shown('groups', ({ groups }) => groups.map(({ name }) => name).join(', ') || nothing),
  shown('countries', ({ countries }) => countries.map(country).join(', ') || nothing),
  shown('orders', ({ orders_count }) => count(orders_count)),
  shown('spent', ({ spent }) => <Spent spent={spent} />),
  shown('last_order', ({ last_order_at }) => <Time at={last_order_at} />),
  shown('email_consent', ({ email_consent }) => <Consent state={email_consent} />),
  shown('sms_consent', ({ sms_consent }) => <Consent state={sms_consent} />),
  shown('platforms', (customer) => <Origin customer={customer} />),
  shown('created', ({ created_at }) => <Time at={created_at} />),
  shown('updated', ({ updated_at }) => <Time at={updated_at} />),
])
