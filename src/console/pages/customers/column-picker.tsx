import { Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import '../../ui/select.css'
import { COLUMNS, USUAL_COLUMNS } from './view.ts'

/** Which columns are there; the name always is. */
export function ColumnPicker({
  columns,
  onChange,
}: {
  columns: readonly string[]
  onChange(columns: string[]): void
}) {
  const toggle = (name: string, isShown: boolean) =>
    onChange(Object.keys(COLUMNS).filter((one) => (one === name ? isShown : columns.includes(one))))
  return (
    <DialogTrigger>
      <Button>Columns</Button>
      <Popover className="popover" placement="bottom end">
        <Dialog aria-label="Columns" className="column-picker">
          {Object.entries(COLUMNS)
            .filter(([name]) => name !== 'name')
            .map(([name, title]) => (
              <Checkbox
                key={name}
                isSelected={columns.includes(name)}
                onChange={(isShown) => toggle(name, isShown)}
              >
                {title}
              </Checkbox>
            ))}
          <Button kind="quiet" onPress={() => onChange([...USUAL_COLUMNS])}>
            The usual ones
          </Button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
