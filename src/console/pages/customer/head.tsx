import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { CustomerShown } from '../../../server/admin/customer/shapes.ts'
import { apiUrl } from '../../api/client.ts'
import { ICONS } from '../../shell/icons.tsx'
import { PageHead } from '../../shell/shell.tsx'
import { Badge, Dialect } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { money, Time } from '../../ui/values.tsx'
import { customerPath, useWhich } from './api.ts'
import { Edit } from './edit.tsx'
import { Erase } from './erase.tsx'
import { toneOf, word } from './words.ts'

/** Who it is at a glance, and what can be done. */
export function Head({ customer }: { customer: CustomerShown }) {
  const which = useWhich()
  const [open, setOpen] = useState<'edit' | 'erase' | null>(null)
  const close = () => setOpen(null)
  const spent = customer.totals.filter((total) => total.spent > 0)
  return (
    <div className="customer-head">
      <Link to="/o/$slug/customers" params={{ slug: which.slug }} className="customer-back">
        Customers
      </Link>
      <PageHead title={titleOf(customer)}>
        <Link to="/o/$slug/customers/$id/views" params={{ ...which }} className="button plain">
          Three views
        </Link>
        {!customer.erased_at && (
          <Button kind="primary" onPress={() => setOpen('edit')}>
            Edit
          </Button>
        )}
        <Menu
          trigger={
            <Button aria-label="More actions" kind="plain">
              {ICONS.more}
            </Button>
          }
        >
          <MenuItem href={apiUrl(`${customerPath(which)}/export`)} download="">
            Export this person
          </MenuItem>
          {!customer.erased_at && (
            <MenuItem danger onAction={() => setOpen('erase')}>
              Erase this person…
            </MenuItem>
          )}
        </Menu>
      </PageHead>
      <p className="row customer-glance">
        <Badge tone={toneOf(customer.status)}>{word(customer.status)}</Badge>
        {customer.blacklisted && <Badge tone="bad">Blocked</Badge>}
        {customer.erased_at && <Badge tone="bad">Erased</Badge>}
        {spent.map(({ currency, spent: amount }) => (
          <span key={currency}>
            <strong>{money(amount, currency)}</strong> <span className="soft">spent</span>
          </span>
        ))}
        {customer.sources.map(({ name, dialect }) => (
          <span key={name} className="row customer-source">
            <Dialect name={dialect} />
          </span>
        ))}
        <span className="soft">
          Customer since <Time at={customer.created_at} />
        </span>
      </p>
      {customer.erased_at && (
        <p className="customer-notice" role="note">
          This person was erased <Time at={customer.erased_at} />. What is left are ids, statuses and amounts:
          the books stay as they were.
        </p>
      )}
      {(customer.anonymization_status === 'requested' || customer.anonymization_status === 'started') && (
        <p className="customer-notice" role="note">
          This person asked to be erased. The server does it when the waiting time is over.
        </p>
      )}
      {open === 'edit' && <Edit customer={customer} onClose={close} />}
      {open === 'erase' && <Erase customer={customer} onClose={close} />}
    </div>
  )
}

const titleOf = ({ erased_at: erased, name, email, phone }: CustomerShown): string =>
  erased ? 'Erased person' : (name ?? email ?? phone ?? 'Customer without a name')
