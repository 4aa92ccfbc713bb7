/** What an app does on the desktop besides windows. It is told to the test. */
import { EventEmitter } from 'node:events'
import type {
  BaseWindow,
  Clipboard,
  Dialog,
  Display,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  MessageBoxReturnValue,
  NativeTheme,
  Net,
  Notification as ElectronNotification,
  NotificationConstructorOptions,
  OpenDialogOptions,
  OpenDialogReturnValue,
  PowerMonitor,
  Rectangle,
  Screen,
  Shell,
} from 'electron'
import { app } from './app.ts'
import { note } from './control.ts'

function readyFor(what: string): void {
  if (!app.isReady()) throw new Error(`${what} cannot be used before app is ready`)
}

export const shell = {
  openExternal: async (url) => {
    if (!URL.canParse(url)) throw new Error('Invalid URL')
    note('open-external', { url })
  },
  openPath: async (path) => {
    note('open-path', { path })
    return ''
  },
} satisfies Pick<Shell, 'openExternal' | 'openPath'>

/** Presses the button that CHIRP_STAND_IN_ANSWER names by its number, else the one for cancelling. */
async function showMessageBox(window: BaseWindow, options: MessageBoxOptions): Promise<MessageBoxReturnValue>
async function showMessageBox(options: MessageBoxOptions): Promise<MessageBoxReturnValue>
async function showMessageBox(...given: [BaseWindow, MessageBoxOptions] | [MessageBoxOptions]): Promise<MessageBoxReturnValue> {
  const options = given.length === 1 ? given[0] : given[1]
  const answer = process.env['CHIRP_STAND_IN_ANSWER']
  note('message-box', { message: options.message, buttons: options.buttons ?? [] })
  return { response: answer === undefined ? (options.cancelId ?? 0) : Number(answer), checkboxChecked: false }
}

/** Chooses the folder that CHIRP_STAND_IN_FOLDER names, else cancels. */
async function showOpenDialog(window: BaseWindow, options: OpenDialogOptions): Promise<OpenDialogReturnValue>
async function showOpenDialog(options: OpenDialogOptions): Promise<OpenDialogReturnValue>
async function showOpenDialog(...given: [BaseWindow, OpenDialogOptions] | [OpenDialogOptions]): Promise<OpenDialogReturnValue> {
  const options = given.length === 1 ? given[0] : given[1]
  const folder = process.env['CHIRP_STAND_IN_FOLDER']
  note('open-dialog', { title: options.title ?? '' })
  return { canceled: folder === undefined, filePaths: folder === undefined ? [] : [folder] }
}

export const dialog = {
  showMessageBox,
  showErrorBox: (title, content) => note('error-box', { title, content }),
  showOpenDialog,
} satisfies Pick<Dialog, 'showMessageBox' | 'showErrorBox' | 'showOpenDialog'>

export const clipboard = {
  writeText: async (text) => note('clipboard', { text }),
} satisfies Pick<Clipboard, 'writeText'>

export const net = { isOnline: () => true } satisfies Pick<Net, 'isOnline'>

class StandInNativeTheme extends EventEmitter {
  #source: NativeTheme['themeSource'] = 'system'
  get themeSource(): NativeTheme['themeSource'] {
    return this.#source
  }
  set themeSource(source: NativeTheme['themeSource']) {
    this.#source = source
    this.emit('updated')
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark' || (this.#source === 'system' && process.env['CHIRP_STAND_IN_DARK'] === '1')
  }
}
export const nativeTheme = new StandInNativeTheme()
nativeTheme satisfies Pick<NativeTheme, 'themeSource' | 'shouldUseDarkColors'>

export const powerMonitor = new EventEmitter() satisfies Pick<PowerMonitor, 'emit'>

/** Displays from CHIRP_STAND_IN_DISPLAYS, a JSON list of rectangles; the first is the main one. */
function displays(): Display[] {
  readyFor('screen')
  const given = process.env['CHIRP_STAND_IN_DISPLAYS']
  const areas = given === undefined ? [{ x: 0, y: 0, width: 1920, height: 1080 }] : (JSON.parse(given) as Rectangle[])
  // Of a display only these are looked at.
  return areas.map((area, index) => ({ id: index + 1, bounds: area, workArea: area, scaleFactor: 1 }) as Display)
}
export const screen = {
  getAllDisplays: displays,
  getPrimaryDisplay: () => displays()[0]!,
} satisfies Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'>

export class Notification extends EventEmitter {
  static isSupported(): boolean {
    return true
  }
  readonly title: string
  readonly body: string
  constructor(options: NotificationConstructorOptions = {}) {
    super()
    readyFor('Notification')
    this.title = options.title ?? ''
    this.body = options.body ?? ''
  }
  show(): void {
    note('notification', { title: this.title, body: this.body })
    this.emit('show')
  }
  close(): void {
    this.emit('close')
  }
}
Notification.prototype satisfies Pick<ElectronNotification, 'title' | 'body' | 'show' | 'close'>

const ACCELERATOR =
  /^(?:(?:CmdOrCtrl|CommandOrControl|Cmd|Ctrl|Alt|Option|Shift|Super)\+)*(?:[A-Z0-9,./;'[\]\\=-]|F\d{1,2}|Plus|Space|Tab|Enter|Escape|Up|Down|Left|Right)$/

export class MenuItem {
  readonly id: string | undefined
  readonly role: MenuItemConstructorOptions['role']
  readonly label: string
  readonly accelerator: string | undefined
  readonly submenu: Menu | undefined
  readonly #click: MenuItemConstructorOptions['click']
  constructor(options: MenuItemConstructorOptions) {
    const { id, role, label, accelerator, submenu, type } = options
    if (label === undefined && role === undefined && type === undefined) {
      throw new Error('Invalid template for MenuItem: must have at least one of label, role or type')
    }
    if (accelerator != null && !ACCELERATOR.test(accelerator)) throw new TypeError(`${accelerator} is not a valid accelerator`)
    this.id = id
    this.role = role
    this.label = label ?? role ?? ''
    this.accelerator = accelerator == null ? undefined : accelerator
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : undefined
    this.#click = options.click
  }
  /** As if the person had chosen it. A role's own action is the system's. */
  click(): void {
    // What Electron gives besides is not used by this app, so that there is nothing to stand in for.
    if (this.role === undefined) (this.#click as (() => void) | undefined)?.()
  }
}

export class Menu {
  static #current: Menu | null = null
  readonly items: MenuItem[] = []
  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    const menu = new Menu()
    for (const item of template) menu.items.push(new MenuItem(item))
    return menu
  }
  static setApplicationMenu(menu: Menu | null): void {
    readyFor('Menu.setApplicationMenu')
    Menu.#current = menu
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#current
  }
  popup(): void {
    note('popup', { labels: this.items.map((item) => item.label) })
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null)
      if (found !== null) return found
    }
    return null
  }
}
