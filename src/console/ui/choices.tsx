import type { ReactNode } from 'react'
import {
  Checkbox as AriaCheckbox,
  Switch as AriaSwitch,
  type CheckboxProps,
  type SwitchProps,
} from 'react-aria-components'
import './field.css'

/** Without children it needs an `aria-label`. */
export const Checkbox = ({
  children,
  ...props
}: Omit<CheckboxProps, 'children'> & { children?: ReactNode }) => (
  <AriaCheckbox {...props} className="checkbox">
    {({ isSelected, isIndeterminate }) => (
      <>
        <span className="box">
          {(isSelected || isIndeterminate) && (
            <svg viewBox="0 0 14 14" aria-hidden="true">
              <path
                d={isIndeterminate ? 'M3 7h8' : 'M3 7.500 6 10.500 11 4'}
                fill="none"
                stroke="currentColor"
                strokeWidth="2"
              />
            </svg>
          )}
        </span>
        {children}
      </>
    )}
  </AriaCheckbox>
)

export const Switch = ({ children, ...props }: Omit<SwitchProps, 'children'> & { children: ReactNode }) => (
  <AriaSwitch {...props} className="switch">
    <span className="track" />
    {children}
  </AriaSwitch>
)
