// Started by matrix.ts with a port for messages: the headless host over an endless network. Argument: how many posts there are, and a seed.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createRouter } from '../../main/api/router.ts'
import { createCore } from '../../main/core/create-core.ts'
import { startWebHost } from '../../main/headless/web-host.ts'
import { createEndlessNetwork } from './endless.ts'

/** What the host is told: add so many posts at the top and read them, or end. */
export type ToHost = { readonly add: number } | { readonly end: true }
/** What it says: it is ready, or has done what it was told. */
export type FromHost = { readonly ready: string } | { readonly added: number }

const folder = mkdtempSync(join(tmpdir(), 'chirp-scroll-'))
const posts = Number(process.argv[2])
const network = createEndlessNetwork(posts, Date.now(), Number(process.argv[3]))
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
await core.services.app.refresh({ accountId })
for (let more = true; more;) {
  const older = await core.services.timelines.loadOlder({ accountIds: null })
  if (!older.ok) throw new Error(JSON.stringify(older.error))
  more = !older.value.exhausted
}
const web = await startWebHost({
  port: 0,
  token: randomBytes(24).toString('base64url'),
  pageRoot: resolve(import.meta.dirname, '../../out/renderer'),
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
say({ ready: web.url })
