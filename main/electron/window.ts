import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions } from 'electron'
import type { Log } from '../core/ports.ts'
import { PAGE_URL } from './app-protocol.ts'
import type { BootSettingsFile } from './boot-settings.ts'
import { placeWindow, SMALLEST, watchWindow } from './window-state.ts'

/** `--surface` of `renderer/styles/tokens.css`: what is seen until the page has painted. */
const SURFACE = { light: '#ffffff', dark: '#15181a' }
/** A page that ends again so soon is not started anew a third time. */
const CRASH_APART_MS = 30_000

function windowOptions(boot: BootSettingsFile): BrowserWindowConstructorOptions {
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== main.id)
  return {
    ...placeWindow(
      boot.get().window?.bounds ?? null,
      [main, ...others].map((display) => display.workArea),
    ),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Chirp',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? SURFACE.dark : SURFACE.light,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      // Most of these are Electron's defaults. They are written down so that a change of those cannot change them here.
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Elsewhere than on the Mac, Chromium would fetch dictionaries from a server of its maker.
      spellcheck: process.platform === 'darwin',
    },
  }
}

/** Opens the window, where it was the last time, and shows it as soon as it has something to show. `prepare` is called before its page is loaded. */
export function openWindow(boot: BootSettingsFile, log: Log, prepare: (window: BrowserWindow) => void): BrowserWindow {
  const window = new BrowserWindow(windowOptions(boot))
  const { webContents } = window
  prepare(window)
  webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  watchWindow(window, (state) => boot.set({ window: state }))
  window.once('ready-to-show', () => {
    // Here and not before: maximising shows a window.
    if (boot.get().window?.maximised === true) window.maximize()
    window.show()
  })
  // The title stays the app's.
  window.on('page-title-updated', (event) => event.preventDefault())
  let crashedAt = 0
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log.error('The page ended unexpectedly.', { reason, exitCode })
    const before = crashedAt
    crashedAt = Date.now()
    if (crashedAt - before > CRASH_APART_MS) webContents.reload()
  })
  webContents.on('preload-error', (_event, _path, error) => log.error('The preload script failed.', { error }))
  window.loadURL(PAGE_URL).catch((error: unknown) => {
    log.error('The page could not be loaded.', { error })
    if (!window.isDestroyed()) window.show()
  })
  return window
}

/** Brings a window to the person. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
