import type { ReactNode } from 'react'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import './dialog.css'

interface Props {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  /** A form that asks for much is wide. */
  readonly isWide?: boolean
}

/** A question that has to be answered or left: Escape and a touch outside leave it, and nothing has happened. */
export const Dialog = ({ title, isOpen, onClose, children, isWide = false }: Props) => (
  <ModalOverlay className="veil" isDismissable isOpen={isOpen} onOpenChange={(open) => !open && onClose()}>
    <Modal className={isWide ? 'sheet wide' : 'sheet'}>
      <AriaDialog className="dialog">
        <Heading slot="title">{title}</Heading>
        {children}
      </AriaDialog>
    </Modal>
  </ModalOverlay>
)
