import { Button as AriaButton, type ButtonProps } from 'react-aria-components'
import './button.css'

/** `primary`: what the page is for; `danger`: takes something away; `quiet`: beside other things. */
export type ButtonKind = 'primary' | 'plain' | 'danger' | 'quiet'

export const Button = ({ kind = 'plain', ...props }: ButtonProps & { kind?: ButtonKind }) => (
  <AriaButton {...props} className={`button ${kind}`} />
)
