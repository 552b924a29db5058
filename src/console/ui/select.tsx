import type { ReactNode } from 'react'
import {
  Select as AriaSelect,
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  type ListBoxItemProps,
  Popover,
  SelectValue,
} from 'react-aria-components'
import { ICONS } from '../shell/icons.tsx'
import './field.css'
import './select.css'

interface Props {
  label: string
  value: string | null
  onChange(value: string): void
  children: ReactNode
  placeholder?: string
  isDisabled?: boolean
  /** What can be chosen is still being read: a list without anything in it would not even open. */
  isLoading?: boolean
}

/** One of a few: `<Select label="Status" value={status} onChange={setStatus}><Option id="a">A</Option></Select>`. */
export const Select = ({
  label,
  value,
  onChange,
  children,
  placeholder = '',
  isDisabled = false,
  isLoading = false,
}: Props) => (
  <AriaSelect
    className="field"
    selectedKey={value}
    onSelectionChange={(key) => key !== null && onChange(String(key))}
    placeholder={isLoading ? 'Loading…' : placeholder}
    isDisabled={isDisabled || isLoading}
  >
    <Label>{label}</Label>
    <Button className="select-button">
      <SelectValue />
      {ICONS.down}
    </Button>
    <FieldError />
    <Popover className="popover">
      <ListBox className="options">{children}</ListBox>
    </Popover>
  </AriaSelect>
)

export const Option = (props: ListBoxItemProps & { id: string; children: ReactNode }) => (
  <ListBoxItem {...props} className="option" textValue={props.textValue ?? String(props.children)} />
)
