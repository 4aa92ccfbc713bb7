import { z } from 'zod'
import { FitChange } from '../../../shared/model/media-fit.ts'
import { parseJson, type ReadableDatabase, type WritableDatabase } from '../sql.ts'

/** A file made of another one for targets with a rule; the same file where nothing had to be done. */
export type MediaVariant = {
  readonly sourceSha256: string
  /** What it was made for, as one text: see `ruleText` of `main/outbox/media/fitted-files.ts`. */
  readonly rule: string
  readonly sha256: string
  readonly mimeType: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
  readonly changes: readonly FitChange[]
  readonly createdAt: number
}

type Stored = {
  source_sha256: string
  rule: string
  sha256: string
  mime_type: string
  bytes: number
  width: number | null
  height: number | null
  changes: string
  created_at: number
}

const columns = 'source_sha256, rule, sha256, mime_type, bytes, width, height, changes, created_at'
const Changes = z.array(FitChange)

/** Stores what was made of a file. What was made first stays: a post that is sent again is sent with the same file. */
export function putMediaVariant(db: WritableDatabase, variant: MediaVariant): void {
  db.run(
    `insert into media_variant (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (source_sha256, rule) do nothing`,
    variant.sourceSha256,
    variant.rule,
    variant.sha256,
    variant.mimeType,
    variant.bytes,
    variant.width,
    variant.height,
    JSON.stringify(variant.changes),
    variant.createdAt,
  )
}

/** What was made of a file for a rule; null where nothing was yet. */
export function getMediaVariant(db: ReadableDatabase, sourceSha256: string, rule: string): MediaVariant | null {
  const row = db.get<Stored>(`select ${columns} from media_variant where source_sha256 = ? and rule = ?`, sourceSha256, rule)
  return row === undefined ? null : toVariant(db, row)
}

/** Forgets what was made of a file for a rule, because its file is gone. */
export function deleteMediaVariant(db: WritableDatabase, { sourceSha256, rule }: Pick<MediaVariant, 'sourceSha256' | 'rule'>): void {
  db.run('delete from media_variant where source_sha256 = ? and rule = ?', sourceSha256, rule)
}

/** Whether a file is needed as something that was made of another; what type it has then. */
export function findVariantFile(db: ReadableDatabase, sha256: string): { readonly mimeType: string } | null {
  const row = db.get<Pick<Stored, 'mime_type'>>('select mime_type from media_variant where sha256 = ? limit 1', sha256)
  return row === undefined ? null : { mimeType: row.mime_type }
}

/** Hashes of what was made of a file. */
export function variantsOfFile(db: ReadableDatabase, sourceSha256: string): string[] {
  return db
    .all<Pick<Stored, 'sha256'>>('select distinct sha256 from media_variant where source_sha256 = ?', sourceSha256)
    .map((row) => row.sha256)
}

function toVariant(db: ReadableDatabase, row: Stored): MediaVariant | null {
  const changes = parseJson(db, 'media_variant', row.source_sha256, row.changes, Changes)
  if (changes === null) return null
  return {
    sourceSha256: row.source_sha256,
    rule: row.rule,
    sha256: row.sha256,
    mimeType: row.mime_type,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    changes,
    createdAt: row.created_at,
  }
}
