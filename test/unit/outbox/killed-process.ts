// A process of Chirp's sending half, to be killed by its test: the real runner and store, and a network behind real HTTP.
import { AppFailure } from '../../../shared/errors.ts'
import type { CommittedPost, ConnectorContext, PlatformConnector } from '../../../main/connectors/connector.ts'
import { createFittedFiles } from '../../../main/outbox/media/fitted-files.ts'
import { openMediaFolder } from '../../../main/outbox/media/media-folder.ts'
import { OutboxRunner } from '../../../main/outbox/runner.ts'
import { openStore } from '../../../main/store/open-database.ts'
import { getAccount } from '../../../main/store/tables/accounts.ts'
import { authorOf, normalisedAuthor, normalisedPost, postOf } from '../../store/builders.ts'
import { FakeNetwork } from './fake-network.ts'

const [file = '', server = ''] = process.argv.slice(2)
const store = openStore(file)
const log = { info: () => undefined, warn: () => undefined, error: console.error }

async function ask(method: string, path: string): Promise<string | null> {
  const answer = await fetch(new URL(path, server), { method }).catch(() => {
    throw new AppFailure({ kind: 'outcome-unknown', message: null })
  })
  return answer.status === 200 ? answer.text() : null
}

function committed(id: string, text: string): CommittedPost {
  return {
    normalised: normalisedPost(postOf(id, 'ann', Date.now(), { text: { text, spans: [] } })),
    author: normalisedAuthor(authorOf('ann')),
  }
}

const connector: PlatformConnector = {
  ...new FakeNetwork(Date.now).connector(),
  publish: {
    settleMs: 300,
    newKey: () => `key-${Math.random().toString(36).slice(2)}`,
    prepare: async () => {
      await ask('POST', '/media')
      return { uploaded: 0 }
    },
    commit: async (_context, key, post) => committed((await ask('POST', `/posts/${key}`)) ?? 'none', post.text),
    witness: async (_context, key, post) => {
      const id = await ask('GET', `/posts/${key}`)
      return id === null ? { kind: 'not-there' } : { kind: 'there', post: committed(id, post.text) }
    },
  },
}

const folder = openMediaFolder(`${file}-media`)
const runner = new OutboxRunner({
  store,
  connect: (accountId, signal) => {
    const account = store.read((db) => getAccount(db, accountId))
    if (account === null) return null
    const context: ConnectorContext = {
      account,
      http: { fetch },
      session: { read: () => Promise.resolve(null), write: () => Promise.resolve(), exclusive: (work) => work() },
      clock: Date.now,
      log,
      signal,
    }
    return { connector, context }
  },
  isOnline: () => true,
  clock: Date.now,
  random: () => 0,
  log,
  folder,
  files: createFittedFiles({ store, folder, clock: Date.now }),
  onRunOver: () => process.send?.('over'),
})
runner.start()
// Timers of the runner do not keep a process alive; a window does.
setInterval(() => runner.look(), 50)
