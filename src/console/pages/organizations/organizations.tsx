/** All organizations of this server: make, copy, open, delete. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { OrganizationShown } from '../../../server/admin/present.ts'
import { useOrganizations } from '../../api/session.ts'
import { PageHead } from '../../shell/shell.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { Time } from '../../ui/values.tsx'
import { DeleteOrganization } from './delete-organization.tsx'
import { NewOrganization } from './new-organization.tsx'
import './organizations.css'

export function Page() {
  const organizations = useOrganizations()
  const [isMaking, setMaking] = useState(false)
  const [deleting, setDeleting] = useState<OrganizationShown | null>(null)
  return (
    <main className="organizations stack">
      <PageHead title="Organizations">
        <Button kind="primary" onPress={() => setMaking(true)}>
          New organization
        </Button>
      </PageHead>
      {organizations.error && <Failure error={organizations.error} retry={organizations.refetch} />}
      {organizations.isPending && <Loading />}
      {organizations.data?.length === 0 && (
        <Empty>
          <p>
            There is no organization yet. Make one: it is what customers, orders and credentials belong to.
          </p>
        </Empty>
      )}
      {organizations.data && organizations.data.length > 0 && (
        <TableFrame label="Organizations">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Slug</th>
              <th scope="col">Mode</th>
              <th scope="col">Currency</th>
              <th scope="col">Time zone</th>
              <th scope="col">Made</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {organizations.data.map((organization) => (
              <tr key={organization.slug}>
                <td>
                  <Link to="/o/$slug/overview" params={{ slug: organization.slug }}>
                    {organization.name}
                  </Link>
                </td>
                <td className="mono">{organization.slug}</td>
                <td>
                  <Badge tone={organization.mode === 'live' ? 'warn' : 'plain'}>{organization.mode}</Badge>
                </td>
                <td>{organization.currency}</td>
                <td>{organization.time_zone}</td>
                <td>
                  <Time at={organization.created_at} />
                </td>
                <td>
                  <Button
                    kind="quiet"
                    aria-label={`Delete ${organization.slug}`}
                    onPress={() => setDeleting(organization)}
                  >
                    Delete…
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
      <NewOrganization
        isOpen={isMaking}
        organizations={organizations.data ?? []}
        onClose={() => setMaking(false)}
      />
      <DeleteOrganization organization={deleting} onClose={() => setDeleting(null)} />
    </main>
  )
}
