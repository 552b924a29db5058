import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { OrganizationShown } from '../../../server/admin/present.ts'
import { api } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'

interface Props {
  isOpen: boolean
  organizations: readonly OrganizationShown[]
  onClose(): void
}

const EMPTY = '*'

export function NewOrganization({ isOpen, organizations, onClose }: Props) {
  const navigate = useNavigate()
  const [slug, setSlug] = useState('')
  const [name, setName] = useState('')
  const [from, setFrom] = useState(EMPTY)
  const [currency, setCurrency] = useState('USD')
  const [timeZone, setTimeZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [mode, setMode] = useState('test')
  const make = useChange(
    ['organizations'],
    (body: object) => api<OrganizationShown>('/organizations', { method: 'POST', body }),
    {
      quiet: true,
      onSuccess: (made) => {
        onClose()
        void navigate({ to: '/o/$slug/overview', params: { slug: made.slug } })
      },
    },
  )
  const body = () => ({
    slug: slug.trim(),
    name: name.trim() || null,
    ...(from === EMPTY
      ? { currency: currency.trim().toUpperCase(), time_zone: timeZone.trim(), mode }
      : { from_organization: from }),
  })
  return (
    <Dialog title="New organization" isOpen={isOpen} onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate(body())
        }}
      >
        <TextField
          label="Slug"
          description="Names it in addresses and on the command line, such as acme-test."
          value={slug}
          onChange={setSlug}
          isRequired
          autoFocus
        />
        <TextField label="Name" description="For people. Empty: the slug." value={name} onChange={setName} />
        <Select label="Data" value={from} onChange={setFrom}>
          <Option id={EMPTY}>Empty</Option>
          {organizations.map((organization) => (
            <Option key={organization.slug} id={organization.slug}>
              {`A copy of ${organization.name} (${organization.slug})`}
            </Option>
          ))}
        </Select>
        {from === EMPTY && (
          <>
            <TextField
              label="Currency"
              description="ISO 4217, such as USD."
              value={currency}
              onChange={setCurrency}
            />
            <TextField label="Time zone" value={timeZone} onChange={setTimeZone} />
            <Select label="Mode" value={mode} onChange={setMode}>
              <Option id="test">test</Option>
              <Option id="live">live</Option>
            </Select>
          </>
        )}
        {make.error && (
          <p className="refused" role="alert">
            {make.error.message}
          </p>
        )}
        <div className="dialog-actions">
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isDisabled={make.isPending}>
            Make it
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}
