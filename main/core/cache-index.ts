import type { Store } from '../store/open-database.ts'
import {
  clearCachedMedia,
  findCachedMedia,
  isUseWorthNoting,
  leastUsedMedia,
  putCachedMedia,
  removeCachedMedia,
  totalCachedBytes,
  useCachedMedia,
} from '../store/tables/cached-media.ts'
import type { CacheIndex } from './media-cache.ts'

/** What the picture cache remembers, in the store. */
export function storedCacheIndex(store: Store): CacheIndex {
  return {
    find: (key) => store.read((db) => findCachedMedia(db, key)),
    put: (key, entry, now) => store.write((db) => putCachedMedia(db, key, entry, now)),
    use: (key, now) => {
      if (store.read((db) => isUseWorthNoting(db, key, now))) store.write((db) => useCachedMedia(db, key, now))
    },
    remove: (keys) => store.write((db) => removeCachedMedia(db, keys)),
    totalBytes: () => store.read((db) => totalCachedBytes(db)),
    leastUsed: (bytes) => store.read((db) => leastUsedMedia(db, bytes)),
    clear: () => store.write((db) => clearCachedMedia(db)),
  }
}
