import { Button } from '../../ui/button.tsx'
import { count } from '../../ui/values.tsx'

interface Props {
  selected: number
  /** All of the view are meant, not only the selected rows. */
  isAll: boolean
  /** How many the view has, as people read it; undefined: no more than are on the page. */
  all: string | undefined
  onAll(): void
  onClear(): void
  onTag(): void
}

/** What can be done with the chosen rows. */
export function SelectionBar({ selected, isAll, all, onAll, onClear, onTag }: Props) {
  if (selected === 0 && !isAll) return null
  return (
    <div className="selection-bar" role="toolbar" aria-label="Selected customers">
      <span role="status">
        {isAll ? `All ${all ?? ''} of this view are selected` : `${count(selected)} selected`}
      </span>
      <Button kind="primary" onPress={onTag}>
        Change tags
      </Button>
      {!isAll && all !== undefined && <Button onPress={onAll}>{`Select all ${all} of this view`}</Button>}
      <Button kind="quiet" onPress={onClear}>
        Clear
      </Button>
    </div>
  )
}
