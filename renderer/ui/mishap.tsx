import { Component, type ReactNode } from 'react'
import { t } from '../i18n/i18n.ts'
import { Button } from './button.tsx'
import { Empty } from './empty.tsx'

type MishapProps = { readonly children: ReactNode }

/**
 * Should a bug stop a part of the page, that part says so and can be begun anew, and the others go on: nothing that was written is only
 * here. Give it another `key` for another content, so that it tries again by itself.
 */
export class Mishap extends Component<MishapProps, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div className="mishap">
        <Empty title={t('error.unexpected')} text={t('app.mishap')}>
          <Button variant="primary" onClick={() => window.location.reload()}>
            {t('app.again')}
          </Button>
        </Empty>
      </div>
    )
  }
}
