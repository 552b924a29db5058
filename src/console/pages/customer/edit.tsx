import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Form as AriaForm } from 'react-aria-components'
import type { CustomerShown } from '../../../server/admin/customer/shapes.ts'
import { ApiError, api } from '../../api/client.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { tell } from '../../ui/toast.tsx'
import { customerPath, keyOf, useChoices, useWhich } from './api.ts'
import { Conflict } from './conflict.tsx'
import { EditFields } from './edit-fields.tsx'
import { changedFields, changesOf, type Form, formOf, mineOver } from './edit-form.ts'
import { errorElsewhere } from './form-errors.ts'

/** Said of one field each, under that. */
const MEMBERS = [
  'first_name',
  'last_name',
  'full_name',
  'nick_name',
  'email',
  'phone',
  'birthday',
  'language',
  'note',
  'tags',
  'email_consent',
  'sms_consent',
]

/** The customer's own fields, changed by hand; what somebody else changes meanwhile is not overwritten unseen. */
export function Edit({ customer, onClose }: { customer: CustomerShown; onClose(): void }) {
  const which = useWhich()
  const queries = useQueryClient()
  const choices = useChoices(which)
  const [base, setBase] = useState(customer)
  const [form, setForm] = useState(() => formOf(customer))
  const [theirs, setTheirs] = useState<CustomerShown | null>(null)
  const [isLeaving, setLeaving] = useState(false)
  const before = formOf(base)
  const isChanged = changedFields(before, form).length > 0

  const save = useMutation({
    mutationFn: ({ version, changes }: { version: string; changes: Record<string, unknown> }) =>
      api<CustomerShown>(customerPath(which), { method: 'PATCH', body: { version, ...changes } }),
    meta: { quiet: true },
    onSuccess: (saved) => {
      queries.setQueryData([...keyOf(which), 'shown'], saved)
      queries.invalidateQueries({ queryKey: keyOf(which) })
      queries.invalidateQueries({ queryKey: ['customer-choices', which.slug] })
      tell('Saved')
      onClose()
    },
    onError: async (error, { version }) => {
      if (!(error instanceof ApiError && error.status === 409)) return
      const now = await api<CustomerShown>(customerPath(which))
      if (now.version !== version) setTheirs(now)
    },
  })
  const submit = (from: CustomerShown, wanted: Form) =>
    save.mutate({ version: from.version, changes: changesOf(formOf(from), wanted) })
  const keepMine = () => {
    if (!theirs) return
    const merged = mineOver(formOf(theirs), before, form)
    setBase(theirs)
    setForm(merged)
    setTheirs(null)
    submit(theirs, merged)
  }
  const takeTheirs = () => {
    if (!theirs) return
    setBase(theirs)
    setForm(formOf(theirs))
    setTheirs(null)
    save.reset()
  }
  const close = () => (isChanged && !isLeaving ? setLeaving(true) : onClose())
  const failed = errorElsewhere(save.error, MEMBERS)

  return (
    <Dialog title="Edit customer" isOpen onClose={close} side>
      {theirs ? (
        <Conflict
          before={before}
          theirs={formOf(theirs)}
          mine={form}
          groups={choices.data?.groups ?? []}
          isPending={save.isPending}
          onMine={keepMine}
          onTheirs={takeTheirs}
        />
      ) : (
        <AriaForm
          className="stack"
          validationBehavior="aria"
          onSubmit={(event) => {
            event.preventDefault()
            // Not disabled meanwhile: the focus would be lost.
            if (save.isPending) return
            if (isChanged) submit(base, form)
            else onClose()
          }}
        >
          <EditFields
            form={form}
            choices={choices.data}
            isLoadingChoices={choices.isPending}
            error={save.error}
            onChange={(changed) => {
              setForm({ ...form, ...changed })
              setLeaving(false)
            }}
          />
          <footer className="edit-foot">
            {failed && (
              <p className="edit-failed" role="alert">
                {failed}
              </p>
            )}
            {save.error && !failed && (
              <p className="edit-failed" role="alert">
                Nothing was saved: see the field above that is marked.
              </p>
            )}
            {isLeaving ? (
              <div className="dialog-actions" role="alert">
                <span className="edit-question">Leave without saving?</span>
                <Button onPress={() => setLeaving(false)}>Keep editing</Button>
                <Button kind="danger" onPress={onClose}>
                  Discard changes
                </Button>
              </div>
            ) : (
              <div className="dialog-actions">
                <Button onPress={close}>Cancel</Button>
                <Button type="submit" kind="primary">
                  Save
                </Button>
              </div>
            )}
          </footer>
        </AriaForm>
      )}
    </Dialog>
  )
}
