import type { ReactNode } from 'react'
import type { Choices } from '../../../server/admin/customer/choices.ts'
import { Checkbox } from '../../ui/choices.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { Form } from './edit-form.ts'
import { errorAt } from './form-errors.ts'
import { TagsField } from './tags-field.tsx'
import { word } from './words.ts'
import './edit.css'

interface Props {
  form: Form
  choices: Choices | undefined
  isLoadingChoices: boolean
  error: Error | null
  onChange(changed: Partial<Form>): void
}

const NONE = '-'
const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="edit-part">
    <legend>{title}</legend>
    {children}
  </fieldset>
)

export function EditFields({ form, choices, isLoadingChoices, error, onChange }: Props) {
  const line = (
    field:
      | 'first_name'
      | 'last_name'
      | 'full_name'
      | 'nick_name'
      | 'email'
      | 'phone'
      | 'birthday'
      | 'language'
      | 'note',
    label: string,
    more: Partial<Parameters<typeof TextField>[0]> = {},
  ) => (
    <TextField
      label={label}
      value={form[field]}
      onChange={(text) => onChange({ [field]: text })}
      errorMessage={errorAt(error, field)}
      {...more}
    />
  )
  return (
    <>
      <Part title="Name">
        {line('first_name', 'First name', { maxLength: 128 })}
        {line('last_name', 'Last name', { maxLength: 128 })}
        {line('full_name', 'Full name', {
          maxLength: 256,
          description: 'Where set, shown instead of first and last name',
        })}
        {line('nick_name', 'Nickname', { maxLength: 128 })}
      </Part>
      <Part title="Contact">
        {line('email', 'E-mail', { inputMode: 'email' })}
        {line('phone', 'Phone', { type: 'tel' })}
        <Checkbox
          isSelected={form.verified_email}
          onChange={(verified_email) => onChange({ verified_email })}
        >
          E-mail address is verified
        </Checkbox>
      </Part>
      <Part title="About">
        {line('birthday', 'Birthday', { type: 'date' })}
        {line('language', 'Language', { maxLength: 35, placeholder: 'en' })}
        <Select
          label="Gender"
          value={form.gender || NONE}
          onChange={(gender) => onChange({ gender: gender === NONE ? '' : gender })}
        >
          <Option id={NONE}>Not known</Option>
          {['female', 'male', 'secret'].map((gender) => (
            <Option key={gender} id={gender}>
              {word(gender)}
            </Option>
          ))}
        </Select>
        <div className="edit-whole">{line('note', 'Note', { rows: 3, maxLength: 1000 })}</div>
      </Part>
      <Part title="Account">
        <Select
          label="Account"
          value={form.account_state}
          onChange={(account_state) => onChange({ account_state })}
        >
          {['not_invited', 'invited', 'registered'].map((state) => (
            <Option key={state} id={state}>
              {word(state)}
            </Option>
          ))}
        </Select>
        <Checkbox isSelected={form.blacklisted} onChange={(blacklisted) => onChange({ blacklisted })}>
          Blocked
        </Checkbox>
      </Part>
      <Part title="Group and tags">
        <Select
          label="Group"
          value={form.group || NONE}
          isLoading={isLoadingChoices}
          onChange={(group) => onChange({ group: group === NONE ? '' : group })}
        >
          <Option id={NONE}>No group</Option>
          {choices?.groups.map(({ id, name }) => (
            <Option key={id} id={id}>
              {name}
            </Option>
          ))}
        </Select>
        <div className="edit-whole">
          <TagsField
            tags={form.tags}
            known={choices?.tags ?? []}
            onChange={(tags) => onChange({ tags })}
            errorMessage={errorAt(error, 'tags')}
          />
        </div>
      </Part>
      <ConsentPart channel="email" title="E-mail marketing" form={form} error={error} onChange={onChange} />
      <ConsentPart channel="sms" title="SMS marketing" form={form} error={error} onChange={onChange} />
    </>
  )
}

interface ConsentProps extends Pick<Props, 'form' | 'error' | 'onChange'> {
  channel: 'email' | 'sms'
  title: string
}

function ConsentPart({ channel, title, form, error, onChange }: ConsentProps) {
  const state = form[`${channel}_consent_state`]
  const wrong = errorAt(error, `${channel}_consent`)
  return (
    <Part title={title}>
      <Select
        label={`${title}: state`}
        value={state || NONE}
        onChange={(chosen) => onChange({ [`${channel}_consent_state`]: chosen === NONE ? '' : chosen })}
      >
        <Option id={NONE}>Never asked</Option>
        {['subscribed', 'unsubscribed', 'not_subscribed', 'awaiting_confirmation'].map((one) => (
          <Option key={one} id={one}>
            {word(one)}
          </Option>
        ))}
      </Select>
      {state !== '' && (
        <>
          <Select
            label={`${title}: how it was given`}
            value={form[`${channel}_consent_level`]}
            onChange={(level) => onChange({ [`${channel}_consent_level`]: level })}
          >
            {['unknown', 'single_opt_in', 'confirmed_opt_in'].map((one) => (
              <Option key={one} id={one}>
                {word(one)}
              </Option>
            ))}
          </Select>
          <TextField
            label={`${title}: where it was given`}
            placeholder="checkout"
            maxLength={50}
            value={form[`${channel}_consent_source`]}
            onChange={(source) => onChange({ [`${channel}_consent_source`]: source })}
          />
        </>
      )}
      {wrong && (
        <p className="edit-failed" role="alert">
          {wrong}
        </p>
      )}
    </Part>
  )
}
