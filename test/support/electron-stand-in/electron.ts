/**
 * Stands in for the module `electron` of a main process, so that the built app runs where there is no Electron: Node in the place of its
 * main process, headless Chromium in the place of its windows. Typed from the package's own electron.d.ts, and strict: it throws where
 * Electron throws. It shows that the app uses Electron as documented; it does not show Electron itself (its sandbox, the system's keyring,
 * menus and notifications as they are drawn, fuses).
 */
import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import { closeBrowser } from './chromium.ts'
import { clipboard, dialog, Menu, MenuItem, nativeTheme, net, Notification, powerMonitor, screen, shell } from './desktop.ts'
import { ipcMain } from './ipc-main.ts'
import { keyringFromEnvironment, makeSafeStorage } from './safe-storage.ts'
import { protocol, session } from './session.ts'

app.quitting = { closeWindows: () => BrowserWindow.closeAll(), closeBrowser }

const safeStorage = makeSafeStorage(keyringFromEnvironment(), () => app.isReady())

const electron: object = {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
}

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
}
export default electron
