import type { MenuItemConstructorOptions } from 'electron'

/** What the menu can do besides what the system's own items do. */
export type MenuActions = {
  /** Does one of the page's actions, by its id in `renderer/features/shell/actions.ts`. */
  readonly command: (name: string) => void
  readonly openDataFolder: () => void
}

/** The views as the page has them, in its order: the key with the number goes there. */
const VIEWS = [
  ['timeline', 'Timeline'],
  ['mentions', 'Mentions'],
  ['search', 'Search'],
  ['drafts', 'Drafts'],
  ['outbox', 'Outbox'],
  ['metrics', 'Metrics'],
  ['accounts', 'Accounts'],
  ['columns', 'Columns'],
] as const

/** The menu bar, in the order and with the items that each system's people expect. */
export function menuTemplate(
  platform: NodeJS.Platform,
  isPackaged: boolean,
  { command, openDataFolder }: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const separator = { type: 'separator' } as const
  const act = (label: string, name: string, accelerator?: string): MenuItemConstructorOptions => ({
    id: name,
    label,
    click: () => command(name),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  const settings = act('Settings…', 'go-settings', 'CmdOrCtrl+,')
  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
  return [
    ...(isMac ? [appMenu] : []),
    {
      label: '&File',
      submenu: [
        act('New Post', 'new-post', 'CmdOrCtrl+N'),
        act('Refresh', 'refresh', 'CmdOrCtrl+R'),
        separator,
        ...(isMac ? [{ role: 'close' } as const] : [settings, separator, { role: 'quit' } as const]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'pasteAndMatchStyle' },
        { role: 'selectAll' },
        separator,
        act('Find in Chirp', 'go-search', 'CmdOrCtrl+F'),
      ],
    },
    {
      label: '&View',
      submenu: [
        ...VIEWS.filter(([view]) => view !== 'search').map(([view, label]) =>
          act(label, `go-${view}`, `CmdOrCtrl+${String(1 + VIEWS.findIndex(([each]) => each === view))}`),
        ),
        separator,
        // The page listens for this key itself, also while the menu is not shown.
        { ...act('All Commands…', 'palette', 'CmdOrCtrl+K'), registerAccelerator: false },
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(isPackaged
          ? []
          : [separator, { role: 'reload', accelerator: 'CmdOrCtrl+Shift+R' } as const, { role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        act('Keyboard Shortcuts', 'keys'),
        { id: 'open-data-folder', label: 'Show Data Folder', click: openDataFolder },
        ...(isMac ? [] : [separator, { role: 'about' } as const]),
      ],
    },
  ]
}
