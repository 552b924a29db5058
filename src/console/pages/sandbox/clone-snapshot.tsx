import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { useSnapshotChanges } from './use-snapshots.ts'

interface Props {
  /** Of the snapshot; null: the dialog is closed. */
  name: string | null
  slug: string
  clone: ReturnType<typeof useSnapshotChanges>['clone']
  onClose(): void
  onMade(slug: string): void
}

export function CloneSnapshot({ name, slug, clone, onClose, onMade }: Props) {
  const [to, setTo] = useState('')
  const close = () => {
    setTo('')
    clone.reset()
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name === null || to.trim() === '' || clone.isPending) return
    clone.mutate(
      { name, to: to.trim() },
      {
        onSuccess: (made) => {
          setTo('')
          onMade(made.slug)
        },
      },
    )
  }
  return (
    <Dialog title={`Clone ${name ?? ''} to a new organization`} isOpen={name !== null} onClose={close}>
      <form className="stack" onSubmit={submit}>
        <p>It has the same records with the same ids, and no credentials.</p>
        <TextField
          label="Slug of the new organization"
          placeholder={`${slug}-2`}
          value={to}
          onChange={(value) => {
            clone.reset()
            setTo(value)
          }}
          errorMessage={clone.error?.message}
          autoFocus
        />
        <div className="dialog-actions">
          <Button onPress={close}>Cancel</Button>
          <Button type="submit" kind="primary" isDisabled={to.trim() === ''} isPending={clone.isPending}>
            Clone
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
