import { fromJson, type ReadableDatabase, type WritableDatabase } from '../sql.ts'

type Stored = { part: string; created_at: number }

/** Stores a part of what an item's connector has prepared, as JSON; a newer one takes its place. */
export function putOutboxPart(db: WritableDatabase, itemId: string, name: string, part: unknown, now: number): void {
  db.run(
    `insert into outbox_part (item_id, name, part, created_at) values (?, ?, ?, ?)
     on conflict (item_id, name) do update set part = excluded.part, created_at = excluded.created_at`,
    itemId,
    name,
    // `undefined` has no JSON.
    JSON.stringify(part ?? null),
    now,
  )
}

/** A part that is no older than a time, epoch ms; undefined where there is none. Its shape is its connector's business. */
export function getOutboxPart(db: ReadableDatabase, itemId: string, name: string, since: number): unknown {
  const row = db.get<Stored>('select part, created_at from outbox_part where item_id = ? and name = ?', itemId, name)
  if (row === undefined || row.created_at < since) return undefined
  return fromJson<unknown>(db, 'outbox_part', itemId, row.part) ?? undefined
}

/** Forgets all parts of an item: it is prepared as a whole, or what was uploaded is not to be relied on. */
export function deleteOutboxParts(db: WritableDatabase, itemId: string): void {
  db.run('delete from outbox_part where item_id = ?', itemId)
}
