/** Everything that customers can be filtered by, in a panel at the side; each choice counts at once. */
import { useId, useState } from 'react'
import type { FilterValues } from '../../../server/admin/customers/filter-values.ts'
import type { Search } from '../../router.tsx'
import { dialectTitle } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type Filters, LISTS, type ListName, type TextName } from './view.ts'
import { CONSENTS, country, major, minor, STATUSES, word } from './words.ts'

interface Props {
  isOpen: boolean
  onClose(): void
  filters: Filters
  values: FilterValues | undefined
  onChange(change: Search): void
}

const same = (value: string) => value
const byName = (codes: readonly string[]) =>
  [...codes].sort((a, b) => country(a).localeCompare(country(b), 'en'))

export function FiltersPanel({ isOpen, onClose, filters, values, onChange }: Props) {
  const choices = (name: ListName, all: readonly string[], label: (value: string) => string) => (
    <Choices
      key={name}
      title={LISTS[name]}
      all={all}
      label={label}
      chosen={filters[name] ?? []}
      onChange={(chosen) => onChange({ [name]: chosen })}
    />
  )
  const groups = new Map(values?.groups.map(({ id, name }) => [id, name]))
  return (
    <Dialog title="Filter customers" isOpen={isOpen} onClose={onClose} side>
      <div className="stack">
        <div className="filter-grid">
          {choices('status', STATUSES, word)}
          {choices('group', [...groups.keys()], (id) => groups.get(id) ?? id)}
          {choices('tag', values?.tags ?? [], same)}
          {choices('country', byName(values?.countries ?? []), country)}
          {choices('email_consent', CONSENTS, word)}
          {choices('sms_consent', CONSENTS, word)}
          {choices('platform', values?.platforms ?? [], dialectTitle)}
          {choices('origin', values?.origins ?? [], same)}
        </div>
        <Money filters={filters} currencies={values?.currencies ?? []} onChange={onChange} />
        <div className="filter-pairs">
          <Day name="created_from" label="Created from" filters={filters} onChange={onChange} />
          <Day name="created_to" label="Created to" filters={filters} onChange={onChange} />
          <Day name="updated_from" label="Updated from" filters={filters} onChange={onChange} />
          <Day name="updated_to" label="Updated to" filters={filters} onChange={onChange} />
        </div>
        <div className="dialog-actions">
          <Button kind="primary" onPress={onClose}>
            Show customers
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

/** More of them get a field to find one. */
const MANY = 8

interface ChoicesProps {
  title: string
  all: readonly string[]
  label(value: string): string
  chosen: readonly string[]
  onChange(chosen: string[]): void
}

function Choices({ title, all, label, chosen, onChange }: ChoicesProps) {
  const id = useId()
  const [find, setFind] = useState('')
  // What the URL asks for is there to be taken away, whether there is any or not.
  const values = [...new Set([...all, ...chosen])]
  if (values.length === 0) return null
  const found = values.filter((value) => label(value).toLowerCase().includes(find.toLowerCase()))
  return (
    <section className="choices" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {values.length > MANY && (
        <TextField label={`Find a ${title.toLowerCase()}`} value={find} onChange={setFind} />
      )}
      <div className="choice-list">
        {found.map((value) => (
          <Checkbox
            key={value}
            isSelected={chosen.includes(value)}
            onChange={(isChosen) =>
              onChange(isChosen ? [...chosen, value] : chosen.filter((other) => other !== value))
            }
          >
            {label(value)}
          </Checkbox>
        ))}
        {found.length === 0 && <span className="soft">None of that name</span>}
      </div>
    </section>
  )
}

interface PartProps {
  filters: Filters
  onChange(change: Search): void
}

const Day = ({ name, label, filters, onChange }: PartProps & { name: TextName; label: string }) => (
  <TextField
    label={label}
    type="date"
    value={filters[name] ?? ''}
    onChange={(value) => onChange({ [name]: value })}
  />
)

const ANY = 'any'

function Money({ filters, currencies, onChange }: PartProps & { currencies: readonly string[] }) {
  const { currency } = filters
  const all = [...new Set([...(currency ? [currency] : []), ...currencies])]
  if (all.length === 0) return null
  return (
    <div className="filter-pairs">
      <Select
        label="Ordered in"
        value={currency ?? ANY}
        onChange={(value) => onChange({ currency: value === ANY ? undefined : value })}
      >
        <Option id={ANY}>Any currency</Option>
        {all.map((code) => (
          <Option key={code} id={code}>
            {code}
          </Option>
        ))}
      </Select>
      {currency && (
        <>
          <Amount name="spent_from" label={`Spent from (${currency})`} {...{ currency, filters, onChange }} />
          <Amount name="spent_to" label={`Spent to (${currency})`} {...{ currency, filters, onChange }} />
        </>
      )}
    </div>
  )
}

/** The field keeps what is typed; what is an amount counts. */
function Amount({
  name,
  label,
  currency,
  filters,
  onChange,
}: PartProps & { name: 'spent_from' | 'spent_to'; label: string; currency: string }) {
  const set = filters[name]
  const [text, setText] = useState(set === undefined ? '' : major(set, currency))
  const isWrong = text !== '' && minor(text, currency) === null
  return (
    <TextField
      label={label}
      inputMode="decimal"
      value={text}
      onChange={(typed) => {
        setText(typed)
        const amount = minor(typed, currency)
        if (typed === '' || amount !== null) onChange({ [name]: amount ?? undefined })
      }}
      errorMessage={isWrong ? 'Type an amount such as 19.99' : undefined}
    />
  )
}
