import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { ErasedShown } from '../../../server/admin/customer/person.ts'
import type { CustomerShown } from '../../../server/admin/customer/shapes.ts'
import { api } from '../../api/client.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { tell } from '../../ui/toast.tsx'
import { count } from '../../ui/values.tsx'
import { customerPath, keyOf, useWhich } from './api.ts'
import { recordName } from './words.ts'

/** Says what happens, and does it once the e-mail address is typed. */
export function Erase({ customer, onClose }: { customer: CustomerShown; onClose(): void }) {
  const which = useWhich()
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const wanted = customer.email || customer.id
  const looked = useQuery({
    queryKey: [...keyOf(which), 'erasure'],
    queryFn: () =>
      api<ErasedShown>(`${customerPath(which)}/erase`, { method: 'POST', body: { dry_run: true } }),
    gcTime: 0,
    staleTime: 0,
  })
  const erase = useMutation({
    mutationFn: () =>
      api<ErasedShown>(`${customerPath(which)}/erase`, { method: 'POST', body: { confirm: typed } }),
    meta: { quiet: true },
    onSuccess: () => {
      onClose()
      queries.invalidateQueries({ queryKey: keyOf(which) })
      tell('The person is erased')
    },
  })
  const isRight = typed.trim().toLowerCase() === wanted.trim().toLowerCase()
  return (
    <Dialog title="Erase this person" isOpen onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (isRight) erase.mutate()
        }}
      >
        <p>
          Names, contact details, addresses, notes and whatever else says who this is are emptied, here and in
          the history. <strong>It cannot be undone.</strong>
        </p>
        <p>
          Orders, payments and refunds stay with their amounts, so that the books do not change. The customer
          is unsubscribed from all marketing.
        </p>
        {looked.isPending && <Loading what="Looking at what there is" />}
        {looked.error && <Failure error={looked.error} retry={looked.refetch} />}
        {looked.data && <WhatGoes looked={looked.data} />}
        <TextField
          label={`Type ${wanted} to confirm`}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
          errorMessage={erase.error?.message}
        />
        <div className="dialog-actions">
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" kind="danger" isDisabled={!isRight || erase.isPending}>
            Erase for good
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}

const NAMES: Readonly<Record<string, string>> = {
  customer: 'Customer',
  event: 'Entries of the history',
  address: 'Addresses',
  order: 'Orders (who ordered; amounts stay)',
  payment: 'Payments (amounts stay)',
  subscription: 'Subscriptions (dates and amounts stay)',
  payment_source: 'Ways to pay',
  record: 'Further records',
  grant: 'Sign-ins',
  kept_answer: 'Kept answers',
  delivery: 'Webhook deliveries',
  delivery_attempt: 'Attempts of webhook deliveries',
}

const WhatGoes = ({ looked: { erased, not_linked: notLinked } }: { looked: ErasedShown }) => (
  <>
    <dl className="facts">
      {Object.entries(erased).map(([type, many]) => (
        <div key={type} className="fact-pair">
          <dt>{NAMES[type] ?? recordName(type)}</dt>
          <dd className="number">{count(many)}</dd>
        </div>
      ))}
    </dl>
    {notLinked > 0 && (
      <p className="customer-notice">
        {notLinked === 1 ? 'One record has' : `${count(notLinked)} records have`} the same e-mail address
        without belonging to this customer, and stay as they are. The export lists them.
      </p>
    )}
  </>
)
