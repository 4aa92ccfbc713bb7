import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import electronPackage from 'electron/package.json' with { type: 'json' }
import { expect, test } from '../support/desktop-test.ts'

/**
 * electron-builder packs the built app into a distribution that has everything of Electron's but Electron: the executable is a file with
 * nothing in it but the place where fuses are set. What ships, and how it is locked, can be looked at; then the packed app is run.
 */
const run = promisify(execFile)
const bin = (name: string): string => resolve('node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name)

let folder: string
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chirp-package-'))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

/** The fuses' place in an executable: a sentinel, the version of the layout, their number, and one character each. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u00090000000000000000\0'

function makeDistribution(): string {
  const distribution = join(folder, 'electron')
  for (const name of ['locales', 'resources']) mkdirSync(join(distribution, name), { recursive: true })
  writeFileSync(join(distribution, 'electron'), `FAKE\0${FUSES}`, { mode: 0o755 })
  writeFileSync(join(distribution, 'version'), electronPackage.version)
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak']) writeFileSync(join(distribution, name), '')
  return distribution
}

test('the package holds the app, is locked, and runs', async ({ machine }) => {
  test.skip(process.platform !== 'linux', 'The distribution that is made up here is one for Linux.')
  test.setTimeout(180_000)
  const output = join(folder, 'dist')
  // Fails also where the configuration has a key that electron-builder does not know.
  const places = [`-c.electronDist=${makeDistribution()}`, `-c.directories.output=${output}`]
  await run(bin('electron-builder'), ['--linux', 'dir', '--x64', ...places])
  const unpacked = join(output, 'linux-unpacked')

  const wire = await getCurrentFuseWire(join(unpacked, 'chirp'))
  const fuses = {
    runAsNode: wire[FuseV1Options.RunAsNode],
    cookieEncryption: wire[FuseV1Options.EnableCookieEncryption],
    nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
    nodeInspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
    asarIntegrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
    onlyAsar: wire[FuseV1Options.OnlyLoadAppFromAsar],
    snapshot: wire[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot],
    filePrivileges: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
  }
  expect(fuses).toEqual({
    runAsNode: FuseState.DISABLE,
    cookieEncryption: FuseState.ENABLE,
    nodeOptions: FuseState.DISABLE,
    nodeInspect: FuseState.DISABLE,
    asarIntegrity: FuseState.ENABLE,
    onlyAsar: FuseState.ENABLE,
    snapshot: FuseState.DISABLE,
    filePrivileges: FuseState.DISABLE,
  })

  const archive = join(unpacked, 'resources/app.asar')
  const { stdout } = await run(bin('asar'), ['list', archive], { maxBuffer: 64 * 1024 * 1024 })
  const shipped = stdout.trim().split(/\r?\n/)
  const own = shipped.filter((path) => !path.startsWith('/node_modules'))
  expect(own.filter((path) => /^\/[^/]+$/.test(path)).toSorted()).toEqual(['/LICENSE', '/out', '/package.json'])
  expect(own.filter((path) => /^\/out\/[^/]+$/.test(path)).toSorted()).toEqual(['/out/main', '/out/preload', '/out/renderer'])
  expect(own.filter((path) => /^\/out\/(main|preload)\/[^/]+$/.test(path)).toSorted()).toEqual([
    '/out/main/art',
    '/out/main/core.js',
    '/out/main/file-worker.js',
    '/out/main/heic-worker.js',
    '/out/main/main.js',
    '/out/preload/preload.cjs',
  ])
  const art = readdirSync('main/connectors/demo/art')
  expect(shipped.filter((path) => path.startsWith('/out/main/art/')).toSorted()).toEqual(
    art.map((name) => `/out/main/art/${name}`).toSorted(),
  )
  expect(shipped.filter((path) => /\.(ts|map|md)$/.test(path))).toEqual([])
  expect(shipped.filter((path) => path.endsWith('.node'))).toEqual(['/node_modules/better-sqlite3/prebuilds/linux-x64.node'])
  for (const name of ['react', 'electron', 'vite', 'typescript', '@playwright/test', 'better-sqlite3/deps']) {
    expect(shipped, name).not.toContain(`/node_modules/${name}`)
  }
  // Of the picture library the build that can share a process with Electron's own GLib, and of its helpers one build each.
  expect(shipped.filter((path) => /^\/node_modules\/@img\/[^/]+$/.test(path)).toSorted()).toEqual([
    '/node_modules/@img/colour',
    '/node_modules/@img/sharp-wasm32',
  ])
  expect(shipped.filter((path) => /libheif-js\/libheif.*\.(js|mjs|wasm)$/.test(path)).toSorted()).toEqual([
    '/node_modules/libheif-js/libheif-wasm/libheif-bundle.js',
  ])
  expect(shipped.filter((path) => path.startsWith('/node_modules/mediabunny/dist/bundles/'))).toEqual([])
  expect(statSync(archive).size).toBeLessThan(40_000_000)
  // Native code cannot be loaded from within the archive.
  expect(statSync(`${archive}.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node`).isFile()).toBe(true)

  // Where nothing but what was packed can be found, it has all that it needs.
  const app = join(folder, 'app')
  await run(bin('asar'), ['extract', archive, app])
  test.skip(machine.executable.path !== null, 'The packed app is run on the stand-in.')
  const { page } = await machine.start({ entry: join(app, 'out/main/main.js') })
  await page.getByRole('button', { name: 'Try the demo' }).click()
  await expect(page.getByRole('feed', { name: 'Timeline' }).getByRole('article').first()).toBeVisible()

  // A phone's picture is opened, shown and made to fit, by what was packed.
  const heic = readFileSync('test/fixtures/pictures/quadrants.heic')
  const fit = await page.evaluate(async (chunk: string) => {
    const bridge = (window as unknown as { chirp: { invoke(name: string, input: unknown): Promise<{ value?: unknown }> } }).chirp
    const call = async (name: string, input: unknown) => (await bridge.invoke(name, input)).value as Record<string, string>
    const { uploadId } = await call('media.begin', { fileName: 'phone.heic', mimeType: 'image/heic', bytes: atob(chunk).length })
    await call('media.append', { uploadId, chunk })
    const { sha256 } = await call('media.finish', { uploadId })
    const [account] = (await call('accounts.list', {})) as unknown as { id: string }[]
    return call('media.fit', { sha256, accountId: account?.id })
  }, heic.toString('base64'))
  expect(fit).toMatchObject({ as: 'fitted', mimeType: 'image/jpeg', width: 320, height: 240, changes: ['metadata', 'format', 'quality'] })

  // So is the thread that looks through the database.
  const holdings = await page.evaluate(async () => {
    const bridge = (window as unknown as { chirp: { invoke(name: string, input: unknown): Promise<{ value?: { bytes: number }[] }> } })
      .chirp
    return (await bridge.invoke('data.holdings', {})).value ?? []
  })
  expect(holdings.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(100_000)
})
