import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** A file in Chirp's own folder, under the hash of its bytes. */
export type MediaFile = {
  /** Hex. */
  readonly sha256: string
  readonly mimeType: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  /** When it last came in; coming in again makes it young again. */
  readonly createdAt: number
}

type Stored = {
  sha256: string
  mime_type: string
  bytes: number
  width: number | null
  height: number | null
  duration_ms: number | null
  created_at: number
}

const columns = 'sha256, mime_type, bytes, width, height, duration_ms, created_at'

/** Stores what is known about a file; the same bytes again only make it young. */
export function putMediaFile(db: WritableDatabase, file: MediaFile): void {
  db.run(
    `insert into media_file (${columns}) values (?, ?, ?, ?, ?, ?, ?)
     on conflict (sha256) do update set created_at = excluded.created_at`,
    file.sha256,
    file.mimeType,
    file.bytes,
    file.width,
    file.height,
    file.durationMs,
    file.createdAt,
  )
}

export function getMediaFile(db: ReadableDatabase, sha256: string): MediaFile | null {
  const row = db.get<Stored>(`select ${columns} from media_file where sha256 = ?`, sha256)
  return row === undefined ? null : toFile(row)
}

/** Files that came in before a time, epoch ms. */
export function mediaFilesOlderThan(db: ReadableDatabase, before: number): MediaFile[] {
  return db.all<Stored>(`select ${columns} from media_file where created_at < ?`, before).map(toFile)
}

/** Every file that is to be in the folder: what was attached, and what was made of it. */
export function listKeptFiles(db: ReadableDatabase): { readonly sha256: string; readonly mimeType: string; readonly bytes: number }[] {
  return db.all(
    `select sha256, mime_type as mimeType, bytes from media_file
     union select sha256, mime_type, bytes from media_variant where sha256 not in (select sha256 from media_file)`,
  )
}

export function deleteMediaFile(db: WritableDatabase, sha256: string): void {
  db.run('delete from media_file where sha256 = ?', sha256)
}

function toFile(row: Stored): MediaFile {
  return {
    sha256: row.sha256,
    mimeType: row.mime_type,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    durationMs: row.duration_ms,
    createdAt: row.created_at,
  }
}
