import { type FormEvent, useState } from 'react'
import { dialectTitle } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { FAULTS, PLACES, type RuleAsked, sentence } from './faults-of.ts'
import { HeaderForm } from './header-form.tsx'
import { useAddFault } from './use-faults.ts'

const ANY = 'any'
const OWN = 'own'
const DIALECTS = ['commerce-layer', 'shopline', 'easycart']
const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']

const START = {
  fault: 'rate-limit',
  milliseconds: '5000',
  dialect: ANY,
  place: 'all',
  ownPath: '/api/customers*',
  method: ANY,
  whose: 'this',
  lasts: 'next',
  requests: '3',
  percent: '100',
}
type Form = typeof START

const pathOf = ({ place, dialect, ownPath }: Form): string =>
  place === OWN ? ownPath.trim() : (PLACES[place]?.paths[dialect] ?? '*')

const ruleOf = (form: Form, slug: string): RuleAsked => ({
  dialect: form.dialect === ANY ? null : form.dialect,
  method: form.method === ANY ? null : form.method,
  path: pathOf(form),
  organization: form.whose === 'this' ? slug : null,
  fault: form.fault === 'timeout' ? `timeout=${form.milliseconds.trim()}` : form.fault,
  probability: Number(form.percent) / 100,
  requests: form.lasts === 'next' ? Number(form.requests) : null,
})

const isWhole = (text: string, least: number, most: number): boolean =>
  /^\d{1,7}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most

/** What is wrong, by field; the server would say the same. */
function wrongIn(form: Form): Partial<Record<keyof Form, string>> {
  const wrong: Partial<Record<keyof Form, string>> = {}
  if (form.lasts === 'next' && !isWhole(form.requests, 1, 1_000_000)) wrong.requests = 'From 1 to 1,000,000'
  if (!(/^\d{1,3}([.]\d+)?$/.test(form.percent.trim()) && Number(form.percent) <= 100))
    wrong.percent = 'From 0 to 100'
  if (form.fault === 'timeout' && !isWhole(form.milliseconds, 0, 600_000))
    wrong.milliseconds = 'From 0 to 600,000'
  if (form.place === OWN && !/^[/*][^\s?#]*$/.test(form.ownPath.trim()))
    wrong.ownPath = 'It begins with / or * and has no query'
  return wrong
}

/** A new rule, as a sentence before it is made. */
export function RuleForm({ slug }: { slug: string }) {
  const [form, setForm] = useState(START)
  const add = useAddFault()
  const wrong = wrongIn(form)
  const isWrong = Object.keys(wrong).length > 0
  const rule = ruleOf(form, slug)
  const set = (name: keyof Form) => (value: string) => {
    add.reset()
    const next = { ...form, [name]: value }
    // Easycart gives no tokens out.
    if (next.place !== OWN && !PLACES[next.place]?.paths[next.dialect]) next.place = 'all'
    setForm(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isWrong && !add.isPending) add.mutate(rule)
  }
  return (
    <form className="stack rule-form" onSubmit={submit}>
      <div className="rule-fields">
        <div className="rule-fault">
          <Select label="What happens" value={form.fault} onChange={set('fault')}>
            {Object.entries(FAULTS).map(([id, { name }]) => (
              <Option key={id} id={id}>
                {name}
              </Option>
            ))}
          </Select>
        </div>
        {form.fault === 'timeout' && (
          <TextField
            label="After, milliseconds"
            inputMode="numeric"
            value={form.milliseconds}
            onChange={set('milliseconds')}
            errorMessage={wrong.milliseconds}
          />
        )}
        <Select label="Platform" value={form.dialect} onChange={set('dialect')}>
          <Option id={ANY}>Any</Option>
          {DIALECTS.map((name) => (
            <Option key={name} id={name}>
              {dialectTitle(name)}
            </Option>
          ))}
        </Select>
        <Select label="Requests to" value={form.place} onChange={set('place')}>
          {Object.entries(PLACES)
            .filter(([, { paths }]) => paths[form.dialect])
            .map(([id, { name }]) => (
              <Option key={id} id={id}>
                {name}
              </Option>
            ))}
          <Option id={OWN}>A path of your own…</Option>
        </Select>
        {form.place === OWN && (
          <TextField
            label="Path; * is any text"
            value={form.ownPath}
            onChange={set('ownPath')}
            errorMessage={wrong.ownPath}
          />
        )}
        <Select label="Method" value={form.method} onChange={set('method')}>
          <Option id={ANY}>Any</Option>
          {METHODS.map((name) => (
            <Option key={name} id={name}>
              {name}
            </Option>
          ))}
        </Select>
        <Select label="Whose" value={form.whose} onChange={set('whose')}>
          <Option id="this">{`${slug}’s`}</Option>
          <Option id="all">Anyone’s</Option>
        </Select>
        <Select label="How long" value={form.lasts} onChange={set('lasts')}>
          <Option id="next">The next…</Option>
          <Option id="all">Until removed</Option>
        </Select>
        {form.lasts === 'next' && (
          <TextField
            label="How many"
            inputMode="numeric"
            value={form.requests}
            onChange={set('requests')}
            errorMessage={wrong.requests}
          />
        )}
        <TextField
          label="Share of them, %"
          inputMode="decimal"
          value={form.percent}
          onChange={set('percent')}
          errorMessage={wrong.percent}
        />
      </div>
      <p className="rule-sentence" aria-live="polite">
        {isWrong ? 'Something above is not possible yet.' : sentence(rule)}
      </p>
      {/* Whoever sees it finds it in the list. */}
      <p className="hidden" role="status">
        {add.isSuccess ? 'The rule is in force.' : ''}
      </p>
      {add.error && (
        <p className="refused" role="alert">
          {add.error.message}
        </p>
      )}
      <div className="row">
        <Button type="submit" kind="primary" isDisabled={isWrong} isPending={add.isPending}>
          Add rule
        </Button>
      </div>
      {!isWrong && <HeaderForm slug={slug} rule={rule} />}
    </form>
  )
}
