import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { Component, useEffect, type ReactElement, type ReactNode } from 'react'
import { followChanges } from './bridge/apply-changes.ts'
import { call } from './bridge/client.ts'
import { AppShell } from './features/shell/app-shell.tsx'
import { t } from './i18n/i18n.ts'
import { queryClient } from './queries/query-client.ts'
import { Button } from './ui/button.tsx'
import { Empty } from './ui/empty.tsx'

export function App(): ReactElement {
  useEffect(() => followChanges(queryClient), [])
  useEffect(() => {
    // Reading slows down while nobody looks.
    const tell = (): void => void call('app.setVisible', { visible: document.visibilityState === 'visible' }).catch(() => undefined)
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [])
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Mishap>
          <AppShell />
        </Mishap>
      </QueryClientProvider>
    </CSPProvider>
  )
}

/** Should a bug stop the page, it says so and can be begun anew: nothing that was written is only here. */
class Mishap extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <Empty title={t('error.unexpected')} text={t('app.mishap')}>
        <Button variant="primary" onClick={() => window.location.reload()}>
          {t('app.again')}
        </Button>
      </Empty>
    )
  }
}
