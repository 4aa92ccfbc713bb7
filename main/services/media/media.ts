import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppFailure } from '../../../shared/errors.ts'
import type { SignInContext, PlatformConnector } from '../../connectors/connector.ts'
import { fileResponse, type MediaCache } from '../../core/media-cache.ts'
import { SECURITY_HEADERS } from '../../core/page-files.ts'
import type { Clock, Log } from '../../core/ports.ts'
import { sniffMediaType } from '../../core/sniff-media-type.ts'
import type { MediaAddresses } from './media-address.ts'

/** What showing media needs. */
export type MediaDependencies = {
  readonly addresses: MediaAddresses
  readonly cache: MediaCache
  readonly connectors: readonly PlatformConnector[]
  /** Fetches from strangers' servers: never an address on the private network unless it is an account's own server; size-capped. */
  readonly fetch: (
    url: string,
    init: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal; readonly maxBytes?: number },
  ) => Promise<Response>
  /** What a connector's `resolveMedia` may use. */
  readonly resolveContext: (connector: PlatformConnector, signal: AbortSignal) => Omit<SignInContext, 'serverSecrets' | 'flowSecrets'>
  /** Where a file of a draft lies, by content hash, and what it is; null when there is none. */
  readonly draftFile: (sha256: string) => { readonly path: string; readonly mimeType: string } | null
  readonly clock: Clock
  readonly log: Log
  /** Ends what is under way when the app closes. */
  readonly closing: AbortSignal
}

/** The kinds that are shown. SVG is not: it is a program. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']
const STREAMS = [
  'video/mp4',
  'video/webm',
  'video/quicktime',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'audio/aac',
  'audio/flac',
]
const MAX_PICTURE_BYTES = 20_000_000
/** A picture that could not be had is not asked for again before this. */
const GIVE_UP_MS = 60_000
const FETCH_MS = 30_000
/** Pictures fetched ahead at the same time. */
const PREFETCH_AT_ONCE = 3
/** A picture that was not there yet (its server was still making it, or was away) is tried again, this often. */
const PREFETCH_TRIES = 4
/** Addresses waiting to be fetched ahead; more are dropped, the newest are kept. */
const PREFETCH_QUEUE = 2_000

const HEADERS = {
  ...SECURITY_HEADERS,
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'private, max-age=604800, immutable',
}

function refusal(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
}

/**
 * What cannot be had, now or ever: the page shows the alt text instead. 204 and not an error of the 500s, which a browser would write to its
 * console for every picture of an afternoon without a network.
 */
function unavailable(): Response {
  return new Response(null, { status: 204, headers: { ...SECURITY_HEADERS, 'cache-control': 'no-store' } })
}

/** Pictures, sound and video for the page, through this host alone: opening a timeline tells no stranger's server that you did. */
export function createMedia(dependencies: MediaDependencies) {
  const { addresses, cache, connectors, clock, log, closing } = dependencies
  const failed = new Map<string, number>()
  const underWay = new Map<string, Promise<boolean>>()
  const tries = new Map<string, number>()
  let queue: string[] = []
  let fetchingAhead = 0

  /** The http address of a remote one; a connector's own scheme is its to resolve. */
  const resolve = async (remote: string, signal: AbortSignal): Promise<string> => {
    if (/^https?:/i.test(remote)) return remote
    const connector = connectors.find((each) => (each.manifest.mediaSchemes ?? []).some((scheme) => remote.startsWith(`${scheme}:`)))
    if (connector?.resolveMedia === undefined) throw new Error('No connector knows this kind of address.')
    return connector.resolveMedia(dependencies.resolveContext(connector, signal), remote)
  }

  /** Gets a picture into the cache; false when it is not one, or cannot be had now. One request at a time for one picture. */
  const fetchPicture = (remote: string, key: string, response?: Response): Promise<boolean> => {
    const running = underWay.get(key)
    if (running !== undefined) return running
    const work = (async () => {
      const signal = AbortSignal.any([closing, AbortSignal.timeout(FETCH_MS)])
      try {
        const answer = response ?? (await dependencies.fetch(await resolve(remote, signal), { headers: { accept: 'image/*' }, signal }))
        if (!answer.ok) throw new Error(`Status ${answer.status}`)
        const bytes = await readCapped(answer, MAX_PICTURE_BYTES)
        const type = sniffMediaType(bytes)
        if (type === null || !PICTURES.includes(type)) throw new Error('Not a picture.')
        await cache.put(key, type, bytes)
        failed.delete(key)
        return true
      } catch (error) {
        if (failed.size > 5_000) failed.clear()
        failed.set(key, clock() + GIVE_UP_MS)
        if (!closing.aborted) log.info('A picture could not be fetched.', { host: hostOf(remote), error: String(error) })
        return false
      } finally {
        underWay.delete(key)
      }
    })()
    underWay.set(key, work)
    return work
  }

  const local = async (remote: string): Promise<Response | null> => {
    for (const connector of connectors) {
      const found = await connector.localMedia?.(remote)
      if (found != null)
        return new Response(found.bytes, { headers: { ...HEADERS, 'content-type': found.mimeType, 'accept-ranges': 'none' } })
    }
    return null
  }

  const cached = async (key: string, range: string | null): Promise<Response | null> => {
    const found = cache.find(key)
    if (found === null) return null
    const answer = await fileResponse(found.path, found.mimeType, range, HEADERS)
    if (answer === null) await cache.remove(key)
    return answer
  }

  /** Sound and video are passed through as they come, and not kept. */
  const passThrough = async (remote: string, range: string | null, signal: AbortSignal): Promise<Response> => {
    const answer = await dependencies.fetch(await resolve(remote, signal), { headers: range === null ? {} : { range }, signal })
    const type = (answer.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
    if (answer.ok && PICTURES.includes(type)) {
      const key = cache.keyOf(remote)
      await fetchPicture(remote, key, answer)
      return (await cached(key, null)) ?? unavailable()
    }
    if (!answer.ok || !STREAMS.includes(type)) {
      await answer.body?.cancel()
      return unavailable()
    }
    const kept = ['content-length', 'content-range', 'accept-ranges'].flatMap((name) => {
      const value = answer.headers.get(name)
      return value === null ? [] : [[name, value] as const]
    })
    return new Response(answer.body, { status: answer.status, headers: { ...HEADERS, 'content-type': type, ...Object.fromEntries(kept) } })
  }

  const tryAgain = (remote: string, key: string): void => {
    const tried = (tries.get(key) ?? 0) + 1
    tries.set(key, tried)
    if (tried >= PREFETCH_TRIES || tries.size > PREFETCH_QUEUE) tries.delete(key)
    else setTimeout(() => prefetch([remote]), GIVE_UP_MS * tried).unref()
  }

  const prefetch = (remotes: readonly string[]): void => {
    queue = [...queue, ...remotes.filter((remote) => /^https?:/i.test(remote))].slice(-PREFETCH_QUEUE)
    pump()
  }

  const pump = (): void => {
    while (fetchingAhead < PREFETCH_AT_ONCE && queue.length > 0 && !closing.aborted) {
      const remote = queue.pop() ?? ''
      const key = cache.keyOf(remote)
      if (cache.find(key) !== null) continue
      if ((failed.get(key) ?? 0) > clock()) {
        tryAgain(remote, key)
        continue
      }
      fetchingAhead++
      void fetchPicture(remote, key).then((had) => {
        fetchingAhead--
        if (had) tries.delete(key)
        else tryAgain(remote, key)
        pump()
      })
    }
  }

  return {
    address: (remote: string): string => addresses.make(remote),

    /** Answers for `media/<address>`: from the cache, from this machine, or from the network that has it. */
    open: async (address: string, request: { readonly range: string | null; readonly signal: AbortSignal }): Promise<Response> => {
      const remote = addresses.read(address)
      if (remote === null) return refusal(404, 'There is nothing here.')
      const draft = /^chirp-file:([0-9a-f]{64})$/.exec(remote)?.[1]
      if (draft !== undefined) {
        const file = dependencies.draftFile(draft)
        return (
          (file === null ? null : await fileResponse(file.path, file.mimeType, request.range, HEADERS)) ?? refusal(404, 'The file is gone.')
        )
      }
      const key = cache.keyOf(remote)
      const stored = await cached(key, request.range)
      if (stored !== null) return stored
      const inside = /^https?:/i.test(remote) ? null : await local(remote)
      if (inside !== null) return inside
      if ((failed.get(key) ?? 0) > clock()) return unavailable()
      try {
        const answer = await passThrough(remote, request.range, AbortSignal.any([closing, request.signal]))
        if (answer.status === 204) failed.set(key, clock() + GIVE_UP_MS)
        return answer
      } catch (error) {
        if (!request.signal.aborted) {
          failed.set(key, clock() + GIVE_UP_MS)
          log.info('Media could not be fetched.', { host: hostOf(remote), error: String(error) })
        }
        return unavailable()
      }
    },

    /**
     * The bytes of a file as its network has it, for a post that is written anew. Rejects with `HttpFailure`, or with what a connector rejects
     * with, where they are not to be had, and beyond `maxBytes`.
     */
    original: async (remote: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> => {
      const draft = /^chirp-file:([0-9a-f]{64})$/.exec(remote)?.[1]
      const file = draft === undefined ? null : dependencies.draftFile(draft)
      if (file !== null) return readFile(file.path)
      const inside = /^https?:/i.test(remote) ? null : await local(remote)
      if (inside !== null) return new Uint8Array(await inside.arrayBuffer())
      const bound = AbortSignal.any([closing, signal])
      const answer = await dependencies.fetch(await resolve(remote, bound), { headers: {}, signal: bound, maxBytes })
      if (!answer.ok) {
        await answer.body?.cancel()
        throw new AppFailure({ kind: 'post-not-found', message: null })
      }
      return readCapped(answer, maxBytes)
    },

    /** Fetches pictures ahead, so that they are there without a network. Newest last: they come first. */
    prefetch,

    clear: async (): Promise<void> => {
      failed.clear()
      queue = []
      await Promise.all(underWay.values())
      await cache.clear()
    },

    /** Deletes these of the cache's files, by key. */
    forget: async (keys: readonly string[]): Promise<void> => {
      await Promise.all(keys.map((key) => cache.remove(key)))
    },

    /** A machine that came online again tries what failed. */
    forgetFailures: (): void => failed.clear(),

    cacheBytes: (): number => cache.totalBytes(),
  }
}

export type Media = ReturnType<typeof createMedia>

function hostOf(address: string): string {
  return URL.parse(address)?.host ?? address.split(':', 1)[0] ?? ''
}

async function readCapped(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    total += chunk.byteLength
    if (total > maxBytes) throw new Error(`More than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The folder of the cache below a data folder. */
export function mediaCacheDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'cache')
}
