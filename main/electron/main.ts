import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  app,
  dialog,
  Menu,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
  type BrowserWindow,
} from 'electron'
import { createRouter } from '../api/router.ts'
import { createCore, type Core } from '../core/create-core.ts'
import { APP_SCHEME, serveApp } from './app-protocol.ts'
import { openBootSettings } from './boot-settings.ts'
import { offerContextMenu } from './context-menu.ts'
import { chooseDataFolder } from './data-folder.ts'
import { servePage, type PageLink } from './ipc-host.ts'
import { menuTemplate } from './menu.ts'
import { guardNavigation, guardRequests } from './navigation-guard.ts'
import { createNotifier } from './notifications.ts'
import { guardPermissions } from './permissions.ts'
import { openDesktopSecrets, SecretsRefused } from './secrets.ts'
import { bringForward, openWindow } from './window.ts'

/** Sending may be under way; what is not done by then is taken up at the next start. */
const CLOSE_MS = 10_000

// What has to be said before the app is ready is said here, at once. Electron becomes ready only after this module has been evaluated, so
// that to await it here would be to wait for ever.
app.setName('Chirp')
app.setAppUserModelId('social.chirp.desktop')
const dataFolder = chooseDataFolder(process.argv, process.env, app.getPath('appData'))
app.enableSandbox()
protocol.registerSchemesAsPrivileged([APP_SCHEME])
guardNavigation(app, openExternal)
try {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  app.setPath('userData', dataFolder)
  // Chromium's own files, apart from the person's.
  app.setPath('sessionData', join(dataFolder, 'browser'))
  // One Chirp for each data folder. The second one ends; the first comes forward.
  if (app.requestSingleInstanceLock()) void app.whenReady().then(start).catch(refuseToStart)
  else app.quit()
} catch (error) {
  refuseToStart(error)
}

/** In the person's browser. */
async function openExternal(address: string): Promise<void> {
  // Where the system has no browser there is nothing that could be done here.
  await shell.openExternal(address).catch(() => undefined)
}

function refuseToStart(error: unknown): void {
  if (!(error instanceof SecretsRefused)) {
    dialog.showErrorBox('Chirp could not start', error instanceof Error ? error.message : String(error))
  }
  app.exit(1)
}

/** The keyring that was there the last time is not there now: what to do is the person's to say. */
async function askAboutKeyring(): Promise<'again' | 'without' | 'quit'> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'Chirp',
    message: 'The system keyring cannot be used right now.',
    detail: 'Chirp keeps your sign-ins in it. Unlock it and try again, or go on without: your accounts then need to be signed in again.',
    buttons: ['Try again', 'Go on without', 'Quit'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  })
  return response === 0 ? 'again' : response === 1 ? 'without' : 'quit'
}

/** Asks for a folder in a dialog of the system. */
async function chooseFolder(purpose: 'export' | 'backup' | 'restore'): Promise<string | null> {
  const titles = { export: 'Export to', backup: 'Back up to', restore: 'Restore from a backup' } as const
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: titles[purpose],
    properties: purpose === 'restore' ? ['openDirectory'] : ['openDirectory', 'createDirectory'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Tells the core something of the window. While it is being replaced by a backup it does not listen, and asks anew afterwards. */
function tell(core: Core, what: () => unknown): void {
  try {
    what()
  } catch (error) {
    core.log.warn('The core could not be told of the window.', { error })
  }
}

async function start(): Promise<void> {
  const boot = openBootSettings(dataFolder)
  nativeTheme.themeSource = boot.get().theme
  guardPermissions(session.defaultSession)
  guardRequests(session.defaultSession)

  const troubles: { readonly message: string; readonly error: unknown }[] = []
  let core: Core | null = null
  const secrets = await openDesktopSecrets({
    directory: dataFolder,
    keyring: safeStorage,
    platform: process.platform,
    passphrase: process.env['CHIRP_PASSPHRASE'],
    ask: askAboutKeyring,
    warn: (message, error) => (core === null ? void troubles.push({ message, error }) : core.log.warn(message, { error })),
  })
  core = await createCore({
    dataDirectory: dataFolder,
    host: 'desktop',
    secrets,
    shell: { notify: createNotifier(Notification, (command) => toView(command)), isOnline: () => net.isOnline(), chooseFolder },
  })
  const { log } = core
  for (const { message, error } of troubles) log.warn(message, { error })

  const window = createWindowKeeper(core, boot)
  /** Brings the window forward, or opens one, and does an action of the page in it. */
  function toView(command: string): void {
    const opened = window.open()
    bringForward(opened.window)
    opened.page.command(command)
  }
  followTheme(core, boot)
  closeInOrder(core)
  serveApp(protocol, { pageRoot: join(import.meta.dirname, '../renderer'), openMedia: core.openMedia, log })
  const template = menuTemplate(process.platform, app.isPackaged, {
    command: toView,
    openDataFolder: () => void shell.openPath(dataFolder),
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  app.on('second-instance', () => bringForward(window.open().window))
  app.on('activate', () => bringForward(window.open().window))
  app.on('window-all-closed', () => {
    // On the Mac an app goes on without windows, and still tells of mentions.
    if (process.platform !== 'darwin') app.quit()
  })
  powerMonitor.on('resume', () => tell(core, () => void core.services.app.refresh({ accountId: null })))
  window.open()
  core.start()
}

/** The one window, and the way to its page. */
type OpenWindow = { readonly window: BrowserWindow; readonly page: PageLink }

/** Opens the window when there is none. */
function createWindowKeeper(core: Core, boot: ReturnType<typeof openBootSettings>): { readonly open: () => OpenWindow } {
  const invoke = createRouter(core.services, core.log)
  let current: OpenWindow | null = null
  return {
    open: () => {
      if (current !== null) return current
      let page: PageLink | undefined
      const window = openWindow(boot, core.log, (opening) => {
        page = servePage(opening.webContents, { invoke, subscribe: core.subscribe, log: core.log })
        offerContextMenu(opening, openExternal)
      })
      if (page === undefined) throw new Error('A window was opened without its page.')
      // Nobody looks while there is no window; the page itself can no longer say so.
      window.on('show', () => tell(core, () => core.services.app.setVisible({ visible: true })))
      window.once('closed', () => {
        current = null
        tell(core, () => core.services.app.setVisible({ visible: false }))
      })
      current = { window, page }
      return current
    },
  }
}

/** The colours that the person chose, for the system's parts of the window now and for the first moment of the next start. */
function followTheme(core: Core, boot: ReturnType<typeof openBootSettings>): void {
  const apply = (): void => {
    const settings = core.services.settings.get()
    if (!settings.ok || settings.value.theme === nativeTheme.themeSource) return
    nativeTheme.themeSource = settings.value.theme
    boot.set({ theme: settings.value.theme })
  }
  core.subscribe((event) => {
    if (event.topic === 'settings') tell(core, apply)
  })
  apply()
}

/** Quits only after the core has closed, which begins when the last window is gone. */
function closeInOrder(core: Core): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('will-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    const enough = new Promise((resolve) => setTimeout(resolve, CLOSE_MS))
    void Promise.race([core.close(), enough])
      .catch((error: unknown) => core.log.error('Chirp did not close in order.', { error }))
      .finally(() => {
        state = 'closed'
        app.quit()
      })
  })
}
