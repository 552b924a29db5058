import { Option, Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'

export const FILTERS = ['dialect', 'method', 'status', 'fault', 'credential', 'slower_than', 'path'] as const
export type Filters = Partial<Record<(typeof FILTERS)[number], string>>

const DIALECTS = { 'commerce-layer': 'Commerce Layer', shopline: 'SHOPLINE', easycart: 'Easycart' }
const METHODS = { GET: 'GET', POST: 'POST', PATCH: 'PATCH', PUT: 'PUT', DELETE: 'DELETE' }
const STATUSES = { '2xx': '2xx', '3xx': '3xx', '4xx': '4xx', '5xx': '5xx', cut: 'Cut off' }
const FAULTS = {
  any: 'Any fault',
  'rate-limit': 'Rate limit',
  'expired-token': 'Expired token',
  'server-error': 'Server error',
  timeout: 'Timeout',
  'drop-connection': 'Dropped connection',
  'invalid-cursor': 'Invalid cursor',
}
const SLOWER = {
  '100': '0.1 s and more',
  '500': '0.5 s and more',
  '1000': '1 s and more',
  '5000': '5 s and more',
}

/** Select has no empty key. */
const ALL = 'all'

interface Props {
  filters: Filters
  set(name: keyof Filters, value: string): void
  credentials: readonly { id: string; name: string | null }[]
}

export function FilterBar({ filters, set, credentials }: Props) {
  const choice = (
    name: keyof Filters,
    label: string,
    all: string,
    options: Readonly<Record<string, string>>,
  ) => (
    <Select
      label={label}
      value={filters[name] ?? ALL}
      onChange={(value) => set(name, value === ALL ? '' : value)}
    >
      <Option id={ALL}>{all}</Option>
      {Object.entries(options).map(([id, title]) => (
        <Option key={id} id={id}>
          {title}
        </Option>
      ))}
    </Select>
  )
  const names = Object.fromEntries(credentials.map(({ id, name }) => [id, name ? `${name} (${id})` : id]))
  return (
    <search className="request-filters">
      <TextField
        label="Path or query"
        value={filters.path ?? ''}
        onChange={(value) => set('path', value)}
        placeholder="customers"
        type="search"
      />
      {choice('dialect', 'Platform', 'All', DIALECTS)}
      {choice('method', 'Method', 'All', METHODS)}
      {choice('status', 'Status', 'All', STATUSES)}
      {choice('slower_than', 'Time', 'Any', SLOWER)}
      {choice('fault', 'Fault', 'All', FAULTS)}
      {choice('credential', 'Credential', 'All', { none: 'No valid credential', ...names })}
    </search>
  )
}
