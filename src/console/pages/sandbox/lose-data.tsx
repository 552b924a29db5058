import { type ReactNode, useState } from 'react'
import { Confirm } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** What would take data away. */
export type Doomed = { what: 'restore' | 'delete'; name: string } | { what: 'reset' | 'empty' }

interface Props {
  /** Null: the dialog is closed. */
  doomed: Doomed | null
  slug: string
  /** Then the slug must be written, unless it is only a snapshot that goes. */
  isLive: boolean
  isPending: boolean
  onClose(): void
  onConfirm(doomed: Doomed): void
}

export function LoseData({ doomed, slug, isLive, isPending, onClose, onConfirm }: Props) {
  const [typed, setTyped] = useState('')
  const close = () => {
    setTyped('')
    onClose()
  }
  if (!doomed) return null
  const [title, action, text] = wordsFor(doomed, slug)
  const mustWrite = isLive && doomed.what !== 'delete'
  return (
    <Confirm
      title={title}
      isOpen
      onClose={close}
      action={action}
      isPending={isPending || (mustWrite && typed.trim() !== slug)}
      onConfirm={() => {
        setTyped('')
        onConfirm(doomed)
      }}
    >
      <p>{text}</p>
      {mustWrite && (
        <TextField
          label={`${slug} is live: write ${slug} to go on`}
          value={typed}
          onChange={setTyped}
          autoFocus
        />
      )}
    </Confirm>
  )
}

function wordsFor(doomed: Doomed, slug: string): [title: string, action: string, text: ReactNode] {
  switch (doomed.what) {
    case 'restore':
      return [
        `Restore ${doomed.name}?`,
        'Restore',
        'What changed since then is lost, unless another snapshot has it.',
      ]
    case 'reset':
      return ['Reset to start?', 'Reset', 'What changed since then is lost, unless another snapshot has it.']
    case 'empty':
      return [
        `Empty ${slug}?`,
        'Empty',
        'It has no snapshot named start to go back to: all of its customers, orders and what hangs on them are removed. Save a snapshot named start to reset to it instead.',
      ]
    case 'delete':
      return [`Delete the snapshot ${doomed.name}?`, 'Delete', 'The organization stays as it is.']
  }
}
