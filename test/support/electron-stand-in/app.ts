import { EventEmitter } from 'node:events'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'
import { note } from './control.ts'

/** What quitting has to close, given by the modules that own it. */
export type Quitting = {
  /** Closes all windows; false when one of them refused. */
  closeWindows: () => Promise<boolean>
  closeBrowser: () => Promise<void>
}

const MESSAGE = /^SingletonMessage-.*\.json$/

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

class StandInApp extends EventEmitter {
  isPackaged = false
  quitting: Quitting | null = null
  #name = 'chirp'
  #ready = Promise.withResolvers<undefined>()
  #isReady = false
  #isQuitting = false
  #paths = new Map<string, string>()
  #lock: string | null = null

  whenReady(): Promise<void> {
    return this.#ready.promise
  }
  isReady(): boolean {
    return this.#isReady
  }
  getName(): string {
    return this.#name
  }
  setName(name: string): void {
    this.#name = name
  }
  getVersion(): string {
    return '0.0.0'
  }
  getPath(name: string): string {
    const set = this.#paths.get(name)
    if (set !== undefined) return set
    switch (name) {
      case 'appData':
        return process.platform === 'darwin'
          ? join(homedir(), 'Library', 'Application Support')
          : process.platform === 'win32'
            ? (process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'))
            : (process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'))
      case 'userData':
        return join(this.getPath('appData'), this.#name)
      case 'sessionData':
        return this.getPath('userData')
      default:
        throw new Error(`Failed to get '${name}' path`)
    }
  }
  setPath(name: string, path: string): void {
    if (this.#isReady && name === 'sessionData') throw new Error('sessionData has to be set before the app is ready')
    this.#paths.set(name, path)
  }
  setAppUserModelId(id: string): void {
    note('app-user-model-id', { id })
  }
  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    note('enable-sandbox')
  }
  /** The first process with this userData gets it; a later one's command line goes to the first as `second-instance`. */
  requestSingleInstanceLock(): boolean {
    if (this.#lock !== null) return true
    const folder = this.getPath('userData')
    mkdirSync(folder, { recursive: true })
    const path = join(folder, 'SingletonLock')
    for (;;) {
      try {
        const file = openSync(path, 'wx')
        writeFileSync(file, String(process.pid))
        closeSync(file)
        break
      } catch {
        const owner = Number(readFileSync(path, 'utf8'))
        if (isAlive(owner)) {
          const message = JSON.stringify({ argv: process.argv, cwd: process.cwd() })
          writeFileSync(join(folder, `SingletonMessage-${process.pid}.json`), message)
          return false
        }
        rmSync(path)
      }
    }
    this.#lock = path
    setInterval(() => {
      for (const name of readdirSync(folder).filter((each) => MESSAGE.test(each))) {
        const { argv, cwd } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { argv: string[]; cwd: string }
        rmSync(join(folder, name))
        this.emit('second-instance', {}, argv, cwd, null)
      }
    }, 100).unref()
    return true
  }
  /** Called after the entry module, with its top-level awaits, was evaluated, as Electron does. */
  becomeReady(): void {
    if (this.#isQuitting) return
    this.#isReady = true
    this.#ready.resolve(undefined)
    this.emit('ready', {}, {})
  }
  quit(): void {
    if (this.#isQuitting) return
    this.#isQuitting = true
    void (async () => {
      if (this.#refused('before-quit')) return
      if ((await this.quitting?.closeWindows()) === false) {
        this.#isQuitting = false
        return
      }
      if (this.#refused('will-quit')) return
      this.exit(0)
    })()
  }
  #refused(event: 'before-quit' | 'will-quit'): boolean {
    const outcome = { prevented: false }
    this.emit(event, { preventDefault: () => (outcome.prevented = true) })
    if (outcome.prevented) this.#isQuitting = false
    return outcome.prevented
  }
  /** True while the windows are closed because the app ends: `window-all-closed` is not emitted then. */
  get isQuitting(): boolean {
    return this.#isQuitting
  }
  exit(code = 0): void {
    this.emit('quit', {}, code)
    if (this.#lock !== null) rmSync(this.#lock, { force: true })
    void Promise.resolve(this.quitting?.closeBrowser()).finally(() => process.exit(code))
  }
}

export const app = new StandInApp()
app satisfies Pick<
  App,
  | 'whenReady'
  | 'isReady'
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'getPath'
  | 'setPath'
  | 'setAppUserModelId'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
  | 'isPackaged'
>
