import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AtpAgent } from '@atproto/api'
import { createBlueskyConnector } from '../../main/connectors/bluesky/connector.ts'
import { createRateLimiter, systemTimer } from '../../main/connectors/rate-limiter.ts'
import { createRegistry } from '../../main/connectors/registry.ts'
import { createSessionPort } from '../../main/connectors/session.ts'
import { createConnections } from '../../main/core/connections.ts'
import type { SecretStore } from '../../main/core/ports.ts'
import { createSpending } from '../../main/services/accounts/spending.ts'
import { openStore } from '../../main/store/open-database.ts'
import { saveAccount } from '../../main/store/tables/accounts.ts'
import { getRateWindow, saveRateWindow } from '../../main/store/tables/rate-windows.ts'
import { createStreamReader } from '../../main/sync/stream-reader.ts'
import { startBlueskyNetwork } from '../support/networks.ts'
import type { BlueskyNetwork, TestAccount } from '../support/bluesky-network.ts'
import { median, report } from './figure.ts'

const POSTS = 1_000
const RUNS = 5
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

function memorySecrets(): SecretStore {
  const kept = new Map<string, string>()
  return {
    protection: 'plain',
    read: (name) => Promise.resolve(kept.get(name) ?? null),
    write: (name, value) => Promise.resolve(void kept.set(name, value)),
    remove: (name) => Promise.resolve(void kept.delete(name)),
  }
}

async function writePosts(network: BlueskyNetwork, reader: TestAccount, writer: TestAccount): Promise<void> {
  await network.follow(reader, writer)
  const began = Date.now() - POSTS * 60_000
  for (let number = 0; number < POSTS; number += 100) {
    const writes = Array.from({ length: 100 }, (_, index) => ({
      $type: 'com.atproto.repo.applyWrites#create' as const,
      collection: 'app.bsky.feed.post' as const,
      value: {
        $type: 'app.bsky.feed.post',
        text: `Proof number ${number + index}: the paper is cotton, the ink is blue, and the harbour was grey all morning.`,
        createdAt: new Date(began + (number + index) * 60_000).toISOString(),
      },
    }))
    await writer.agent.com.atproto.repo.applyWrites({ repo: writer.did, writes })
  }
  await network.processAll()
}

/** Chirp: the connector, the HTTP port, the limiter, normalising, and one transaction a page into a new store on disk. Answers the pages' limits. */
async function readWithChirp(network: BlueskyNetwork, reader: TestAccount): Promise<{ ms: number; limits: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'chirp-bench-'))
  const store = openStore(join(folder, 'chirp.sqlite'))
  const limits: number[] = []
  const stop = new AbortController()
  const limiter = createRateLimiter({
    store: {
      load: (scope, ruleId) => store.read((db) => getRateWindow(db, scope, ruleId)),
      save: (scope, ruleId, json) => store.write((db) => saveRateWindow(db, scope, ruleId, json, Date.now())),
    },
    clock: Date.now,
    timer: systemTimer,
  })
  try {
    const secrets = memorySecrets()
    const connector = createBlueskyConnector({ plcUrl: network.urls.plc })
    const counting = {
      ...connector,
      read: (...parameters: Parameters<typeof connector.read>) => {
        limits.push(parameters[1].limit)
        return connector.read(...parameters)
      },
    }
    const connections = createConnections({
      registry: createRegistry([counting]),
      store,
      secrets,
      limiter,
      spending: createSpending({ store, connectors: [counting], clock: Date.now, log: quiet, onChanged: () => undefined }),
      userAgent: 'Chirp bench',
      publicMediaFor: () => null,
      clock: Date.now,
      log: quiet,
      closing: stop.signal,
    })
    const signedIn = await connector.authenticate.signIn?.(
      connections.signInContext(connector, network.urls.pds, 'bench', stop.signal),
      'app-password',
      { server: network.urls.pds, handle: reader.handle, password: reader.appPassword },
    )
    if (signedIn === undefined) throw new Error('Could not sign in.')
    await createSessionPort(secrets, 'acc_bench').write(signedIn.session)
    store.write((db) =>
      saveAccount(db, {
        id: 'acc_bench',
        platform: connector.manifest.platform,
        authorId: signedIn.author.id,
        handle: signedIn.author.handle,
        displayName: signedIn.author.displayName,
        avatarUrl: null,
        server: signedIn.server,
        authMethod: 'app-password',
        state: { kind: 'connected' },
        capabilities: signedIn.capabilities,
        addedAt: Date.now(),
        readAt: null,
        position: 0,
      }),
    )
    const streams = createStreamReader({ store, contextFor: connections.contextFor, clock: Date.now, log: quiet })
    const began = performance.now()
    let added = 0
    for (let first = true; added < POSTS; first = false) {
      const run = first ? await streams.readNewest('acc_bench', 'home') : await streams.readOlder('acc_bench', 'home')
      if (!run.ok || run.value.added === 0) throw new Error(`Read ${added} posts and no more.`)
      added += run.value.added
    }
    return { ms: performance.now() - began, limits }
  } finally {
    stop.abort()
    limiter.flush()
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same calls and nothing else: the official client in a loop, what it answers thrown away. */
async function readBare(network: BlueskyNetwork, reader: TestAccount, limits: readonly number[]): Promise<number> {
  const agent = new AtpAgent({ service: network.urls.pds })
  await agent.login({ identifier: reader.handle, password: reader.appPassword })
  const began = performance.now()
  let cursor: string | undefined
  let posts = 0
  for (const limit of limits) {
    const { data } = await agent.getTimeline(cursor === undefined ? { limit } : { limit, cursor })
    posts += data.feed.length
    cursor = data.cursor
  }
  if (posts < POSTS) throw new Error(`The bare loop read ${posts} posts.`)
  return performance.now() - began
}

/** Reading 1,000 posts from a real Bluesky network into the store, against a bare loop of the same calls. */
export async function benchReadBluesky(): Promise<boolean> {
  const network = await startBlueskyNetwork()
  try {
    const [reader, writer] = await Promise.all([network.createAccount('reader'), network.createAccount('writer')])
    await writePosts(network, reader, writer)
    const chirp: number[] = []
    const bare: number[] = []
    for (let run = 0; run <= RUNS; run++) {
      const { ms, limits } = await readWithChirp(network, reader)
      const bareMs = await readBare(network, reader, limits)
      if (run > 0) {
        chirp.push(ms)
        bare.push(bareMs)
      }
    }
    const against = 'a bare loop of the same API calls'
    report({ name: against, value: median(bare), unit: 'ms', ratio: null, against: null, target: null })
    return report({
      name: 'reading 1,000 posts from a Bluesky network',
      value: median(chirp),
      unit: 'ms',
      // Pair by pair, so that a machine that slows down in the middle does not tilt it.
      ratio: median(chirp.map((ms, index) => ms / (bare[index] ?? Number.NaN))),
      against,
      target: '<=1.3',
    })
  } finally {
    await network.close()
  }
}
