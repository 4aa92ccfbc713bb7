import type { Holding } from '../../../shared/model/my-data.ts'
import { tableSizes } from '../../store/files/read-whole-file.ts'
import type { Store } from '../../store/open-database.ts'
import { countHoldings } from '../../store/tables/counts.ts'
import { listBackups } from './backups.ts'
import type { DataPaths } from './data-paths.ts'

/** Where the room of a table is counted. Tables that are not named are small: drafts, the outbox, settings, accounts. */
const kindOfTable: readonly (readonly [RegExp, 'posts' | 'notifications' | 'search'])[] = [
  [/^(post_terms|search_)/, 'search'],
  [/^inbox_/, 'notifications'],
  [/^(post|author|timeline_|view_|same_|metrics_sample|mute_match|stream_place)/, 'posts'],
]

/** What takes how much room, and how many there are of it: see `Holding`. */
export async function measureHoldings(store: Store, paths: DataPaths): Promise<Holding[]> {
  const [tables, backups] = await Promise.all([tableSizes(paths.database), listBackups(paths.backups)])
  const { posts, notifications, pictures, files, freeBytes } = store.read((db) => countHoldings(db))
  const roomOf = (wanted: string): number =>
    tables.reduce((sum, { table, bytes }) => {
      const kind = kindOfTable.find(([pattern]) => pattern.test(table))?.[1] ?? 'rest'
      return kind === wanted ? sum + bytes : sum
    }, 0)
  return [
    { kind: 'posts', count: posts, bytes: roomOf('posts') },
    { kind: 'notifications', count: notifications, bytes: roomOf('notifications') },
    { kind: 'search', count: null, bytes: roomOf('search') },
    { kind: 'rest', count: null, bytes: roomOf('rest') },
    { kind: 'free', count: null, bytes: freeBytes },
    { kind: 'pictures', count: pictures.count, bytes: pictures.bytes },
    { kind: 'files', count: files.count, bytes: files.bytes },
    { kind: 'backups', count: backups.length, bytes: backups.reduce((sum, { bytes }) => sum + bytes, 0) },
  ]
}
