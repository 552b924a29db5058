/** What the view is filtered by, each to be taken away. */
import type { FilterValues } from '../../../server/admin/customers/filter-values.ts'
import type { Search } from '../../router.tsx'
import { ICONS } from '../../shell/icons.tsx'
import { dialectTitle } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { money } from '../../ui/values.tsx'
import { type Filters, LISTS, type ListName, TEXTS, type TextName } from './view.ts'
import { country, word } from './words.ts'

interface Props {
  filters: Filters
  values: FilterValues | undefined
  onChange(change: Search): void
}

interface Chip {
  id: string
  label: string
  without: Search
}

export function Chips({ filters, values, onChange }: Props) {
  const chips = chipsOf(filters, values)
  if (chips.length === 0) return null
  return (
    <ul className="chips" aria-label="Filters">
      {chips.map(({ id, label, without }) => (
        <li key={id}>
          <button
            type="button"
            className="chip"
            onClick={() => onChange(without)}
            aria-label={`Remove ${label}`}
          >
            {label}
            {ICONS.close}
          </button>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Button
            kind="quiet"
            onPress={() => onChange(Object.assign({}, ...chips.map(({ without }) => nothing(without))))}
          >
            Clear all
          </Button>
        </li>
      )}
    </ul>
  )
}

const nothing = (change: Search): Search =>
  Object.fromEntries(Object.keys(change).map((name) => [name, undefined]))

function chipsOf(filters: Filters, values: FilterValues | undefined): Chip[] {
  const groups = new Map(values?.groups.map(({ id, name }) => [id, name]))
  const says: Record<ListName, (value: string) => string> = {
    status: word,
    group: (id) => groups.get(id) ?? '…',
    tag: (tag) => tag,
    country,
    email_consent: word,
    sms_consent: word,
    platform: dialectTitle,
    origin: (origin) => origin,
  }
  const lists = (Object.keys(LISTS) as ListName[]).flatMap((name) =>
    (filters[name] ?? []).map((value) => ({
      id: `${name} ${value}`,
      label: `${LISTS[name]}: ${says[name](value)}`,
      without: { [name]: filters[name]?.filter((other) => other !== value) },
    })),
  )
  const texts = (Object.keys(TEXTS) as TextName[]).flatMap((name) => {
    const value = filters[name]
    if (value === undefined) return []
    const amount = name === 'spent_from' || name === 'spent_to'
    const said = amount && filters.currency ? money(Number(value), filters.currency) : value
    return [{ id: name, label: `${TEXTS[name]} ${said}`, without: { [name]: undefined } }]
  })
  return [...lists, ...texts]
}
