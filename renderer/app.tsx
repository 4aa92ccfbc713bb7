import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, type ReactElement } from 'react'
import { followChanges } from './bridge/apply-changes.ts'
import { call } from './bridge/client.ts'
import { AppShell } from './features/shell/app-shell.tsx'
import { queryClient } from './queries/query-client.ts'
import { Mishap } from './ui/mishap.tsx'

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
