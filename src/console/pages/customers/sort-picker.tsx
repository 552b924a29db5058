import type { Search } from '../../router.tsx'
import { Option, Select } from '../../ui/select.tsx'
import type { View } from './view.ts'

const SORTS: Readonly<Record<string, string>> = {
  '-created': 'Newest first',
  created: 'Oldest first',
  '-updated': 'Last changed first',
  updated: 'Longest unchanged first',
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  email: 'E-mail, A to Z',
  '-email': 'E-mail, Z to A',
  '-orders': 'Most orders first',
  orders: 'Fewest orders first',
  '-last_order': 'Last order first',
  last_order: 'Longest without an order first',
}

interface Props {
  view: View
  currencies: readonly string[]
  onChange(change: Search): void
}

/** Money sorts within a currency: choosing such an order also shows only who ordered in it. */
export function SortPicker({ view: { sort, filters }, currencies, onChange }: Props) {
  const bySpent = sort.endsWith('spent')
  const all = [...new Set([...(filters.currency ? [filters.currency] : []), ...currencies])]
  return (
    <Select
      label="Sort"
      value={bySpent ? `${sort} ${filters.currency}` : sort}
      onChange={(value) => {
        const [by = '', currency] = value.split(' ')
        onChange({ sort: by, ...(currency ? { currency } : {}) })
      }}
    >
      {Object.entries(SORTS).map(([id, name]) => (
        <Option key={id} id={id}>
          {name}
        </Option>
      ))}
      {all.map((currency) => (
        <Option key={currency} id={`-spent ${currency}`}>{`Most spent in ${currency} first`}</Option>
      ))}
      {bySpent && sort === 'spent' && (
        <Option id={`spent ${filters.currency}`}>{`Least spent in ${filters.currency} first`}</Option>
      )}
    </Select>
  )
}
