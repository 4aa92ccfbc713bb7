import { DraftContent, DraftOptions, DraftTarget, type Draft } from '../../../shared/model/draft.ts'
import { z } from 'zod'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { mapRows, parseJson } from '../sql.ts'

/** `publishing`: its run is in the outbox; `discarded` can be restored until it is purged. */
export type DraftState = 'open' | 'publishing' | 'posted' | 'discarded'

/** A draft and where it stands. */
export type StoredDraft = { readonly draft: Draft; readonly state: DraftState }

type Stored = {
  id: string
  content: string
  targets: string
  reply_to_id: string | null
  quote_id: string | null
  options: string
  edits_id: string | null
  created_at: number
  updated_at: number
  revision: number
  state: DraftState
}

const columns = 'id, content, targets, reply_to_id, quote_id, options, edits_id, created_at, updated_at, revision, state'
const Targets = z.array(DraftTarget)

/** Stores a new, open draft. */
export function insertDraft(db: WritableDatabase, draft: Draft): void {
  db.run(
    `insert into draft (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')`,
    draft.id,
    JSON.stringify(draft.content),
    JSON.stringify(draft.targets),
    draft.replyTo,
    draft.quote,
    JSON.stringify(draft.options),
    draft.edits,
    draft.createdAt,
    draft.updatedAt,
    draft.revision,
  )
  announce(db, draft.id)
}

export function getDraft(db: ReadableDatabase, id: string): StoredDraft | null {
  const row = db.get<Stored>(`select ${columns} from draft where id = ?`, id)
  return row === undefined ? null : toDraft(db, row)
}

/** Stores a new version of an open draft if `revision` is the stored one; answers whether it was. */
export function saveDraft(
  db: WritableDatabase,
  id: string,
  revision: number,
  version: Pick<Draft, 'content' | 'targets' | 'options'>,
  now: number,
): boolean {
  const before = getDraft(db, id)?.draft
  const { changes } = db.run(
    `update draft set content = ?, targets = ?, options = ?, updated_at = ?, revision = revision + 1 where id = ? and revision = ? and state = 'open'`,
    JSON.stringify(version.content),
    JSON.stringify(version.targets),
    JSON.stringify(version.options),
    now,
    id,
    revision,
  )
  if (changes === 0) return false
  db.touch({ topic: 'drafts', id })
  // Saved several times a second while somebody types: what the whole window shows is asked again only when it changes.
  if (before === undefined || isUnwritten(before) !== isUnwritten({ ...before, ...version })) db.touch({ topic: 'status' })
  return true
}

/** Moves a draft from one state to another; answers false where it is not in `from`. */
export function moveDraft(db: WritableDatabase, id: string, from: DraftState, to: DraftState, now: number): boolean {
  const { changes } = db.run('update draft set state = ?, updated_at = ? where id = ? and state = ?', to, now, id, from)
  if (changes > 0) announce(db, id)
  return changes > 0
}

/** Files of a draft that the post it edits has already: by id of the draft's media, the network's own name. */
export type KeptMedia = Readonly<Record<string, string>>

const KeptMediaJson = z.record(z.string(), z.string())

export function setKeptMedia(db: WritableDatabase, id: string, kept: KeptMedia): void {
  db.run('update draft set kept_media = ? where id = ?', JSON.stringify(kept), id)
}

export function getKeptMedia(db: ReadableDatabase, id: string): KeptMedia {
  const row = db.get<{ kept_media: string }>('select kept_media from draft where id = ?', id)
  return (row === undefined ? null : parseJson(db, 'draft', id, row.kept_media, KeptMediaJson)) ?? {}
}

/** The newest open draft that is an edit of a post; null where nobody is editing it. */
export function findOpenEdit(db: ReadableDatabase, postId: string): Draft | null {
  const row = db.get<Stored>(`select ${columns} from draft where edits_id = ? and state = 'open' order by updated_at desc limit 1`, postId)
  return row === undefined ? null : (toDraft(db, row)?.draft ?? null)
}

/** Drafts in a state, the last changed first. */
export function draftsInState(db: ReadableDatabase, state: DraftState): Draft[] {
  return mapRows(
    db.all<Stored>(`select ${columns} from draft where state = ? order by updated_at desc, id`, state),
    (row) => toDraft(db, row)?.draft ?? null,
  )
}

/** Drafts of a state in which something was written or attached, the last changed first: those a list shows. */
export function writtenDrafts(db: ReadableDatabase, state: 'open' | 'discarded' = 'open'): Draft[] {
  return draftsInState(db, state).filter((draft) => !isUnwritten(draft))
}

/** All versions of what a draft says: the shared one first, then those of its targets. */
export function versionsOf(draft: Pick<Draft, 'content' | 'targets'>): readonly DraftContent[] {
  return [draft.content, ...draft.targets.flatMap((target) => (target.override === null ? [] : [target.override]))]
}

/** Nothing was written or attached. A reply begins with whom it mentions: that alone is not writing. */
export function isUnwritten(draft: Pick<Draft, 'content' | 'targets' | 'replyTo'>): boolean {
  return versionsOf(draft).every((content) =>
    content.segments.every(
      (segment) =>
        segment.media.length === 0 &&
        segment.poll === null &&
        (draft.replyTo === null ? segment.text : segment.text.replace(/^(\s*@\S+)+/, '')).trim() === '',
    ),
  )
}

/** Forgets discarded drafts that were last touched before a time, epoch ms. */
export function purgeDiscardedDrafts(db: WritableDatabase, before: number): void {
  db.run(`delete from draft where state = 'discarded' and updated_at < ?`, before)
}

/** Forgets one draft for good. */
export function deleteDraft(db: WritableDatabase, id: string): void {
  db.run('delete from draft where id = ?', id)
  announce(db, id)
}

function announce(db: WritableDatabase, id: string): void {
  db.touch({ topic: 'drafts', id })
  db.touch({ topic: 'status' })
}

function toDraft(db: ReadableDatabase, row: Stored): StoredDraft | null {
  const content = parseJson(db, 'draft', row.id, row.content, DraftContent)
  const targets = parseJson(db, 'draft', row.id, row.targets, Targets)
  const options = parseJson(db, 'draft', row.id, row.options, DraftOptions)
  if (content === null || targets === null || options === null) return null
  return {
    state: row.state,
    draft: {
      id: row.id,
      content,
      targets,
      replyTo: row.reply_to_id,
      quote: row.quote_id,
      edits: row.edits_id,
      options,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      revision: row.revision,
    },
  }
}
