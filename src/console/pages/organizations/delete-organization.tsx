import { useState } from 'react'
import type { OrganizationShown } from '../../../server/admin/present.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { Confirm } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { tell } from '../../ui/toast.tsx'

interface Props {
  /** Null: the dialog is closed. */
  organization: OrganizationShown | null
  onClose(): void
}

/** Whoever deletes writes the slug: it takes everything away. */
export function DeleteOrganization({ organization, onClose }: Props) {
  const [typed, setTyped] = useState('')
  const close = () => {
    setTyped('')
    onClose()
  }
  const remove = useChange(
    ['organizations'],
    (slug: string) =>
      api(path`/organizations/${slug}`, { method: 'DELETE', body: { confirm: typed.trim() } }),
    {
      onSuccess: (_, slug) => {
        close()
        tell(`${slug} is deleted`)
      },
    },
  )
  return (
    <Confirm
      title={`Delete ${organization?.name ?? ''}?`}
      isOpen={organization !== null}
      onClose={close}
      action="Delete"
      onConfirm={() => organization && remove.mutate(organization.slug)}
      isPending={remove.isPending || typed.trim() !== organization?.slug}
    >
      <p>All of its customers, orders, credentials and snapshots go with it. This cannot be undone.</p>
      <TextField
        label={`Write ${organization?.slug ?? ''} to go on`}
        value={typed}
        onChange={setTyped}
        autoFocus
      />
    </Confirm>
  )
}
