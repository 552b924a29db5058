import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { CredentialShown } from '../../../server/admin/present.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { tell } from '../../ui/toast.tsx'

interface Props {
  slug: string
  /** Null: the dialog is closed. */
  credential: CredentialShown | null
  onClose(): void
}

export const LimitDialog = ({ slug, credential, onClose }: Props) => (
  <Dialog title="Limit of this credential" isOpen={credential !== null} onClose={onClose}>
    {credential && <LimitForm key={credential.id} slug={slug} credential={credential} onClose={onClose} />}
  </Dialog>
)

function LimitForm({ slug, credential, onClose }: Props & { credential: CredentialShown }) {
  const [limit, setLimit] = useState(String(credential.rate_limit ?? ''))
  const set = useChange(
    ['credentials', slug],
    (rate_limit: number) =>
      api(path`/organizations/${slug}/credentials/${credential.id}`, {
        method: 'PATCH',
        body: { rate_limit },
      }),
    {
      quiet: true,
      onSuccess: () => {
        tell('The limit is set')
        onClose()
      },
    },
  )
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        set.mutate(Number(limit))
      }}
    >
      <TextField
        label="Requests"
        description="In the time of the platform’s own limit. Empty: the platform’s own."
        inputMode="numeric"
        pattern="[0-9]*"
        value={limit}
        onChange={setLimit}
        errorMessage={set.error?.message}
        autoFocus
      />
      <div className="dialog-actions">
        <Button onPress={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" isDisabled={set.isPending}>
          Set
        </Button>
      </div>
    </Form>
  )
}
