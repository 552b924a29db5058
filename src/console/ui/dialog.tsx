import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { ICONS } from '../shell/icons.tsx'
import { Button } from './button.tsx'
import './dialog.css'

interface Props {
  title: string
  isOpen: boolean
  onClose(): void
  children: ReactNode
  /** A panel at the side, for what is long. */
  side?: boolean
  /** Only its own buttons close it: what it shows is gone afterwards. */
  stays?: boolean
}

/** Over the page until it is closed; Escape and the ground beside it close it too. */
export const Dialog = ({ title, isOpen, onClose, children, side = false, stays = false }: Props) => (
  <ModalOverlay
    className="dialog-ground"
    isOpen={isOpen}
    onOpenChange={(open) => !open && onClose()}
    isDismissable={!stays}
    isKeyboardDismissDisabled={stays}
  >
    <Modal className={side ? 'dialog side' : 'dialog'}>
      <AriaDialog>
        <header>
          <Heading slot="title">{title}</Heading>
          <Button kind="quiet" aria-label="Close" onPress={onClose}>
            {ICONS.close}
          </Button>
        </header>
        {children}
      </AriaDialog>
    </Modal>
  </ModalOverlay>
)

interface ConfirmProps {
  title: string
  isOpen: boolean
  onClose(): void
  /** What happens, and whether it can be undone. */
  children: ReactNode
  /** What the button says: `Delete`. */
  action: string
  onConfirm(): void
  isPending?: boolean
}

/** Asks before something is taken away. */
export const Confirm = ({ action, onConfirm, isPending = false, children, ...dialog }: ConfirmProps) => (
  <Dialog {...dialog}>
    <div className="stack">
      {children}
      <div className="dialog-actions">
        <Button onPress={dialog.onClose}>Cancel</Button>
        <Button kind="danger" onPress={onConfirm} isDisabled={isPending}>
          {action}
        </Button>
      </div>
    </div>
  </Dialog>
)
