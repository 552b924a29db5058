import { type FormEvent, useRef, useState } from 'react'
import type { SnapshotShown } from '../../../server/admin/present.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { count } from '../../ui/values.tsx'
import type { useSnapshotChanges } from './use-snapshots.ts'

interface Props {
  save: ReturnType<typeof useSnapshotChanges>['save']
  /** Names that are there already: saving replaces them. */
  taken: readonly SnapshotShown[]
  tell(text: string): void
}

export function SaveSnapshot({ save, taken, tell }: Props) {
  const [text, setText] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const name = text.trim()
  const replace = taken.some((one) => one.name === name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name === '' || save.isPending) return
    save.mutate(
      { name, replace },
      {
        onSuccess: ({ customers }) => {
          setText('')
          form.current?.querySelector('input')?.focus()
          tell(`Saved ${name}: ${count(customers)} customers`)
        },
      },
    )
  }
  return (
    <form className="clock-form wide" ref={form} onSubmit={submit}>
      <TextField
        label="Save as"
        placeholder="before-the-migration"
        value={text}
        onChange={(value) => {
          save.reset()
          setText(value)
        }}
        errorMessage={save.error?.message}
        maxLength={63}
      />
      <Button type="submit" isDisabled={name === ''} isPending={save.isPending}>
        {replace ? 'Replace' : 'Save'}
      </Button>
    </form>
  )
}
