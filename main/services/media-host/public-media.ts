import { AppFailure, type InputIssue } from '../../../shared/errors.ts'
import type { OutgoingMedia, PublicMediaPort } from '../../connectors/connector.ts'
import type { Clock, Log } from '../../core/ports.ts'
import type { BucketClient } from '../../media-host/client.ts'
import { isPassing } from '../../media-host/failures.ts'
import { newObjectName } from '../../media-host/object-name.ts'
import type { ConnectBucket } from '../../media-host/test-bucket.ts'
import type { Store } from '../../store/open-database.ts'
import {
  addHostedFile,
  findHostedFile,
  markHostedFileThere,
  releaseHostedFile,
  removeHostedFile,
  useHostedFile,
} from '../../store/tables/hosted-files.ts'
import { hasMediaHost, listMediaHosts, type KeptMediaHost } from '../../store/tables/media-hosts.ts'
import type { HostHealth } from './host-health.ts'
import type { HostKeys } from './host-keys.ts'

/** So long may a network take to fetch a file; then it goes, whoever counted on it. */
export const STAYS_MS = 24 * 60 * 60_000
/** A file that is put already is used again as long as it stays for this time at least. */
const AT_LEAST_MS = 4 * 60 * 60_000

export type PublicMediaDependencies = {
  readonly store: Store
  readonly keys: HostKeys
  readonly connect: ConnectBucket
  readonly health: HostHealth
  readonly clock: Clock
  readonly log: Log
  /** Something is due. Never rejects. */
  readonly sweep: () => Promise<void>
}

/** The way to the person's media hosts for one account; null = there is none. */
export type PublicMediaFor = (accountId: string) => PublicMediaPort | null

/**
 * Files for networks that fetch them. One that an account has put already is used again, however often it is asked for: each asking is one use, and
 * it stays until each was released, or its day is over. A repeat after a crash thus makes it stay longer, never go too early.
 */
export function createPublicMedia(deps: PublicMediaDependencies): PublicMediaFor {
  const { store, clock, sweep } = deps
  /** By account and hash: what is asked for while it is on its way waits for that. */
  const underWay = new Map<string, Promise<unknown>>()

  const putOnce = async (accountId: string, media: OutgoingMedia): Promise<{ url: string; name: string }> => {
    const now = clock()
    const there = store.read((db) => findHostedFile(db, { accountId, sha256: media.sha256 }, now + AT_LEAST_MS))
    if (there?.url == null) return putAnew(deps, accountId, media)
    store.writeDurably((db) => useHostedFile(db, there.name, now + STAYS_MS))
    return { url: there.url, name: there.name }
  }

  return (accountId) => {
    if (!store.read(hasMediaHost)) return null
    return {
      put: async (media) => {
        const key = `${accountId} ${media.sha256}`
        const turn = (underWay.get(key) ?? Promise.resolve()).then(
          () => putOnce(accountId, media),
          () => putOnce(accountId, media),
        )
        underWay.set(key, turn)
        try {
          return await turn
        } finally {
          if (underWay.get(key) === turn) underWay.delete(key)
        }
      },
      release: async (name) => {
        try {
          store.write((db) => releaseHostedFile(db, name, clock()))
        } catch (error) {
          // It stays for its day.
          deps.log.warn('A file on a media host could not be released.', { error })
        }
        await sweep()
      },
    }
  }
}

/** Puts a file on the first host that takes it. */
async function putAnew(deps: PublicMediaDependencies, accountId: string, media: OutgoingMedia): Promise<{ url: string; name: string }> {
  const bytes = await media.read()
  const failures: AppFailure[] = []
  for (const host of deps.store.read(listMediaHosts)) {
    if (host.place === 'retired') continue
    try {
      const put = await putOn(deps, host, accountId, media, bytes)
      deps.health.note(host.id, null)
      return put
    } catch (cause) {
      if (!(cause instanceof AppFailure)) throw cause
      deps.health.note(host.id, cause.error)
      deps.log.warn('A media host did not take a file.', { place: host.place, error: cause.error })
      failures.push(cause)
    }
  }
  throw ofAll(failures)
}

async function putOn(
  deps: PublicMediaDependencies,
  host: KeptMediaHost,
  accountId: string,
  { sha256, mimeType }: OutgoingMedia,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ url: string; name: string }> {
  const { store, clock } = deps
  const client = await clientOf(deps, host)
  const name = newObjectName(mimeType)
  // Its name is on the disk before it is on the host.
  store.writeDurably((db) => addHostedFile(db, { name, hostId: host.id, accountId, sha256 }, clock() + STAYS_MS))
  try {
    await client.put(name, { bytes, sha256, mimeType })
  } catch (cause) {
    // What was refused is not there; what was not answered may be.
    const isRefused = cause instanceof AppFailure && !isPassing(cause.error)
    store.write((db) => (isRefused ? removeHostedFile(db, name) : releaseHostedFile(db, name, clock())))
    throw cause
  }
  try {
    const url = await client.prove(name, bytes)
    store.writeDurably((db) => markHostedFileThere(db, name, url))
    return { url, name }
  } catch (cause) {
    store.write((db) => releaseHostedFile(db, name, clock()))
    void deps.sweep()
    throw cause
  }
}

async function clientOf({ keys, connect }: PublicMediaDependencies, host: KeptMediaHost): Promise<BucketClient> {
  const known = await keys.read(host.id)
  if (known !== null) return connect(host, known)
  throw new AppFailure({ kind: 'invalid-input', issues: [{ field: 'accessKeyId', code: 'media-host-keys-missing', values: {} }] })
}

/** One failure for all hosts: of those that may pass by themselves, else what is wrong with each. */
function ofAll(failures: readonly AppFailure[]): AppFailure {
  const [first] = failures
  // The hosts were given up since the port was asked for.
  if (first === undefined) return new AppFailure({ kind: 'capability-not-supported', capability: 'media', message: null })
  const passing = failures.find(({ error }) => isPassing(error))
  if (passing !== undefined || failures.length === 1) return passing ?? first
  const issues = failures.flatMap(({ error }): InputIssue[] => (error.kind === 'invalid-input' ? error.issues : []))
  return new AppFailure({ kind: 'invalid-input', issues: [{ field: '', code: 'media-hosts-failed', values: {} }, ...issues] })
}
