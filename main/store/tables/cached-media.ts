import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** A file of the picture cache. `key` is the SHA-256 of its remote address, hex, and its file's name. */
export type CachedMedia = { readonly mimeType: string; readonly bytes: number }

/** Its use is noted at most this often. */
const USE_MS = 60 * 60 * 1000

export function findCachedMedia(db: ReadableDatabase, key: string): CachedMedia | null {
  return db.get<CachedMedia>('select mime_type as mimeType, bytes from cached_media where key = ?', key) ?? null
}

/** Whether `useCachedMedia` would write: lets the caller stay out of a transaction. */
export function isUseWorthNoting(db: ReadableDatabase, key: string, now: number): boolean {
  return db.get('select 1 from cached_media where key = ? and used_at < ?', key, now - USE_MS) !== undefined
}

export function putCachedMedia(db: WritableDatabase, key: string, media: CachedMedia, now: number): void {
  db.run(
    `insert into cached_media (key, mime_type, bytes, fetched_at, used_at) values (?1, ?2, ?3, ?4, ?4)
     on conflict (key) do update set mime_type = ?2, bytes = ?3, fetched_at = ?4, used_at = ?4`,
    key,
    media.mimeType,
    media.bytes,
    now,
  )
}

export function useCachedMedia(db: WritableDatabase, key: string, now: number): void {
  db.run('update cached_media set used_at = ? where key = ?', now, key)
}

export function removeCachedMedia(db: WritableDatabase, keys: readonly string[]): void {
  db.run('delete from cached_media where key in (select value from json_each(?))', JSON.stringify(keys))
}

export function clearCachedMedia(db: WritableDatabase): void {
  db.run('delete from cached_media')
}

/** Size of the cache, bytes. */
export function totalCachedBytes(db: ReadableDatabase): number {
  return db.get<{ total: number }>('select coalesce(sum(bytes), 0) as total from cached_media')?.total ?? 0
}

/** Keys of the least recently used files that together have at least `bytes`. */
export function leastUsedMedia(db: ReadableDatabase, bytes: number): string[] {
  const rows = db.all<{ key: string }>(
    `select key from (select key, sum(bytes) over (order by used_at, key) - bytes as before from cached_media) where before < ?`,
    bytes,
  )
  return rows.map((row) => row.key)
}

/** Keys of files that nobody used since a time, epoch ms, give or take the hour in which a use is noted once. */
export function mediaUnusedSince(db: ReadableDatabase, before: number, limit: number): string[] {
  return db
    .all<{ key: string }>('select key from cached_media where used_at < ? order by used_at limit ?', before, limit)
    .map(({ key }) => key)
}
