import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Log } from '../../../main/core/ports.ts'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import { Circuits } from '../../../main/outbox/circuit.ts'
import { EngagementRunner } from '../../../main/outbox/engagement/engagement-runner.ts'
import { openMediaFolder } from '../../../main/outbox/media/media-folder.ts'
import { createFittedFiles } from '../../../main/outbox/media/fitted-files.ts'
import type { PublishTiming } from '../../../main/outbox/publish/dependencies.ts'
import { OutboxRunner } from '../../../main/outbox/runner.ts'
import { createDraftMedia } from '../../../main/services/writing/draft-media.ts'
import { createDrafts } from '../../../main/services/writing/drafts.ts'
import { createEngagement } from '../../../main/services/writing/engagement.ts'
import { newLocalId } from '../../../main/services/writing/local-id.ts'
import { createMediaFit } from '../../../main/services/writing/media-fit.ts'
import { createOutbox } from '../../../main/services/writing/outbox.ts'
import { createPublishing } from '../../../main/services/writing/publishing.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { getAccount, setAccountState } from '../../../main/store/tables/accounts.ts'
import { setSettings } from '../../../main/store/tables/settings.ts'
import type { BridgeEvent } from '../../../shared/bridge/events.ts'
import type { AccountState } from '../../../shared/model/account.ts'
import type { DraftOptions } from '../../../shared/model/draft.ts'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import { addAccount, capabilities, NOON } from '../../store/builders.ts'
import { FakeNetwork } from './fake-network.ts'

/** What posting accounts of the tests can do. */
export const writer: PlatformCapabilities = {
  ...capabilities,
  thread: { maxPosts: null, atomic: false },
  quote: { own: true, others: 'anyone' },
  engagements: ['like', 'repost', 'bookmark'],
  images: {
    mimeTypes: ['image/png', 'image/jpeg'],
    maxCount: { value: 4, source: 'test', checkedOn: '2026-03-03', strength: 'hard' },
    maxBytes: { value: 2_000_000, source: 'test', checkedOn: '2026-03-03', strength: 'hard' },
    maxPixels: null,
    maxAltLength: null,
    maxSide: null,
    maxDurationMs: null,
    focalPoint: false,
    minDurationMs: null,
    shape: null,
    inReplies: true,
  },
}

class Death extends Error {}

/** Everything of one process: it works on the world's store until it is killed or closed. */
export type Process = Awaited<ReturnType<World['boot']>>

/** A machine with a store on its disk, a network and a clock. Processes come and go. */
export class World {
  readonly directory = mkdtempSync(join(tmpdir(), 'chirp-outbox-'))
  readonly logged: string[] = []
  now = NOON
  /** By how much somebody set the clock: no time passes by it. */
  #set = 0
  readonly network = new FakeNetwork(() => this.now)
  timing: Partial<PublishTiming> = {}
  /** The servers of accounts that are not on the common one. */
  readonly servers = new Map<string, string>()
  /** `full`: every transaction ends as on a disk without room; `read-only`: as SQLite does where it may not write. */
  disk: 'fine' | 'full' | 'read-only' = 'fine'
  /** Transactions that came to nothing because of the disk. */
  refusedWrites = 0
  /** The process dies after so many more of its transactions and calls; null = it lives. */
  fuse: number | null = null
  #processes: { end: () => Promise<void> }[] = []

  /** Somebody sets the clock, by so many ms. */
  setClock(byMs: number): void {
    this.now += byMs
    this.#set += byMs
  }

  /** Starts Chirp's writing half. The first time it also signs the accounts in. */
  boot(accounts: readonly string[] = ['ann', 'bob'], undoSeconds = 0) {
    const real = openStore(join(this.directory, 'chirp.db'), { clock: () => this.now })
    real.write((db) => {
      for (const [position, name] of accounts.entries()) {
        if (getAccount(db, `acc_${name}`) !== null) continue
        const thread = { maxPosts: null, atomic: this.network.mostParts !== null }
        addAccount(real, name, { capabilities: { ...writer, thread }, position, server: this.servers.get(name) ?? 'https://one.test' })
      }
      setSettings(db, { undoSeconds })
    })
    const life = { dead: false }
    const burn = (): void => {
      if (life.dead) throw new Death()
      if (this.fuse === null) return
      this.fuse--
      if (this.fuse >= 0) return
      life.dead = true
      throw new Death()
    }
    const store = mortal(onDisk(real, this), life, burn)
    this.network.onEffect = burn
    const connector = this.network.connector()
    const clock = () => this.now
    const log: Log = { info: () => undefined, warn: (message) => this.logged.push(message), error: (message) => this.logged.push(message) }
    const connect = (accountId: string, signal: AbortSignal = new AbortController().signal) => {
      const account = store.read((db) => getAccount(db, accountId))
      if (account === null) return null
      const context: ConnectorContext = {
        account,
        http: { fetch: () => Promise.reject(new Error('The fake network needs no HTTP')) },
        session: { read: () => Promise.resolve(null), write: () => Promise.resolve(), exclusive: (work) => work() },
        clock,
        log,
        signal,
      }
      return { connector, context }
    }
    const folder = openMediaFolder(join(this.directory, 'media'))
    const mediaAddress = (address: string): string => `media/${address}`
    const files = createFittedFiles({ store, folder, clock })
    const monotonic = () => this.now - this.#set
    const media = createDraftMedia({ store, folder, mediaAddress, clock, monotonic, log, newId: newLocalId })
    const circuits = new Circuits(monotonic)
    const shared = { store, connect, isOnline: () => this.network.online, clock, monotonic, circuits, random: () => 0.5, log, graceMs: 20 }
    const notices: BridgeEvent[] = []
    const runner = new OutboxRunner({
      ...shared,
      folder,
      files,
      onRunOver: () => undefined,
      timing: this.timing,
      notify: (event) => notices.push(event),
    })
    const engagementRunner = new EngagementRunner({ ...shared, notify: (event) => notices.push(event) })
    const lookup = { contextFor: connect, platformName: () => 'Testnet', capabilitiesOf: () => writer }
    const services = {
      store,
      media,
      mediaFit: createMediaFit({ store, files, mediaAddress, closing: new AbortController().signal }),
      folder,
      runner,
      notices,
      engagementRunner,
      drafts: createDrafts({ store, clock, mediaAddress, newId: newLocalId, sweep: media.sweep }),
      publishing: createPublishing({ store, lookup, clock, mediaAddress, newId: newLocalId, runner }),
      outbox: createOutbox({ store, clock, mediaAddress, newId: newLocalId, runner, sweep: media.sweep }),
      engagement: createEngagement({ store, lookup, clock, runner: engagementRunner }),
      isDead: () => life.dead,
      start: (): void => {
        runner.start()
        engagementRunner.start()
      },
      /** Lets everything happen that can happen now. */
      settle: async (): Promise<void> => {
        for (let round = 0; round < 3; round++) {
          runner.look()
          engagementRunner.look()
          await runner.idle()
          await engagementRunner.idle()
        }
      },
      /** Time passes, in steps, and everything that falls due happens. */
      pass: async (ms: number, stepMs = 10_000): Promise<void> => {
        for (let passed = 0; passed < ms; passed += stepMs) {
          this.now += Math.min(stepMs, ms - passed)
          await services.settle()
        }
      },
      /** As a SIGKILL does: nothing more is written, nothing is said to anyone. */
      kill: async (): Promise<void> => {
        life.dead = true
        await Promise.all([runner[Symbol.asyncDispose](), engagementRunner[Symbol.asyncDispose]()])
        real.close()
      },
      close: async (): Promise<void> => {
        await Promise.all([runner[Symbol.asyncDispose](), engagementRunner[Symbol.asyncDispose]()])
        life.dead = true
        real.close()
      },
      setAccountState: (name: string, state: AccountState): void => {
        store.write((db) => setAccountState(db, `acc_${name}`, state))
        runner.look()
        engagementRunner.look()
      },
      /** Writes a draft and presses Post; answers the run and its items. */
      post: (
        texts: readonly string[],
        to: readonly string[] = accounts.map((name) => `acc_${name}`),
        options: Partial<DraftOptions> = {},
      ): { draftId: string; runId: string } => {
        const draft = value(services.drafts.create({ replyTo: null, quote: null, targets: [...to], text: '' }))
        const segments = texts.map((text, index) => ({ id: `seg-${index}-${draft.id}`, text, media: [], poll: null }))
        const saved = value(
          services.drafts.save({
            id: draft.id,
            revision: draft.revision,
            content: { ...draft.content, segments },
            targets: draft.targets,
            options: { ...draft.options, ...options },
          }),
        )
        const { runId } = value(services.publishing.publish({ draftId: saved.id, revision: saved.revision }))
        return { draftId: saved.id, runId }
      },
      items: (): OutboxItem[] => value(services.outbox.list()).flatMap((run) => run.items),
      itemOf: (name: string): OutboxItem => {
        const item = services.items().find((one) => one.accountId === `acc_${name}`)
        if (item === undefined) throw new Error(`Nothing is in the outbox for ${name}`)
        return item
      },
    }
    this.#processes.push({ end: services.kill })
    return services
  }

  /** Ends what still runs, and cleans up. */
  async remove(): Promise<void> {
    for (const process of this.#processes) await process.end().catch(() => undefined)
    rmSync(this.directory, { recursive: true, force: true })
  }
}

/** The store on a disk that may be full or read-only. */
function onDisk(real: Store, world: World): Store {
  const through =
    (write: Store['write']): Store['write'] =>
    (work) => {
      if (world.disk === 'fine') return write(work)
      world.refusedWrites++
      return write((db) => {
        if (world.disk === 'full') throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
        db.run('pragma query_only = on')
        try {
          return work(db)
        } finally {
          db.run('pragma query_only = off')
        }
      })
    }
  return { ...real, write: through((work) => real.write(work)), writeDurably: through((work) => real.writeDurably(work)) }
}

/** The store as a process sees it: gone when the process is. Death comes right after a transaction is committed. */
function mortal(real: Store, life: { dead: boolean }, burn: () => void): Store {
  let depth = 0
  const through =
    (write: Store['write']): Store['write'] =>
    (work) => {
      if (life.dead) throw new Death()
      depth++
      let result
      try {
        result = write(work)
      } finally {
        depth--
      }
      if (depth === 0) burn()
      return result
    }
  return {
    ...real,
    read: (work) => {
      if (life.dead) throw new Death()
      return real.read(work)
    },
    write: through((work) => real.write(work)),
    writeDurably: through((work) => real.writeDurably(work)),
  }
}

/** The value of a result that must be a success. */
export function value<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }): T {
  if (!result.ok) throw new Error(`Failed: ${JSON.stringify(result.error)}`)
  return result.value
}
