import {
  TextField as AriaTextField,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  type TextFieldProps,
} from 'react-aria-components'
import './field.css'

interface Props extends TextFieldProps {
  label: string
  description?: string
  /** What is wrong with it, as the server says. */
  errorMessage?: string | undefined
  placeholder?: string
  /** Several lines. */
  rows?: number
}

export const TextField = ({ label, description, errorMessage, placeholder, rows, ...props }: Props) => (
  <AriaTextField
    {...props}
    className="field"
    isInvalid={errorMessage !== undefined || props.isInvalid === true}
  >
    <Label>{label}</Label>
    {rows ? (
      <TextArea rows={rows} placeholder={placeholder ?? ''} />
    ) : (
      <Input placeholder={placeholder ?? ''} />
    )}
    {description && <Text slot="description">{description}</Text>}
    <FieldError>{errorMessage}</FieldError>
  </AriaTextField>
)
