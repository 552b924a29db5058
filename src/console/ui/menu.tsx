import type { ReactNode } from 'react'
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps,
  MenuTrigger,
  Popover,
} from 'react-aria-components'
import './select.css'

/** `<Menu trigger={<Button>More</Button>}><MenuItem onAction={…}>Copy</MenuItem></Menu>` */
export const Menu = ({ trigger, children }: { trigger: ReactNode; children: ReactNode }) => (
  <MenuTrigger>
    {trigger}
    <Popover className="popover">
      <AriaMenu className="menu">{children}</AriaMenu>
    </Popover>
  </MenuTrigger>
)

export const MenuItem = ({ danger = false, ...props }: MenuItemProps & { danger?: boolean }) => (
  <AriaMenuItem {...props} className={danger ? 'option danger' : 'option'} />
)
