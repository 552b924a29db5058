import type { Choices } from '../../../server/admin/customer/choices.ts'
import { Button } from '../../ui/button.tsx'
import { TableFrame } from '../../ui/table-frame.tsx'
import { changedFields, type Form, type FormField } from './edit-form.ts'
import { fieldName, valueText } from './words.ts'

interface Props {
  /** As it was when it was opened, as it is now, and as it is written in the form. */
  before: Form
  theirs: Form
  mine: Form
  groups: Choices['groups']
  isPending: boolean
  onMine(): void
  onTheirs(): void
}

/** Somebody else changed the customer meanwhile: both are shown, and people decide. */
export function Conflict({ before, theirs, mine, groups, isPending, onMine, onTheirs }: Props) {
  const differ = [...new Set([...changedFields(before, theirs), ...changedFields(before, mine)])]
  const shown = (form: Form, field: FormField) =>
    (field === 'group'
      ? (groups.find(({ id }) => id === form.group)?.name ?? null)
      : valueText(field, form[field])) ?? <span className="soft">empty</span>
  return (
    <div className="stack conflict" role="alert">
      <p>
        <strong>Somebody changed this customer while you were editing.</strong> Nothing of yours is saved yet.
      </p>
      <TableFrame label="What differs">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Now</th>
            <th scope="col">Yours</th>
          </tr>
        </thead>
        <tbody>
          {differ.map((field) => (
            <tr key={field}>
              <th scope="row">{fieldName(field)}</th>
              <td>{shown(theirs, field)}</td>
              <td>
                {changedFields(before, mine).includes(field) ? (
                  shown(mine, field)
                ) : (
                  <span className="soft">not changed</span>
                )}
              </td>
            </tr>
          ))}
          {differ.length === 0 && (
            <tr>
              <td colSpan={3}>Something that this form does not show, such as an order or an address.</td>
            </tr>
          )}
        </tbody>
      </TableFrame>
      <div className="dialog-actions">
        <Button onPress={onTheirs}>Take what is there now</Button>
        <Button kind="primary" onPress={onMine} isDisabled={isPending}>
          Save my changes over it
        </Button>
      </div>
    </div>
  )
}
