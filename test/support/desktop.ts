/** The desktop app as a test drives it: on the real Electron where there is one, on the stand-in elsewhere. */
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { _electron, chromium, type Browser, type ElectronApplication, type Page } from '@playwright/test'
import type * as Electron from 'electron'
import type { Note, Order, Report } from './electron-stand-in/control.ts'

type ElectronModule = typeof Electron

/** The Electron executable that is used, or why there is none. */
export type Executable = { readonly path: string } | { readonly path: null; readonly why: string }

/** One run of the desktop app. */
export type DesktopApp = {
  readonly page: Page
  /** Runs a function in the app's main process, with the module `electron`. It can use nothing from around it. */
  readonly evaluate: <R, A = undefined>(work: (electron: ElectronModule, argument: A) => R | Promise<R>, argument?: A) => Promise<R>
  /** What the stand-in tells; empty on the real Electron. */
  readonly notes: readonly Note[]
  /** Quits as the person would; resolves with the exit code. */
  quit(): Promise<number | null>
  /** Ends it however it is, for cleaning up. */
  kill(): Promise<void>
}

export type DesktopOptions = {
  /** `--data`; without it the app takes its usual place. */
  readonly dataFolder?: string | undefined
  readonly environment?: Readonly<Record<string, string>>
  /** Another built app than that of this checkout; on the stand-in only. */
  readonly entry?: string
}

const ROOT = resolve(import.meta.dirname, '../..')
const STAND_IN = join(import.meta.dirname, 'electron-stand-in/run.ts')
const ENTRY = join(ROOT, 'out/main/main.js')
const START_MS = 40_000
const QUIT_MS = 15_000

/** Looks for Electron without starting its download, and for a display to show it on. */
export function findExecutable(): Executable {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(ROOT, 'node_modules/electron/dist')
  const named = join(ROOT, 'node_modules/electron/path.txt')
  const usual = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron'
  const path = join(folder, existsSync(named) ? readFileSync(named, 'utf8').trim() : usual)
  if (!existsSync(path)) return { path: null, why: 'there is no Electron executable here' }
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return { path: null, why: 'there is an Electron executable here but no display' }
  }
  return { path }
}

function environmentOf({ environment }: DesktopOptions): Record<string, string> {
  const all = { ...process.env, ...environment }
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

const argumentsOf = ({ dataFolder }: DesktopOptions): string[] => (dataFolder === undefined ? [] : ['--data', dataFolder])

/** Starts the app and waits for its window. */
export function startDesktop(executable: Executable, options: DesktopOptions = {}): Promise<DesktopApp> {
  return executable.path === null ? startOnStandIn(options) : startOnElectron(executable.path, options)
}

/** Starts the app and waits until it has ended by itself; its exit code. */
export async function runDesktop(executable: Executable, options: DesktopOptions = {}): Promise<number | null> {
  const [command, args] =
    executable.path === null
      ? [process.execPath, [STAND_IN, ENTRY, ...argumentsOf(options)]]
      : [executable.path, [...rootless(), ROOT, ...argumentsOf(options)]]
  const child = spawn(command, args, { cwd: ROOT, stdio: 'ignore', env: environmentOf(options) })
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearTimeout(timer)
  return code
}

/** Chromium's sandbox refuses to run as root. */
function rootless(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

async function startOnElectron(executablePath: string, options: DesktopOptions): Promise<DesktopApp> {
  const app: ElectronApplication = await _electron.launch({
    executablePath,
    args: [...rootless(), ROOT, ...argumentsOf(options)],
    cwd: ROOT,
    env: environmentOf(options),
    timeout: START_MS,
  })
  const child = app.process()
  const page = await app.firstWindow()
  return {
    page,
    // Playwright's own declaration of the same.
    evaluate: (work, argument) => app.evaluate(work as Parameters<typeof app.evaluate>[0], argument) as never,
    notes: [],
    quit: async () => {
      const exited = once(child, 'exit') as Promise<[number | null]>
      await app.evaluate(({ app: running }) => setImmediate(() => running.quit())).catch(() => undefined)
      return (await exited)[0]
    },
    kill: async () => {
      if (child.exitCode === null) child.kill('SIGKILL')
      await app.close().catch(() => undefined)
    },
  }
}

async function startOnStandIn(options: DesktopOptions): Promise<DesktopApp> {
  const child = fork(STAND_IN, [options.entry ?? ENTRY, ...argumentsOf(options)], {
    cwd: ROOT,
    execArgv: [],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    env: environmentOf(options),
  })
  const notes: Note[] = []
  const results = new Map<number, (report: Extract<Report, { op: 'result' }>) => void>()
  let complaints = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const noted = (kind: string): Promise<Note> =>
    new Promise((found, failed) => {
      const look = (): void => {
        const note = notes.find((each) => each.kind === kind)
        if (note !== undefined) found(note)
      }
      child.on('message', look)
      child.once('exit', (code) => failed(new Error(`The app ended with ${String(code)}. ${complaints} ${JSON.stringify(notes)}`)))
      setTimeout(
        () => failed(new Error(`Nothing of "${kind}" in ${START_MS} ms. ${complaints} ${JSON.stringify(notes)}`)),
        START_MS,
      ).unref()
      look()
    })
  child.on('message', (report: Report) => {
    if (report.op === 'note') notes.push(report.note)
    else results.get(report.id)?.(report)
  })
  try {
    const [{ address }] = await Promise.all([noted('browser'), noted('show')])
    const browser = await chromium.connectOverCDP(String(address))
    const page = browser.contexts()[0]?.pages()[0]
    if (page === undefined) throw new Error('The window has no page.')
    let next = 1
    return {
      page,
      notes,
      evaluate: (work, argument) => {
        const id = next++
        child.send({ op: 'evaluate', id, source: String(work), argument } satisfies Order)
        return new Promise((done, failed) => {
          results.set(id, ({ ok, value }) => {
            results.delete(id)
            // What the function returned, through JSON as with Playwright.
            if (ok) done(value as never)
            else failed(new Error(String(value)))
          })
        })
      },
      quit: () => quitStandIn(child, browser),
      kill: async () => {
        // It closes its browser itself, which would be left behind if it were killed at once.
        await Promise.race([quitStandIn(child, browser), new Promise((enough) => setTimeout(enough, QUIT_MS))])
        child.kill('SIGKILL')
      },
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

async function quitStandIn(child: ChildProcess, browser: Browser): Promise<number | null> {
  // Before the pages go, so that Playwright can finish what it records of them.
  await browser.close()
  child.kill('SIGTERM')
  return exitOf(child)
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}
