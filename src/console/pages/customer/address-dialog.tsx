import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { AddressShown, CustomerShown } from '../../../server/admin/customer/shapes.ts'
import { ApiError, api } from '../../api/client.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { tell } from '../../ui/toast.tsx'
import { customerPath, useChoices, useWhich } from './api.ts'
import { errorAt, errorElsewhere } from './form-errors.ts'
import { fieldName } from './words.ts'
import './edit.css'

const TEXTS = [
  'first_name',
  'last_name',
  'company',
  'line_1',
  'line_2',
  'district',
  'town',
  'zip',
  'city',
  'province',
  'phone',
  'email',
  'billing_info',
  'notes',
] as const
const MEMBERS = [...TEXTS, 'country_code'] as const
type Text = (typeof MEMBERS)[number]
type Values = Record<Text, string> & { business: boolean }

const NEEDED: ReadonlySet<Text> = new Set(['line_1', 'city', 'country_code'])
const LONGEST: Partial<Record<Text, number>> = {
  ...{ first_name: 128, last_name: 128, company: 255, line_1: 255, line_2: 255, zip: 20, notes: 1000 },
  ...{ district: 64, town: 64, city: 64, province: 64, phone: 40, email: 254, billing_info: 255 },
}

const valuesOf = (address: AddressShown | null): Values => ({
  ...(Object.fromEntries(MEMBERS.map((member) => [member, address?.[member] ?? ''])) as Record<Text, string>),
  business: address?.business ?? false,
})

interface Props {
  /** Null: a new one. */
  address: AddressShown | null
  customer: CustomerShown
  onClose(): void
  onSaved(customer: CustomerShown): void
}

export function AddressDialog({ address, customer, onClose, onSaved }: Props) {
  const which = useWhich()
  const choices = useChoices(which)
  const [before] = useState(() => valuesOf(address))
  const [values, setValues] = useState(before)
  const [isDefault, setDefault] = useState(address?.is_default ?? customer.addresses.length === 0)
  const save = useMutation({
    mutationFn: () => {
      const changed = Object.entries(values).filter(
        ([member, value]) => value !== before[member as Text] && !(address === null && value === ''),
      )
      const body = {
        version: customer.version,
        ...Object.fromEntries(changed),
        ...(isDefault && !address?.is_default ? { is_default: true } : {}),
      }
      const to = `${customerPath(which)}/addresses`
      return address
        ? api<CustomerShown>(`${to}/${address.id}`, { method: 'PATCH', body })
        : api<CustomerShown>(to, { method: 'POST', body })
    },
    meta: { quiet: true },
    onSuccess: (saved) => {
      onSaved(saved)
      tell(address ? 'The address is saved' : 'The address is added')
      onClose()
    },
    // With the version as it is by now, pressing once more saves it.
    onError: async (error) => {
      if (error instanceof ApiError && error.status === 409)
        onSaved(await api<CustomerShown>(customerPath(which)))
    },
  })
  const failed =
    save.error instanceof ApiError && save.error.status === 409
      ? 'Somebody changed this customer meanwhile. Look at what is there now; Save writes yours over it.'
      : errorElsewhere(save.error, MEMBERS)
  return (
    <Dialog title={address ? 'Edit address' : 'Add address'} isOpen onClose={onClose}>
      <Form
        className="stack"
        validationBehavior="aria"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <div className="edit-part">
          {TEXTS.map((member) => (
            <TextField
              key={member}
              label={`${fieldName(member)}${NEEDED.has(member) ? ' (needed)' : ''}`}
              value={values[member]}
              onChange={(text) => setValues({ ...values, [member]: text })}
              maxLength={LONGEST[member] ?? 255}
              errorMessage={errorAt(save.error, member)}
            />
          ))}
          <Select
            label="Country (needed)"
            value={values.country_code || null}
            placeholder="Choose…"
            isLoading={choices.isPending}
            onChange={(country_code) => setValues({ ...values, country_code })}
          >
            {choices.data?.countries.map(({ code, name }) => (
              <Option key={code} id={code}>
                {name}
              </Option>
            ))}
          </Select>
          {errorAt(save.error, 'country_code') && (
            <p className="edit-failed" role="alert">
              {errorAt(save.error, 'country_code')}
            </p>
          )}
          <Checkbox isSelected={values.business} onChange={(business) => setValues({ ...values, business })}>
            Business address
          </Checkbox>
          {!address?.is_default && customer.addresses.length > 0 && (
            <Checkbox isSelected={isDefault} onChange={setDefault}>
              Default address
            </Checkbox>
          )}
        </div>
        {failed && (
          <p className="edit-failed" role="alert">
            {failed}
          </p>
        )}
        <div className="dialog-actions">
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isDisabled={save.isPending}>
            Save
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}
