import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { CDPSession, Page } from '@playwright/test'
import type { HandlerDetails, WebContents, WebFrameMain, WebPreferences } from 'electron'
import { originOf, toReal, toShown } from './addresses.ts'
import { browser, newPage, pages } from './chromium.ts'
import { makeCodec } from './codec.ts'
import { note } from './control.ts'
import { ipcMain, StandInIpc } from './ipc-main.ts'
import { settlePermissions } from './permissions.ts'
import { session } from './session.ts'
import { isolatedWorldScript, mainWorldScript } from './worlds.ts'

const codec = makeCodec()
const WORLD = 'Electron Isolated Context'
type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]
type FromPreload =
  | { readonly op: 'preload-error'; readonly message: string }
  | { readonly op: 'send'; readonly channel: string; readonly args: string }
  | { readonly op: 'invoke'; readonly id: number; readonly channel: string; readonly args: string }

/** A frame as the app sees it. */
export type StandInFrame = Pick<WebFrameMain, 'url' | 'origin'> & { readonly parent: StandInFrame | null }

/** The contents of one window: a page of Chromium with the preload script in a world of its own. */
export class StandInWebContents extends EventEmitter {
  readonly id: number
  readonly ipc = new StandInIpc()
  readonly session = session.defaultSession
  readonly mainFrame: StandInFrame
  /** Resolves when the page is there. */
  readonly made: Promise<Page>
  readonly #preferences: WebPreferences
  #page: Page | null = null
  #cdp: CDPSession | null = null
  readonly #worlds = new Set<number>()
  #world: number | undefined
  #announced: string | null = null
  #gone = false
  #open: OpenHandler = () => ({ action: 'allow' })

  constructor(id: number, preferences: WebPreferences) {
    super()
    this.id = id
    this.#preferences = preferences
    const address = (): string => this.getURL()
    this.mainFrame = {
      get url() {
        return address()
      },
      get origin() {
        return originOf(address())
      },
      parent: null,
    }
    this.made = this.#make()
  }

  async #make(): Promise<Page> {
    const page = await newPage()
    this.#page = page
    pages.set(page, {
      takeAnnounced: (address) => {
        const isIt = this.#announced === address
        if (isIt) this.#announced = null
        return isIt
      },
      wantsToNavigate: (address, isMainFrame) => this.#wantsToNavigate(address, isMainFrame),
      startsToNavigate: (address) => this.#startsToNavigate(address),
    })
    const cdp = await (await browser()).newCDPSession(page)
    this.#cdp = cdp
    const secret = randomBytes(8).toString('hex')
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name !== WORLD) return
      this.#worlds.add(context.id)
      this.#world = context.id
    })
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => this.#worlds.delete(executionContextId))
    cdp.on('Runtime.executionContextsCleared', () => this.#worlds.clear())
    cdp.on('Runtime.bindingCalled', (event) => {
      // Written by worlds.ts.
      if (event.name === '__electronSend') void this.#received(JSON.parse(event.payload) as FromPreload, event.executionContextId)
    })
    cdp.on('Page.windowOpen', ({ url }) => this.#opened(toReal(url)))
    await cdp.send('Page.enable')
    await cdp.send('Runtime.enable')
    await cdp.send('Runtime.addBinding', { name: '__electronSend', executionContextName: WORLD })
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldScript(secret) })
    const { preload } = this.#preferences
    const source = isolatedWorldScript(secret, preload === undefined ? null : readFileSync(preload, 'utf8'))
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD })
    page.on('close', () => this.destroyed())
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }))
    page.on('pageerror', (error) => note('page-error', { message: String(error) }))
    return page
  }

  #wantsToNavigate(url: string, isMainFrame: boolean): boolean {
    let prevented = false
    const details = { url, isMainFrame, isSameDocument: false, frame: null, initiator: null, preventDefault: () => (prevented = true) }
    this.emit('will-frame-navigate', details)
    if (isMainFrame) this.emit('will-navigate', details)
    note('will-navigate', { url, isMainFrame, prevented })
    return prevented
  }
  #startsToNavigate(url: string): void {
    this.emit('did-start-navigation', { url, isMainFrame: true, isSameDocument: false, frame: null })
  }
  #opened(url: string): void {
    // The rest of what Electron tells is not looked at by this app.
    const { action } = this.#open({ url, frameName: '', features: '', disposition: 'foreground-tab' } as HandlerDetails)
    note('window-open', { url, action })
  }

  async #received(message: FromPreload, world: number): Promise<void> {
    if (message.op === 'preload-error') {
      note('preload-error', { message: message.message })
      this.emit('preload-error', {}, this.#preferences.preload, new Error(message.message))
      return
    }
    const args = codec.unpack(message.args) as unknown[]
    if (message.op === 'send') {
      for (const ipc of [this.ipc, ipcMain]) ipc.emit(message.channel, { sender: this, senderFrame: this.mainFrame }, ...args)
      return
    }
    const [ok, value] = await this.invokeFrom(this.#worlds.has(world) ? this.mainFrame : null, message.channel, args).then(
      (result) => [true, result] as const,
      (error: unknown) => [false, `Error invoking remote method '${message.channel}': ${String(error)}`] as const,
    )
    await this.#evaluate(`__electronReply(${message.id}, ${ok}, ${JSON.stringify(codec.pack(value))})`, world)
  }

  /** A call as it arrives, from the page itself or, as a subverted page could send it, from any frame. */
  async invokeFrom(senderFrame: StandInFrame | null, channel: string, args: readonly unknown[]): Promise<unknown> {
    const handler = this.ipc.handlers.get(channel) ?? ipcMain.handlers.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    const event = { type: 'frame', sender: this, senderFrame, processId: 1, frameId: 1 }
    // The app gets the few parts of the event that a stand-in has.
    return (handler as (event: unknown, ...args: unknown[]) => unknown)(event, ...args)
  }

  async #evaluate(expression: string, contextId = this.#world): Promise<void> {
    if (contextId === undefined || this.#gone) return
    // The page may be on its way to another document: then nobody listens any more.
    await this.#cdp?.send('Runtime.evaluate', { expression, contextId }).catch(() => undefined)
  }

  destroyed(): void {
    if (this.#gone) return
    this.#gone = true
    if (this.#page !== null) pages.delete(this.#page)
    this.emit('destroyed')
  }
  isDestroyed(): boolean {
    return this.#gone
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#open = handler
  }
  setWebRTCIPHandlingPolicy(policy: Parameters<WebContents['setWebRTCIPHandlingPolicy']>[0]): void {
    note('webrtc-policy', { policy })
  }
  /** Not in electron.d.ts; Electron has it, for its own tests. */
  getLastWebPreferences(): WebPreferences {
    return this.#preferences
  }
  getURL(): string {
    return toReal(this.#page?.url() ?? '')
  }
  async loadURL(url: string): Promise<void> {
    const page = await this.made
    const shown = toShown(url)
    // A handler gets the few parts of the contents that a stand-in has.
    if (shown !== url) await settlePermissions(await browser(), this as unknown as WebContents, shown)
    this.#announced = new URL(url).href
    this.#startsToNavigate(url)
    try {
      await page.goto(shown)
    } finally {
      // An address without a request, such as a data: one, was not asked for.
      this.#announced = null
    }
    this.emit('did-finish-load')
  }
  reload(): void {
    this.#announced = this.getURL()
    this.#startsToNavigate(this.#announced)
    void this.#page?.reload().catch(() => undefined)
  }
  send(channel: string, ...args: unknown[]): void {
    if (this.#gone) throw new TypeError('Object has been destroyed')
    void this.#evaluate(`__electronEvent(${JSON.stringify(channel)}, ${JSON.stringify(codec.pack(args))})`)
  }
  copyImageAt(x: number, y: number): void {
    note('copy-image', { x, y })
  }
  replaceMisspelling(text: string): void {
    note('replace-misspelling', { text })
  }
  async resize(width: number, height: number): Promise<void> {
    await this.made
    await this.#cdp
      ?.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
      .catch(() => undefined)
  }
}

type Used =
  | 'id'
  | 'isDestroyed'
  | 'setWindowOpenHandler'
  | 'setWebRTCIPHandlingPolicy'
  | 'getURL'
  | 'loadURL'
  | 'reload'
  | 'send'
  | 'copyImageAt'
  | 'replaceMisspelling'
StandInWebContents.prototype satisfies Pick<WebContents, Used>
