import { EyeOff } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { t } from '../../i18n/i18n.ts'
import { useSettings } from '../../queries/app.ts'
import { setOpened, useUi } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { warningOf } from './warning-of.ts'

/** Whether what is behind a warning is shown: as the person pressed, otherwise as the settings say. */
export function useOpened(id: string): boolean {
  const pressed = useUi((state) => state.opened[id])
  const byDefault = useSettings()?.openWarnings ?? false
  return pressed ?? byDefault
}

/** Folds a post's content behind its author's warning, if it has one. */
export function ContentFold({ post, children }: { post: CanonicalPost; children: ReactNode }): ReactElement {
  const open = useOpened(post.id)
  const warning = warningOf(post)
  if (warning === null) return <>{children}</>
  return (
    <>
      <div className="cw">
        <Icon of={EyeOff} />
        <span dir="auto">{warning === '' ? t('post.sensitive') : warning}</span>
        <Button aria-expanded={open} onClick={() => setOpened(post.id, !open)}>
          {t(open ? 'post.hideContent' : 'post.showContent')}
        </Button>
      </div>
      {open ? children : null}
    </>
  )
}
