/** Gives tags to the chosen customers or takes them away, batch by batch, and tells how far it is. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Progress } from '../../ui/states.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { tell } from '../../ui/toast.tsx'
import { count } from '../../ui/values.tsx'
import { type Chosen, customersKey, type TagProgress, tagCustomers } from './api.ts'

interface Props {
  slug: string
  isOpen: boolean
  onClose(): void
  chosen: Chosen
  /** How many they are; undefined: more than were counted. */
  many: number | undefined
  /** Tags that there are. */
  known: readonly string[]
  onDone(): void
}

const namesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
]

export function TagDialog({ slug, isOpen, onClose, chosen, many, known, onDone }: Props) {
  const queries = useQueryClient()
  const [add, setAdd] = useState('')
  const [remove, setRemove] = useState('')
  const [progress, setProgress] = useState<TagProgress | null>(null)
  const stop = useRef(new AbortController())
  const change = { add: namesOf(add), remove: namesOf(remove) }
  const run = useMutation({
    mutationFn: () => {
      stop.current = new AbortController()
      return tagCustomers(slug, chosen, change, { signal: stop.current.signal, onProgress: setProgress })
    },
    onSuccess: ({ changed, full }) => {
      const skipped = full > 0 ? `; ${count(full)} already have as many tags as they can have` : ''
      tell(`${changed === 1 ? '1 customer' : `${count(changed)} customers`} changed${skipped}`)
      setAdd('')
      setRemove('')
      onDone()
      onClose()
    },
    onSettled: () => {
      setProgress(null)
      return queries.invalidateQueries({ queryKey: customersKey(slug) })
    },
  })
  const close = () => {
    stop.current.abort()
    onClose()
  }
  const what =
    many === undefined ? 'all customers of this view' : many === 1 ? '1 customer' : `${count(many)} customers`
  return (
    <Dialog title={`Tag ${what}`} isOpen={isOpen} onClose={close}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          run.mutate()
        }}
      >
        <Names label="Add tags" text={add} onChange={setAdd} known={known} autoFocus />
        <Names label="Remove tags" text={remove} onChange={setRemove} known={known} />
        {run.isPending && (
          <Progress
            label={`${count(progress?.customers ?? 0)}${many === undefined ? '' : ` of ${count(many)}`} done`}
            share={many ? (progress?.customers ?? 0) / many : undefined}
          />
        )}
        <div className="dialog-actions">
          <Button onPress={close}>{run.isPending ? 'Stop' : 'Cancel'}</Button>
          <Button
            kind="primary"
            type="submit"
            isDisabled={run.isPending || change.add.length + change.remove.length === 0}
          >
            Change tags
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

const SUGGESTED = 8

interface NamesProps {
  label: string
  text: string
  onChange(text: string): void
  known: readonly string[]
  autoFocus?: boolean
}

/** Names with commas between them; tags that there are complete the last one. */
function Names({ label, text, onChange, known, autoFocus = false }: NamesProps) {
  const last = text.slice(text.lastIndexOf(',') + 1)
  const begun = last.trim().toLowerCase()
  const chosen = new Set(namesOf(text.slice(0, text.length - last.length)))
  const suggested = known
    .filter((tag) => !chosen.has(tag) && tag.toLowerCase().startsWith(begun) && tag !== last.trim())
    .slice(0, SUGGESTED)
  const take = (tag: string) => {
    const before = text.slice(0, text.length - last.length).trimEnd()
    onChange(`${before}${before ? ' ' : ''}${tag}, `)
  }
  return (
    <div className="tag-names">
      <TextField
        label={label}
        description="Several with commas between them."
        value={text}
        onChange={onChange}
        autoFocus={autoFocus}
        maxLength={2000}
      />
      {suggested.length > 0 && (
        <ul className="chips" aria-label={`${label}: suggestions`}>
          {suggested.map((tag) => (
            <li key={tag}>
              <button type="button" className="chip" onClick={() => take(tag)}>
                {tag}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
