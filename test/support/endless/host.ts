// Started with a channel for messages: the headless host over an endless network. Arguments: how many posts there are, a seed, how many a read gives.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createRouter } from '../../../main/api/router.ts'
import { createCore } from '../../../main/core/create-core.ts'
import { startWebHost } from '../../../main/headless/web-host.ts'
import { createEndlessNetwork } from './network.ts'

/** What the host is told: add so many posts at the top and read them, or end. */
export type ToHost = { readonly add: number } | { readonly end: true }
/** What reading all there is was like. `delay…`: how long what was due had to wait for its turn. */
export type ReadAll = { readonly ms: number; readonly delayP99Ms: number; readonly delayMaxMs: number; readonly rssBytes: number }
/** What it says: it is ready, or has done what it was told. */
export type FromHost = { readonly ready: string; readonly read: ReadAll } | { readonly added: number }

/** Of the timer that notices delays, ms: what it adds to each of them. */
const RESOLUTION_MS = 1

const folder = mkdtempSync(join(tmpdir(), 'chirp-endless-'))
const posts = Number(process.argv[2])
const network = createEndlessNetwork(posts, Date.now(), Number(process.argv[3]), Number(process.argv[4]))
const secrets = new Map<string, string>()
const core = await createCore({
  dataDirectory: join(folder, 'data'),
  host: 'headless',
  secrets: {
    read: (name) => Promise.resolve(secrets.get(name) ?? null),
    write: (name, value) => Promise.resolve(void secrets.set(name, value)),
    remove: (name) => Promise.resolve(void secrets.delete(name)),
    protection: 'plain',
  },
  shell: { notify: () => undefined, isOnline: () => true },
  connectors: [network.connector],
})
core.start()
const accountId = await core.services.accounts.admit(network.connector.manifest.platform, 'none', network.signedIn)
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delays.enable()
const began = performance.now()
await core.services.app.refresh({ accountId })
for (let more = true; more;) {
  const older = await core.services.timelines.loadOlder({ accountIds: null })
  if (!older.ok) throw new Error(JSON.stringify(older.error))
  more = !older.value.exhausted
}
delays.disable()
const delayMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
const read: ReadAll = {
  ms: performance.now() - began,
  delayP99Ms: delayMs(delays.percentile(99)),
  delayMaxMs: delayMs(delays.max),
  rssBytes: process.memoryUsage.rss(),
}
const web = await startWebHost({
  port: 0,
  token: randomBytes(24).toString('base64url'),
  pageRoot: resolve(import.meta.dirname, '../../../out/renderer'),
  invoke: createRouter(core.services, core.log),
  subscribe: core.subscribe,
  openMedia: core.openMedia,
  log: core.log,
})

const say = (message: FromHost): void => void process.send?.(message)
process.on('message', (message: ToHost) => {
  void (async () => {
    if ('end' in message) {
      await web.close()
      await core.close()
      rmSync(folder, { recursive: true, force: true })
      process.exit(0)
    }
    network.grow(message.add)
    await core.services.app.refresh({ accountId })
    say({ added: message.add })
  })()
})
say({ ready: web.url, read })
