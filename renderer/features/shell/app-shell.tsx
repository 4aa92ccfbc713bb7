import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, type ReactElement, type RefObject } from 'react'
import { accountsOptions, useSettings } from '../../queries/app.ts'
import { applyAndStoreLook } from '../../state/look.ts'
import { usePanes, useUi } from '../../state/ui.ts'
import { AddAccountDialog } from '../accounts/add-account-dialog.tsx'
import { ComposerLayer } from '../composer/parts/composer-layer.tsx'
import { MediaViewer } from '../media-viewer/media-viewer.tsx'
import { MuteDialog } from '../mutes/mute-dialog.tsx'
import { CommandPalette } from '../palette/command-palette.tsx'
import { KeysSheet } from '../palette/keys-sheet.tsx'
import { Mishap } from '../../ui/mishap.tsx'
import { ViewDialogs } from '../views/dialog/view-dialogs.tsx'
import { WelcomePage } from '../welcome/welcome-page.tsx'
import { Announcer } from './announcer.tsx'
import { useHostCommands } from './host-commands.ts'
import { PaneHost } from './pane-host.tsx'
import { Rail } from './rail.tsx'
import { TabBar } from './tab-bar.tsx'
import { MendedLine } from './mended-line.tsx'
import { TroubleLines, useConnection } from './trouble-lines.tsx'
import { useKeys } from './use-keys.ts'
import { CurrentView } from './view-registry.tsx'

/** Views that use the whole width and have no pane beside them. */
const WIDE: readonly string[] = ['settings']
/** Views that use the width of the pane as well, as long as nothing is open in it. */
const SPREAD: readonly string[] = ['columns']

/** The window: rail, column, pane, and what floats above them. */
export function AppShell(): ReactElement {
  const view = useUi((state) => state.view)
  const open = usePanes().length > 0
  const accounts = useQuery(accountsOptions).data
  const settings = useSettings()
  const connection = useConnection()
  useKeys()
  useHostCommands()
  useEffect(() => {
    if (settings !== undefined) applyAndStoreLook(settings)
  }, [settings])

  const main = useFocusKept(view)

  const wide = WIDE.includes(view)
  const shape = wide ? ' wide' : SPREAD.includes(view) ? ' spread' : ''
  // Before the first answer nothing is known: a blank window for a moment is calmer than a wrong one.
  const known = accounts !== undefined || connection === 'lost' || connection === 'refused'
  const welcome = accounts?.length === 0 && (view === 'timeline' || view === 'mentions')
  return (
    <>
      {welcome ? (
        <>
          <MendedLine />
          <WelcomePage />
        </>
      ) : known ? (
        <div className={`app${shape}${open && !wide ? ' has-pane' : ''}`}>
          <Rail />
          <main className="main" tabIndex={-1} ref={main}>
            <MendedLine />
            <TroubleLines />
            <Mishap key={view}>
              <CurrentView view={view} />
            </Mishap>
          </main>
          {wide || (shape !== '' && !open) ? null : <PaneHost />}
          <TabBar />
        </div>
      ) : null}
      <ComposerLayer />
      <AddAccountDialog />
      <MuteDialog />
      <ViewDialogs />
      <MediaViewer />
      <CommandPalette />
      <KeysSheet />
      <Announcer />
    </>
  )
}

/** What had the focus may be gone with the view that was left: then the new one has it, and Tab goes on in it. */
function useFocusKept(view: string): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true })
  }, [view])
  return main
}
