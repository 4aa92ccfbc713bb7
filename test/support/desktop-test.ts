import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { findExecutable, runDesktop, startDesktop, type DesktopApp, type DesktopOptions, type Executable } from './desktop.ts'

/** One person's machine: a data folder and, on the stand-in, a keyring, which outlive the runs of the app. */
export type Machine = {
  readonly executable: Executable
  readonly dataFolder: string
  /** Starts the app there; it is ended with the test. */
  start(options?: DesktopOptions): Promise<DesktopApp>
  /** Starts the app once more, which is expected to end by itself; its exit code. */
  startAgain(): Promise<number | null>
}

type Fixtures = {
  readonly machine: Machine
  /** Errors of the page, and of its security policy; a test may expect one and take it out. */
  readonly complaints: string[]
}

const executable = findExecutable()
const runsOn = executable.path === null ? `the stand-in: ${executable.why}` : `Electron at ${executable.path}`
let isTold = false

export const test = base.extend<Fixtures>({
  complaints: async ({}, use) => {
    const complaints: string[] = []
    await use(complaints)
    expect(complaints, 'errors on the page').toEqual([])
  },
  machine: async ({ complaints }, use, testInfo) => {
    testInfo.annotations.push({ type: 'runs on', description: runsOn })
    if (!isTold) console.log(`The desktop specs run on ${runsOn}.`)
    isTold = true
    const folder = mkdtempSync(join(tmpdir(), 'chirp-desktop-'))
    const dataFolder = join(folder, 'data')
    mkdirSync(dataFolder)
    const keyring = join(folder, 'keyring')
    writeFileSync(keyring, randomBytes(32))
    const running: DesktopApp[] = []
    const withKeyring = (options: DesktopOptions = {}): DesktopOptions => ({
      dataFolder,
      ...options,
      environment: { CHIRP_STAND_IN_KEYRING_FILE: keyring, ...options.environment },
    })
    await use({
      executable,
      dataFolder,
      start: async (options) => {
        const app = await startDesktop(executable, withKeyring(options))
        running.push(app)
        app.page.on('console', (message) => {
          if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
        })
        app.page.on('pageerror', (error) => complaints.push(String(error)))
        return app
      },
      startAgain: () => runDesktop(executable, withKeyring()),
    })
    for (const app of running) await app.kill()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  },
})

export { expect }
