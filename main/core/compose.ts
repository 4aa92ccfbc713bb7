import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type AppError } from '../../shared/errors.ts'
import { connectors as allConnectors } from '../connectors/all.ts'
import type { PlatformConnector } from '../connectors/connector.ts'
import { demoAccounts } from '../connectors/demo/accounts.ts'
import { createGuardedFetch } from '../connectors/public-address.ts'
import { createRateLimiter, systemTimer } from '../connectors/rate-limiter.ts'
import { createRegistry } from '../connectors/registry.ts'
import { createSessionPort, removeSession, sessionsAtRest } from '../connectors/session.ts'
import { Circuits } from '../outbox/circuit.ts'
import type { OnOutboxStep } from '../outbox/dependencies.ts'
import { EngagementRunner } from '../outbox/engagement/engagement-runner.ts'
import { createFittedFiles } from '../outbox/media/fitted-files.ts'
import { openMediaFolder } from '../outbox/media/media-folder.ts'
import { OutboxRunner } from '../outbox/runner.ts'
import { createSpending } from '../services/accounts/spending.ts'
import { createAccounts } from '../services/accounts/accounts.ts'
import { createHealth } from '../services/accounts/health.ts'
import { createApp } from '../services/app.ts'
import { createAuthors } from '../services/reading/authors.ts'
import { createDraftMedia } from '../services/writing/draft-media.ts'
import { createDrafts } from '../services/writing/drafts.ts'
import { createEngagement } from '../services/writing/engagement.ts'
import { createAnnouncements } from '../services/inbox/announcements.ts'
import { createInbox } from '../services/inbox/inbox.ts'
import { SnoozeClock } from '../services/inbox/snooze-clock.ts'
import { newLocalId } from '../services/writing/local-id.ts'
import { createMediaAddresses } from '../services/media/media-address.ts'
import { createMedia, mediaCacheDirectory } from '../services/media/media.ts'
import { MuteKeeper } from '../services/mutes/mute-keeper.ts'
import { createMutes } from '../services/mutes/mutes.ts'
import { createMediaFit } from '../services/writing/media-fit.ts'
import { createMetrics } from '../services/reading/metrics.ts'
import { createOutbox } from '../services/writing/outbox.ts'
import { withHeldPosts } from '../services/writing/held-posts.ts'
import { createRewrite } from '../services/writing/rewrite.ts'
import { createPosts } from '../services/reading/posts.ts'
import { createSamePosts } from '../services/reading/same-posts.ts'
import { picturesOf } from '../services/media/pictures.ts'
import { createPublishing } from '../services/writing/publishing.ts'
import { SearchIndexer } from '../services/reading/search-indexer.ts'
import { createSearch } from '../services/reading/search.ts'
import { BackupKeeper } from '../services/storage/backup-keeper.ts'
import { Checkpointer } from '../services/storage/checkpointer.ts'
import { dataPaths } from '../services/storage/data-paths.ts'
import { createMyData, type Restart } from '../services/storage/my-data.ts'
import { Pruner } from '../services/storage/pruner.ts'
import { type DataTasks } from '../services/storage/tasks.ts'
import { createSettings } from '../services/settings.ts'
import { createSignIn } from '../services/accounts/sign-in.ts'
import { createTimelines } from '../services/reading/timelines.ts'
import { createNetworkSearch } from '../services/views/network-search.ts'
import { createViews } from '../services/views/views.ts'
import type { Store } from '../store/open-database.ts'
import { listAccounts, setAccountState } from '../store/tables/accounts.ts'
import { getMediaFile } from '../store/tables/media-files.ts'
import { findVariantFile } from '../store/tables/media-variants.ts'
import { getRateWindow, saveRateWindow } from '../store/tables/rate-windows.ts'
import { getSettings } from '../store/tables/settings.ts'
import { createStreamReader } from '../sync/stream-reader.ts'
import { Scheduler } from '../sync/scheduler.ts'
import { HealthKeeper } from '../sync/health-keeper.ts'
import { SessionKeeper } from '../sync/session-keeper.ts'
import { createViewReader } from '../sync/views/view-reader.ts'
import { storedCacheIndex } from './cache-index.ts'
import { type ChangeFeed } from './change-feed.ts'
import { createConnections } from './connections.ts'
import { createMediaCache } from './media-cache.ts'
import { createMediaHosting } from './media-hosting.ts'
import type { Clock, HostShell, Log, SecretStore } from './ports.ts'

/** What a host gives. */
export type CoreOptions = {
  /** Where everything is kept. Locked for this process. */
  readonly dataDirectory: string
  readonly host: 'desktop' | 'headless'
  readonly secrets: SecretStore
  readonly shell: HostShell
  /** Other connectors than those of `connectors/all.ts`, for tests. */
  readonly connectors?: readonly PlatformConnector[]
  readonly clock?: Clock
  /** Ms that only ever grow, whoever sets the clock; the system's where it is left out. */
  readonly monotonic?: Clock
  /** Told of every step of sending, for tests that end the process there. */
  readonly onStep?: OnOutboxStep
}

/** How long closing waits for a token that is being refreshed. */
const TOKEN_PATIENCE_MS = 5_000

const Package = z.object({ version: z.string() })

/** From sources and from the bundle alike, package.json is two folders up. */
function readVersion(): string {
  return Package.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))).version
}

export type CoreLog = Log & { tail(): readonly string[] }

export type Composed = ReturnType<typeof compose>

/** What outlasts a database, and the database. */
type Around = {
  readonly store: Store
  readonly feed: ChangeFeed
  readonly tasks: DataTasks
  readonly restart: Restart
  readonly onDamaged: (cause: unknown) => void
}

/** Wires everything over an open data folder. Nothing is read or sent before `start`. */
export function compose(options: CoreOptions, log: CoreLog, mediaKey: string, { store, feed, tasks, restart, onDamaged }: Around) {
  const { dataDirectory, secrets, shell } = options
  const clock = options.clock ?? Date.now
  const monotonic = options.monotonic ?? (() => performance.now())
  const version = readVersion()
  const userAgent = `Chirp/${version}`
  const closing = new AbortController()
  const connectors = options.connectors ?? allConnectors

  const registry = createRegistry(connectors)
  const limiter = createRateLimiter({
    store: {
      load: (scope, ruleId) => store.read((db) => getRateWindow(db, scope, ruleId)),
      save: (scope, ruleId, json) => store.write((db) => saveRateWindow(db, scope, ruleId, json, clock())),
    },
    clock,
    timer: systemTimer,
    onUnsaved: (error) => log.error('What is used of a limit could not be saved.', { error }),
  })
  const onHostChanged = (): void => feed.emit({ topic: 'settings' })
  const hosting = createMediaHosting({ store, secrets, limiter, userAgent, clock, log, onChanged: onHostChanged, closing: closing.signal })
  const spending = createSpending({ store, connectors, clock, log, onChanged: (accountId) => scheduler.accountChanged(accountId) })
  const connections = createConnections({
    registry,
    store,
    secrets,
    limiter,
    spending,
    userAgent,
    clock,
    log,
    publicMediaFor: hosting.portFor,
    closing: closing.signal,
  })

  /** A server of the person's own may be on the private network, and may name media there. */
  const mayBePrivate = (host: string): boolean =>
    store
      .read((db) => listAccounts(db))
      .some((account) => {
        const own = URL.parse(account.server)
        const wanted = URL.parse(`http://${host}`)
        if (own === null || wanted === null) return false
        return registry.get(account.platform)?.manifest.ownMedia === 'host' ? own.hostname === wanted.hostname : own.host === host
      })
  const folder = openMediaFolder(dataPaths(dataDirectory).media)
  const media = createMedia({
    addresses: createMediaAddresses(mediaKey),
    cache: createMediaCache(
      mediaCacheDirectory(dataDirectory),
      storedCacheIndex(store),
      () => store.read((db) => getSettings(db)).mediaCacheBytes,
      clock,
    ),
    connectors,
    fetch: createGuardedFetch({ allowPrivateFor: mayBePrivate, userAgent }),
    resolveContext: connections.mediaContext,
    draftFile: (sha256) => {
      const file = store.read((db) => getMediaFile(db, sha256) ?? findVariantFile(db, sha256))
      return file === null ? null : { path: folder.pathOf(sha256), mimeType: file.mimeType }
    },
    clock,
    log,
    closing: closing.signal,
  })

  const views = { mediaAddress: media.address, platformName: connections.platformName }
  const reader = createStreamReader({ store, contextFor: connections.contextFor, clock, log })
  const scheduler = new Scheduler({
    store,
    reader,
    contextFor: connections.contextFor,
    setAccountState: (accountId, state) => {
      if (!store.write((db) => setAccountState(db, accountId, state))) return
      // What waited for the account may go on, or has to wait.
      runner.look()
      engagementRunner.look()
    },
    isMachineOnline: shell.isOnline,
    clock,
    timer: systemTimer,
    random: Math.random,
    log,
  })
  const sending = {
    store,
    connect: connections.contextFor,
    isOnline: () => shell.isOnline() && scheduler.isOnline(),
    clock,
    random: Math.random,
    log,
    monotonic,
    circuits: new Circuits(monotonic),
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
  }
  const keeping = {
    store,
    contextFor: connections.contextFor,
    onRefused: (accountId: string, error: AppError) => {
      if (store.write((db) => setAccountState(db, accountId, { kind: 'needs-sign-in', error }))) scheduler.accountChanged(accountId)
    },
    clock,
    timer: systemTimer,
    random: Math.random,
    log,
  }
  const sessionKeeper = new SessionKeeper(keeping)
  const healthKeeper = new HealthKeeper({ ...keeping, isOnline: sending.isOnline })
  const files = createFittedFiles({ store, folder, clock })
  const draftMedia = createDraftMedia({ store, folder, mediaAddress: media.address, clock, monotonic, log, newId: newLocalId })
  const runner = new OutboxRunner({ ...sending, folder, files, onRunOver: () => void draftMedia.sweep(), notify: feed.emit })
  const engagementRunner = new EngagementRunner({ ...sending, notify: feed.emit })
  const searchIndexer = new SearchIndexer({ store, timer: systemTimer, monotonic, log })
  const checkpointer = new Checkpointer({ store, timer: systemTimer, log })
  const muteKeeper = new MuteKeeper({ store, timer: systemTimer, clock, monotonic, log })
  const snoozeClock = new SnoozeClock({ store, timer: systemTimer, clock, log })
  const paths = dataPaths(dataDirectory)
  const backupKeeper = new BackupKeeper({ store, paths, tasks, version, timer: systemTimer, clock, log, onDamaged })
  const pruner = new Pruner({ store, forgetPictures: media.forget, timer: systemTimer, clock, monotonic, log })
  const announcements = createAnnouncements({ store, shell, clock })

  const accounts = createAccounts({
    store,
    connectors,
    lookup: connections,
    limiter,
    spending,
    mediaAddress: media.address,
    secrets: {
      write: (accountId, session) => createSessionPort(secrets, accountId).write(session),
      remove: (accountId) => removeSession(secrets, accountId),
    },
    clock,
    log,
    onChanged: (accountId) => {
      scheduler.accountChanged(accountId)
      runner.look()
      engagementRunner.look()
      void sessionKeeper.look()
      healthKeeper.accountChanged(accountId)
    },
    onRemoving: (accountId) => scheduler.stop(accountId),
  })
  const signIn = createSignIn({
    connectors,
    signInContext: connections.signInContext,
    forgetFlow: connections.forgetFlow,
    admit: accounts.admit,
    emit: feed.emit,
    log,
  })
  const search = createSearch({ store, views })
  const asking = {
    store,
    contextFor: connections.contextFor,
    views,
    clock,
    noteOutcome: (accountId: string, error: AppError | null) => {
      // A sign-in may be too narrow for lists or search, and still do for all else.
      const isNarrow = error?.kind === 'authentication' && error.reason === 'forbidden'
      if (!isNarrow) scheduler.noteOutcome(accountId, error)
    },
  }
  const services = {
    accounts,
    spending,
    health: createHealth({ store, lookup: connections, keeper: healthKeeper }),
    signIn,
    app: createApp({
      version,
      host: options.host,
      dataDirectory,
      store,
      reading: {
        refresh: (accountId) => scheduler.refresh(accountId),
        setVisible: (visible) => scheduler.setVisible(visible),
        isOnline: sending.isOnline,
        isSyncing: () => scheduler.isSyncing(),
      },
      accounts,
      secrets,
      media,
      demoAccounts: () => demoAccounts(clock()),
      logTail: () => log.tail(),
    }),
    timelines: createTimelines({ store, reader: scheduler, views, clock }),
    posts: createPosts({ store, contextFor: connections.contextFor, views, clock }),
    samePosts: createSamePosts({ store }),
    authors: createAuthors({ store, contextFor: connections.contextFor, views, clock }),
    inbox: createInbox({
      store,
      reader: scheduler,
      contextFor: connections.contextFor,
      views,
      clock,
      onEnqueued: () => engagementRunner.look(),
      onSnoozed: () => snoozeClock.look(),
    }),
    search,
    networkSearch: createNetworkSearch(asking),
    views: createViews({ ...asking, search, reader: createViewReader({ store, contextFor: connections.contextFor, clock, log }) }),
    mutes: createMutes({ store, clock, onChanged: () => muteKeeper.look() }),
    drafts: createDrafts({ store, clock, mediaAddress: media.address, newId: newLocalId, sweep: draftMedia.sweep }),
    draftMedia,
    mediaFit: createMediaFit({ store, files, mediaAddress: media.address, closing: closing.signal }),
    publishing: createPublishing({ store, lookup: connections, clock, mediaAddress: media.address, newId: newLocalId, runner }),
    outbox: withHeldPosts(
      { store, lookup: connections, clock, runner, folder, files },
      createOutbox({ store, clock, mediaAddress: media.address, newId: newLocalId, runner, sweep: draftMedia.sweep }),
    ),
    rewrite: createRewrite({
      store,
      lookup: connections,
      clock,
      newId: newLocalId,
      mediaAddress: media.address,
      original: media.original,
      draftMedia,
      runner: engagementRunner,
    }),
    engagement: createEngagement({ store, lookup: connections, clock, runner: engagementRunner }),
    metrics: createMetrics({ store, views }),
    myData: createMyData({ store, paths, tasks, shell, restart, clock, version }),
    settings: createSettings({ store }),
    mediaHosts: hosting.hosts,
  }

  store.onCommitted((touched) => {
    feed.touched(touched)
    const posts = touched.flatMap((touch) => (touch.topic === 'posts' ? [touch.id] : []))
    if (posts.length > 0) media.prefetch(store.read((db) => picturesOf(db, posts)))
    if (touched.some((touch) => touch.topic === 'inbox')) announcements.look()
  })
  let wasOnline = true
  scheduler.onStatus(({ online }) => {
    feed.emit({ topic: 'status' })
    const isBack = online && !wasOnline
    wasOnline = online
    if (!isBack) return
    media.forgetFailures()
    runner.wake()
    engagementRunner.wake()
    sessionKeeper.wake()
    healthKeeper.wake()
  })

  return {
    services,
    media,
    start: () => {
      scheduler.start()
      void sessionKeeper.look()
      healthKeeper.start()
      runner.start()
      engagementRunner.start()
      searchIndexer.start()
      muteKeeper.start()
      snoozeClock.start()
      backupKeeper.start()
      pruner.start()
      hosting.keeper.start()
      void draftMedia.sweep()
    },
    stop: async () => {
      searchIndexer[Symbol.dispose]()
      muteKeeper[Symbol.dispose]()
      snoozeClock[Symbol.dispose]()
      pruner[Symbol.dispose]()
      await backupKeeper[Symbol.asyncDispose]()
      await signIn.close()
      await Promise.all([
        sessionKeeper[Symbol.asyncDispose](),
        healthKeeper[Symbol.asyncDispose](),
        scheduler[Symbol.asyncDispose](),
        runner[Symbol.asyncDispose](),
        engagementRunner[Symbol.asyncDispose](),
      ])
      await sessionsAtRest(secrets, TOKEN_PATIENCE_MS)
      closing.abort()
      await hosting.keeper[Symbol.asyncDispose]()
      limiter.flush()
      await checkpointer[Symbol.asyncDispose]()
      store.close()
    },
  }
}
