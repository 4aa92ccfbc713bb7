import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'

/** What the cache remembers of its files; kept in the database. */
export type CacheIndex = {
  find(key: string): { readonly mimeType: string; readonly bytes: number } | null
  put(key: string, entry: { readonly mimeType: string; readonly bytes: number }, now: number): void
  /** Notes that it was used, at most once an hour per file. */
  use(key: string, now: number): void
  remove(keys: readonly string[]): void
  totalBytes(): number
  /** Least recently used first, until they add up to `bytes`. */
  leastUsed(bytes: number): readonly string[]
  clear(): void
}

/** Pictures on disk, bounded: what was used least goes first. */
export type MediaCache = {
  keyOf(address: string): string
  find(key: string): { readonly path: string; readonly mimeType: string; readonly bytes: number } | null
  /** Stores whole files only; a crash leaves nothing half-written under a key. */
  put(key: string, mimeType: string, bytes: Uint8Array): Promise<void>
  remove(key: string): Promise<void>
  clear(): Promise<void>
  totalBytes(): number
}

/** Shrinks to this share of the limit, so that it is not shrunk at every new picture. */
const SHRINK_TO = 0.9

export function createMediaCache(directory: string, index: CacheIndex, maxBytes: () => number, clock: () => number): MediaCache {
  const pathOf = (key: string): string => join(directory, key.slice(0, 2), key)
  const remove = async (keys: readonly string[]): Promise<void> => {
    index.remove(keys)
    await Promise.all(keys.map((key) => rm(pathOf(key), { force: true })))
  }
  return {
    keyOf: (address) => createHash('sha256').update(address).digest('hex'),
    find: (key) => {
      const entry = index.find(key)
      if (entry === null) return null
      index.use(key, clock())
      return { path: pathOf(key), ...entry }
    },
    put: async (key, mimeType, bytes) => {
      const path = pathOf(key)
      await mkdir(join(directory, key.slice(0, 2)), { recursive: true, mode: 0o700 })
      const temporary = `${path}.${randomUUID()}`
      const file = await open(temporary, 'w', 0o600)
      try {
        await file.writeFile(bytes)
      } finally {
        await file.close()
      }
      await rename(temporary, path)
      index.put(key, { mimeType, bytes: bytes.byteLength }, clock())
      const excess = index.totalBytes() - maxBytes()
      if (excess > 0) await remove(index.leastUsed(excess + maxBytes() * (1 - SHRINK_TO)))
    },
    remove: (key) => remove([key]),
    clear: async () => {
      index.clear()
      for (const name of await readdir(directory).catch(() => [])) await rm(join(directory, name), { recursive: true, force: true })
    },
    totalBytes: () => index.totalBytes(),
  }
}

/** The bytes asked for by a `Range` header: one range of a file of `size` bytes. Null: the header asks for something else, the whole is given. */
function parseRange(header: string | null, size: number): { start: number; end: number } | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return null
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  return start > end || start >= size ? null : { start, end }
}

/** A file as an HTTP answer, with ranges (RFC 9110, section 14). Null when the file is not there. */
export async function fileResponse(
  path: string,
  mimeType: string,
  range: string | null,
  headers: Readonly<Record<string, string>>,
): Promise<Response | null> {
  const size = await stat(path).then(
    (stats) => stats.size,
    () => null,
  )
  if (size === null) return null
  const part = parseRange(range, size)
  const stream = Readable.toWeb(createReadStream(path, part === null ? {} : part))
  // Node's web streams and the global ones are one and the same at run time; their declarations are not.
  const body = stream as unknown as ReadableStream<Uint8Array>
  const common = { ...headers, 'content-type': mimeType, 'accept-ranges': 'bytes' }
  return part === null
    ? new Response(body, { headers: { ...common, 'content-length': String(size) } })
    : new Response(body, {
        status: 206,
        headers: {
          ...common,
          'content-length': String(part.end - part.start + 1),
          'content-range': `bytes ${part.start}-${part.end}/${size}`,
        },
      })
}
