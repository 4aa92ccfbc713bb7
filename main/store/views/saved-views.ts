import { ViewSource, type SavedView } from '../../../shared/model/saved-view.ts'
import { foldTag } from '../../../shared/mute/read-post.ts'
import { mapRows, parseJson, type ReadableDatabase, type WritableDatabase } from '../sql.ts'

type SavedViewRow = { readonly id: number; readonly source: string; readonly title: string; readonly createdAt: number }

const select = 'select id, source, title, created_at as createdAt from saved_view'

function toView(db: ReadableDatabase, { id, source, title, createdAt }: SavedViewRow): SavedView | null {
  const parsed = parseJson(db, 'saved_view', id, source, ViewSource)
  return parsed === null ? null : { id: String(id), title, source: parsed, createdAt }
}

/** The person's views, in their order. */
export function listSavedViews(db: ReadableDatabase): SavedView[] {
  return mapRows(db.all<SavedViewRow>(`${select} order by position, id`), (row) => toView(db, row))
}

/** Null where there is none (any more). */
export function getSavedView(db: ReadableDatabase, id: string): SavedView | null {
  const row = /^\d{1,15}$/.test(id) ? db.get<SavedViewRow>(`${select} where id = ?`, Number(id)) : undefined
  return row === undefined ? null : toView(db, row)
}

/** The view that has this very source; tags are one however they are written. Null: none has. */
export function findSavedView(db: ReadableDatabase, source: ViewSource): SavedView | null {
  const wanted = nameOf(source)
  return listSavedViews(db).find((view) => nameOf(view.source) === wanted) ?? null
}

/** What tells sources apart. */
function nameOf(source: ViewSource): string {
  switch (source.kind) {
    case 'list':
    case 'feed':
      return JSON.stringify([source.kind, source.accountId, source.remoteId])
    case 'tag':
      return JSON.stringify([source.kind, foldTag(source.tag), source.accountIds?.toSorted() ?? null])
    case 'search':
      return JSON.stringify([source.kind, source.text])
  }
}

/** Adds a view below the others; answers its id. */
export function addSavedView(db: WritableDatabase, { source, title }: Pick<SavedView, 'source' | 'title'>, now: number): string {
  const { lastRow } = db.run(
    `insert into saved_view (kind, source, account_id, title, position, created_at)
     values (?, ?, ?, ?, (select coalesce(max(position), -1) + 1 from saved_view), ?)`,
    source.kind,
    JSON.stringify(source),
    accountOf(source),
    title.toWellFormed(),
    now,
  )
  db.touch({ topic: 'views' })
  return String(lastRow)
}

/** Changes a view; what was read for another source is forgotten. False where there is none. */
export function changeSavedView(db: WritableDatabase, id: string, { source, title }: Pick<SavedView, 'source' | 'title'>): boolean {
  const before = getSavedView(db, id)
  if (before === null) return false
  db.run(
    'update saved_view set kind = ?, source = ?, account_id = ?, title = ? where id = ?',
    source.kind,
    JSON.stringify(source),
    accountOf(source),
    title.toWellFormed(),
    Number(id),
  )
  if (nameOf(before.source) !== nameOf(source)) {
    db.run('delete from view_row where view_id = ?', Number(id))
    db.run('delete from view_cursor where view_id = ?', Number(id))
    db.touch({ topic: 'view', id })
  }
  db.touch({ topic: 'views' })
  return true
}

/** Takes a view away with what was read for it; its posts stay in the store. */
export function removeSavedView(db: WritableDatabase, id: string): void {
  if (getSavedView(db, id) === null) return
  db.run('delete from saved_view where id = ?', Number(id))
  db.run("delete from view_position where view = 'view:' || ?", id)
  db.touch({ topic: 'views' })
}

/** Puts the views into this order; those not named come after, as they were. */
export function reorderSavedViews(db: WritableDatabase, ids: readonly string[]): void {
  const all = listSavedViews(db).map((view) => view.id)
  const named = [...new Set(ids)].filter((id) => all.includes(id))
  for (const [position, id] of [...named, ...all.filter((id) => !named.includes(id))].entries()) {
    db.run('update saved_view set position = ? where id = ?', position, Number(id))
  }
  db.touch({ topic: 'views' })
}

function accountOf(source: ViewSource): string | null {
  return source.kind === 'list' || source.kind === 'feed' ? source.accountId : null
}
