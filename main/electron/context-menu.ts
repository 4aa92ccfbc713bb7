import { clipboard, Menu, type BrowserWindow, type ContextMenuParams, type MenuItemConstructorOptions } from 'electron'
import { contextMenuTemplate, type ContextMenuActions } from './context-menu-template.ts'

/** Shows the menu that a right click opens in every other app: Electron itself has none. */
export function offerContextMenu(window: BrowserWindow, openExternal: (address: string) => Promise<void>): void {
  const { webContents } = window
  webContents.on('context-menu', (_event, params: ContextMenuParams) => {
    const actions: ContextMenuActions = {
      openLink: (address) => void openExternal(address),
      copyText: (text) => void clipboard.writeText(text),
      copyImage: () => webContents.copyImageAt(params.x, params.y),
      replaceMisspelling: (word) => webContents.replaceMisspelling(word),
    }
    const template: MenuItemConstructorOptions[] = contextMenuTemplate(params, actions)
    if (template.length > 0) Menu.buildFromTemplate(template).popup({ window })
  })
}
