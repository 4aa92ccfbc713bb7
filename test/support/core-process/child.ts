// Chirp's real core as a process of its own, without a web host: the bridge's calls come over the process channel. It counts the steps of its
// sending and ends itself with SIGKILL at the one it was told to, which no code of Chirp's can see coming.
// Arguments: the data folder, how far its clock is ahead of the machine's, ms, and where it ends itself, as JSON.
import { subscribe } from 'node:diagnostics_channel'
import Database from 'better-sqlite3'
import { createRouter, type Router } from '../../../main/api/router.ts'
import { connectors } from '../../../main/connectors/all.ts'
import { createCore, type Core } from '../../../main/core/create-core.ts'
import { openFileSecrets } from '../../../main/core/file-secrets.ts'
import type { FromChild, KillAt, Taken, ToChild } from './messages.ts'
import { takeOverTime } from './passing-time.ts'

const [dataDirectory = '', ahead = '0', firstKill = 'null'] = process.argv.slice(2)
const time = takeOverTime(Number(ahead))
// Written by startCoreProcess: what is put right at the start is a step, too.
let killAt = JSON.parse(firstKill) as KillAt | null
let steps: Taken[] = []
const seen = new Map<string, number>()

function step(name: string, itemId: string | null = null): void {
  steps.push({ step: name, itemId })
  const times = (seen.get(name) ?? 0) + 1
  seen.set(name, times)
  if (killAt?.step === name && killAt.occurrence === times) process.kill(process.pid, 'SIGKILL')
}

function tell(message: FromChild): void {
  process.send?.(message)
}

/** Writes on the wire, as undici tells of them: about to leave, all of it handed to the system, and the first of the answer read. Ids are not told apart. */
function watchRequests(): void {
  const watch = (channel: string, said: string): void =>
    subscribe(channel, (message) => {
      const { request } = message as { readonly request: { readonly method: string; readonly path: string } }
      if (request.method === 'POST') step(`${said} ${request.path.replace(/\?.*$/, '').replace(/\d{6,}/g, ':id')}`)
    })
  watch('undici:client:sendHeaders', 'leaving')
  watch('undici:request:bodySent', 'left')
  watch('undici:request:headers', 'answered')
}

/** The database of the store itself, so that its disk can be made full or read-only as SQLite knows it. */
let database: Database.Database | null = null
function watchDatabase(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with its own `this`
  const pragma = Database.prototype.pragma
  Database.prototype.pragma = function (this: Database.Database, ...parameters: Parameters<typeof pragma>): unknown {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the connection is what is wanted
    if (this.name.endsWith('chirp.sqlite')) database = this
    return Reflect.apply(pragma, this, parameters)
  }
}

/**
 * The real connectors, but nothing is read or listened to: nobody looks at timelines here, and reading dozens of accounts anew after every start takes longer than
 * what is to be seen.
 */
const sendingConnectors = connectors.map(({ metrics: _metrics, readMark: _readMark, live: _live, ...connector }) => ({
  ...connector,
  read: () => Promise.resolve({ posts: [], authors: [], entries: [], inbox: [], older: null, chronological: true, skipped: 0 }),
}))

async function obey(message: ToChild): Promise<void> {
  switch (message.do) {
    case 'call':
      tell({ kind: 'answer', id: message.id, value: await router(message.name, message.input) })
      break
    case 'kill-at':
      killAt = message.at
      seen.clear()
      steps = []
      break
    case 'steps':
      tell({ kind: 'answer', id: message.id, value: steps })
      break
    case 'clock':
      time.set(message.aheadMs)
      tell({ kind: 'answer', id: message.id, value: null })
      break
    case 'pass':
      time.pass(message.ms)
      tell({ kind: 'answer', id: message.id, value: null })
      break
    case 'disk': {
      const pages = message.state === 'full' ? Number(database?.pragma('page_count', { simple: true })) : 1_073_741_823
      database?.pragma(`max_page_count = ${pages}`)
      database?.pragma(`query_only = ${message.state === 'read-only' ? 'on' : 'off'}`)
      tell({ kind: 'answer', id: message.id, value: null })
      break
    }
    case 'close':
      await core.close()
      process.exit(0)
  }
}

watchRequests()
watchDatabase()
const core: Core = await createCore({
  dataDirectory,
  host: 'headless',
  secrets: openFileSecrets(dataDirectory, undefined),
  connectors: sendingConnectors,
  shell: { notify: () => undefined, isOnline: () => true },
  clock: time.clock,
  monotonic: time.monotonic,
  onStep: step,
})
const router: Router = createRouter(core.services, core.log)
core.start()
process.on('message', (message: ToChild) => void obey(message))
process.on('disconnect', () => process.exit(1))
tell({ kind: 'ready' })
