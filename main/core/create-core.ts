import { mkdirSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { BridgeEvent } from '../../shared/bridge/events.ts'
import { AppFailure } from '../../shared/errors.ts'
import { dataPaths } from '../services/storage/data-paths.ts'
import { type Restart } from '../services/storage/my-data.ts'
import { openData } from '../services/storage/open-data.ts'
import { createDataTasks } from '../services/storage/tasks.ts'
import { lockDirectory } from '../store/lock-directory.ts'
import { createChangeFeed } from './change-feed.ts'
import { openLog } from './log.ts'
import type { Log } from './ports.ts'
import { compose, type Composed, type CoreLog, type CoreOptions } from './compose.ts'

export type { CoreOptions } from './compose.ts'

/** Chirp without a window. */
export type Core = {
  readonly services: Services
  readonly log: Log
  readonly subscribe: (listener: (event: BridgeEvent) => void) => () => void
  /** Says something to every window. */
  readonly emit: (event: BridgeEvent) => void
  /** Answers for `media/<address>`. */
  readonly openMedia: (address: string, request: { readonly range: string | null; readonly signal: AbortSignal }) => Promise<Response>
  /** Begins to read and to send. */
  readonly start: () => void
  /** Ends everything in order; what was under way is taken up at the next start. */
  readonly close: () => Promise<void>
}

/** Everything the bridge's calls need; the api layer picks from it by name. */
export type Services = Composed['services']

/**
 * Builds the core over a data folder. Throws a sentence for the person where the folder is in use, the store is newer or damaged, or the
 * secrets cannot be read.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 })
  const lock = lockDirectory(options.dataDirectory)
  const log = openLog(join(options.dataDirectory, 'logs'))
  try {
    const mediaKey = (await options.secrets.read('media-key')) ?? randomBytes(32).toString('base64url')
    await options.secrets.write('media-key', mediaKey)
    const life = await beginLife(options, log, mediaKey)
    log.info('Chirp was started.', { host: options.host, node: process.versions.node })
    return {
      ...life,
      log,
      close: async () => {
        await life.close()
        log.info('Chirp was closed.')
        await log.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    await log.close()
    throw error
  }
}

/** Everything over one database at a time: where another one takes its place, all of it begins anew, and who holds the core does not notice. */
async function beginLife(options: CoreOptions, log: CoreLog, mediaKey: string): Promise<Omit<Core, 'log'>> {
  const clock = options.clock ?? Date.now
  const feed = createChangeFeed((error) => log.error('A listener failed.', { error }))
  const tasks = createDataTasks(feed.emit, () => performance.now(), log)
  let isStarted = false
  let isClosed = false
  /** Null while the database is being replaced. */
  let current: Composed | null = null
  let turn: Promise<unknown> = Promise.resolve()

  const begin = async (suspect: boolean): Promise<void> => {
    const store = await openData(dataPaths(options.dataDirectory), {
      clock,
      log,
      suspect,
      onBroken: (table, key, cause) => log.error('A stored row could not be read.', { table, key, error: cause }),
      onDamaged: (cause) => onDamaged(cause),
    })
    current = compose(options, log, mediaKey, { store, feed, tasks, restart, onDamaged })
    if (isStarted) current.start()
  }
  const replace = (work: () => Promise<void>, suspect: boolean): Promise<void> => {
    const replaced = turn.then(async () => {
      if (isClosed || current === null) throw new AppFailure({ kind: 'storage-unavailable', reason: 'busy' })
      const before = current
      current = null
      await before.stop()
      try {
        await work()
      } finally {
        await begin(suspect)
        feed.emit({ topic: 'restarted' })
      }
    })
    turn = replaced.catch((error: unknown) => log.error('Chirp could not go on over another database.', { error }))
    return replaced
  }
  const restart: Restart = (work) => replace(work, false)
  const onDamaged = (cause: unknown): void => {
    log.error('The database is damaged.', { error: cause })
    // Not within the call that noticed.
    setImmediate(() => void replace(() => Promise.resolve(), true).catch(() => undefined))
  }
  const present = (): Composed => {
    if (current === null) throw new AppFailure({ kind: 'storage-unavailable', reason: 'busy' })
    return current
  }

  await begin(false)
  return {
    // Each service is looked up when it is asked: the present one.
    services: new Proxy(present().services, { get: (_first, name: keyof Services) => present().services[name] }),
    subscribe: feed.subscribe,
    emit: feed.emit,
    openMedia: (address, request) => current?.media.open(address, request) ?? Promise.resolve(new Response(null, { status: 503 })),
    start: () => {
      isStarted = true
      present().start()
    },
    close: async () => {
      isClosed = true
      tasks.cancel()
      await turn
      await tasks.idle()
      await current?.stop()
      feed.close()
    },
  }
}
