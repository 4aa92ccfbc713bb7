import { EventEmitter } from 'node:events'
import type { BrowserWindow as ElectronWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import { app } from './app.ts'
import { note } from './control.ts'
import { screen } from './desktop.ts'
import { StandInWebContents } from './web-contents.ts'

/** A window without a desktop around it: where it would be, and a page of Chromium of that size. */
export class BrowserWindow extends EventEmitter {
  static readonly #all = new Map<number, BrowserWindow>()
  static #next = 1
  static getAllWindows(): BrowserWindow[] {
    return [...this.#all.values()]
  }
  static getFocusedWindow(): BrowserWindow | null {
    return this.getAllWindows().find((window) => window.#state.focused) ?? null
  }
  /** True when every window let itself be closed. */
  static async closeAll(): Promise<boolean> {
    for (const window of this.getAllWindows()) if (!(await window.#closeNow())) return false
    return true
  }

  readonly id = BrowserWindow.#next++
  readonly webContents: StandInWebContents
  #bounds: Rectangle
  readonly #background: string
  readonly #state = { visible: false, focused: false, minimised: false, maximised: false, gone: false }

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super()
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    const { workArea } = screen.getPrimaryDisplay()
    const { width = 800, height = 600 } = options
    const x = options.x ?? workArea.x + Math.floor((workArea.width - width) / 2)
    const y = options.y ?? workArea.y + Math.floor((workArea.height - height) / 2)
    this.#bounds = { x, y, width, height }
    this.#background = options.backgroundColor?.toUpperCase() ?? '#FFFFFF'
    this.webContents = new StandInWebContents(this.id, options.webPreferences ?? {})
    BrowserWindow.#all.set(this.id, this)
    note('window', { options })
    void this.webContents.resize(width, height)
    this.webContents.once('destroyed', () => this.#closed())
    app.emit('browser-window-created', {}, this)
    app.emit('web-contents-created', {}, this.webContents)
    if (options.show !== false) this.show()
  }
  async loadURL(url: string): Promise<void> {
    await this.webContents.loadURL(url)
    this.emit('ready-to-show', {})
  }
  show(): void {
    this.#state.visible = true
    this.#state.focused = true
    note('show')
    this.emit('show', {})
  }
  focus(): void {
    this.#state.focused = true
    note('focus')
    this.emit('focus', {})
  }
  isVisible(): boolean {
    return this.#state.visible
  }
  isFocused(): boolean {
    return this.#state.focused
  }
  minimize(): void {
    this.#state.minimised = true
    this.#state.focused = false
    this.emit('minimize', {})
  }
  isMinimized(): boolean {
    return this.#state.minimised
  }
  restore(): void {
    this.#state.minimised = false
    this.emit('restore', {})
  }
  maximize(): void {
    this.#state.maximised = true
    this.emit('maximize', {})
    this.emit('resize', {})
  }
  unmaximize(): void {
    this.#state.maximised = false
    this.emit('unmaximize', {})
    this.emit('resize', {})
  }
  isMaximized(): boolean {
    return this.#state.maximised
  }
  getBackgroundColor(): string {
    return this.#background
  }
  /** Where it is when it is not maximised. */
  getNormalBounds(): Rectangle {
    return { ...this.#bounds }
  }
  getBounds(): Rectangle {
    return this.#state.maximised ? { ...screen.getPrimaryDisplay().workArea } : { ...this.#bounds }
  }
  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    void this.webContents.resize(this.#bounds.width, this.#bounds.height)
    this.emit('resize', {})
    this.emit('move', {})
  }
  isDestroyed(): boolean {
    return this.#state.gone
  }
  close(): void {
    void this.#closeNow()
  }
  async #closeNow(): Promise<boolean> {
    const outcome = { prevented: false }
    this.emit('close', { preventDefault: () => (outcome.prevented = true) })
    if (outcome.prevented) return false
    await (await this.webContents.made).close({ runBeforeUnload: false })
    this.webContents.destroyed()
    return true
  }
  #closed(): void {
    if (this.#state.gone) return
    this.#state.gone = true
    BrowserWindow.#all.delete(this.id)
    this.emit('closed')
    if (BrowserWindow.getAllWindows().length > 0 || app.isQuitting) return
    if (app.listenerCount('window-all-closed') === 0) app.quit()
    else app.emit('window-all-closed')
  }
}

type Used =
  | 'id'
  | 'loadURL'
  | 'show'
  | 'focus'
  | 'isVisible'
  | 'isFocused'
  | 'minimize'
  | 'isMinimized'
  | 'restore'
  | 'maximize'
  | 'unmaximize'
  | 'isMaximized'
  | 'getBackgroundColor'
  | 'getNormalBounds'
  | 'getBounds'
  | 'setBounds'
  | 'isDestroyed'
  | 'close'
BrowserWindow.prototype satisfies Pick<ElectronWindow, Used>
