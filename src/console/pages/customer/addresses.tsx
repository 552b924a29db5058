import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AddressShown, CustomerShown } from '../../../server/admin/customer/shapes.ts'
import { api } from '../../api/client.ts'
import { ICONS } from '../../shell/icons.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { tell } from '../../ui/toast.tsx'
import { AddressDialog } from './address-dialog.tsx'
import { customerPath, keyOf, useOrigins, useWhich } from './api.ts'

const ADD = 'add-address'

export function Addresses({ customer }: { customer: CustomerShown }) {
  const which = useWhich()
  const queries = useQueryClient()
  const origins = useOrigins(which)
  const [editing, setEditing] = useState<AddressShown | 'new' | null>(null)
  const [removing, setRemoving] = useState<AddressShown | null>(null)
  const shown = (changed: CustomerShown) => {
    queries.setQueryData([...keyOf(which), 'shown'], changed)
    queries.invalidateQueries({ queryKey: keyOf(which) })
  }
  const at = ({ id }: AddressShown) => `${customerPath(which)}/addresses/${id}`
  const remove = useMutation({
    mutationFn: (address: AddressShown) =>
      api<CustomerShown>(at(address), { method: 'DELETE', body: { version: customer.version } }),
    onSuccess: (changed) => {
      setRemoving(null)
      shown(changed)
      tell('The address is removed')
      // What was pressed is gone: whoever works with the keyboard goes on here.
      setTimeout(() => document.getElementById(ADD)?.focus())
    },
    onError: () => queries.invalidateQueries({ queryKey: keyOf(which) }),
  })
  const choose = useMutation({
    mutationFn: (address: AddressShown) =>
      api<CustomerShown>(at(address), { method: 'PATCH', body: { is_default: true } }),
    onSuccess: (changed) => {
      shown(changed)
      tell('The default address is changed')
    },
  })
  const isWritable = customer.erased_at === null
  return (
    <section className="card" aria-labelledby="addresses">
      <div className="card-head">
        <h2 id="addresses">Addresses</h2>
        {isWritable && (
          <Button id={ADD} kind="quiet" onPress={() => setEditing('new')}>
            Add address
          </Button>
        )}
      </div>
      {customer.addresses.length === 0 ? (
        <p className="soft">None yet.</p>
      ) : (
        <ul className="address-list">
          {customer.addresses.map((address) => (
            <li key={address.id}>
              <address>
                {linesOf(address).map((line) => (
                  <span key={line}>{line}</span>
                ))}
                <span className="row customer-tags">
                  {address.is_default && <Badge tone="info">Default</Badge>}
                  {address.business && <Badge>Business</Badge>}
                  {origins.data?.addresses
                    .filter(({ id }) => id === address.id)
                    .map(({ source }) => (
                      <Badge key={source}>from {source}</Badge>
                    ))}
                </span>
              </address>
              {isWritable && (
                <Menu
                  trigger={
                    <Button
                      kind="quiet"
                      aria-label={`Address in ${address.city ?? address.country ?? '…'}: actions`}
                    >
                      {ICONS.more}
                    </Button>
                  }
                >
                  <MenuItem onAction={() => setEditing(address)}>Edit</MenuItem>
                  {!address.is_default && (
                    <MenuItem onAction={() => choose.mutate(address)}>Make default</MenuItem>
                  )}
                  <MenuItem danger onAction={() => setRemoving(address)}>
                    Remove
                  </MenuItem>
                </Menu>
              )}
            </li>
          ))}
        </ul>
      )}
      {editing && (
        <AddressDialog
          address={editing === 'new' ? null : editing}
          customer={customer}
          onClose={() => setEditing(null)}
          onSaved={shown}
        />
      )}
      <Confirm
        title="Remove this address"
        isOpen={removing !== null}
        onClose={() => setRemoving(null)}
        action="Remove"
        isPending={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing)}
      >
        <p>{removing && linesOf(removing).join(', ')}</p>
        <p className="soft">
          Orders keep what was written on them.
          {removing?.is_default && customer.addresses.length > 1
            ? ' The newest of the others becomes the default.'
            : ''}
        </p>
      </Confirm>
    </section>
  )
}

const joined = (...parts: (string | null)[]): string => parts.filter(Boolean).join(' ')

/** As it stands on a letter. */
const linesOf = (address: AddressShown): string[] =>
  [
    joined(address.first_name, address.last_name),
    address.company,
    address.line_1,
    address.line_2,
    joined(address.district, address.town),
    joined(address.zip, address.city),
    address.province,
    address.country ?? address.country_code,
    address.phone,
    address.email,
    address.billing_info && `Tax number ${address.billing_info}`,
    address.notes,
  ].filter((line): line is string => Boolean(line))
