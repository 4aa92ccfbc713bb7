import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { t } from '../i18n/i18n.ts'
import { Button, IconButton } from './button.tsx'

type DialogProps = {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ReactNode
  /** Buttons at the foot, the one that acts last. */
  readonly footer?: ReactNode
  readonly className?: string
  readonly closeButton?: boolean
}

/** A modal dialog. Only for adding an account, for what cannot be undone, and for sheets that answer a question. */
export function Dialog({ open, onClose, title, children, footer, className = '', closeButton = true }: DialogProps): ReactElement {
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="scrim shown" />
        <BaseDialog.Popup className={`dialog${className === '' ? '' : ` ${className}`}`}>
          <header>
            <BaseDialog.Title>{title}</BaseDialog.Title>
            {closeButton ? <BaseDialog.Close render={<IconButton label={t('pane.close')} icon={X} />} /> : null}
          </header>
          {children}
          {footer === undefined ? null : <footer>{footer}</footer>}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

type ConfirmProps = {
  readonly open: boolean
  readonly title: string
  readonly text: string
  readonly confirm: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ open, title, text, confirm, onConfirm, onClose }: ConfirmProps): ReactElement {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      closeButton={false}
      footer={
        <>
          <Button onClick={onClose}>{t('post.cancel')}</Button>
          <Button
            variant="danger"
            onClick={() => {
              onClose()
              onConfirm()
            }}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <p className="dialog-text">{text}</p>
    </Dialog>
  )
}
