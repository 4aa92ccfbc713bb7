import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/**
 * The drafts that were being sent when the process over a data folder ended: something of them had begun and not all of it was posted. Reads a
 * copy, so that the files stay as the dead process left them for the next one to recover.
 */
export function draftsInFlight(dataDirectory: string): ReadonlySet<string> {
  const copy = mkdtempSync(join(tmpdir(), 'chirp-autopsy-'))
  try {
    for (const name of ['chirp.sqlite', 'chirp.sqlite-wal']) {
      if (existsSync(join(dataDirectory, name))) copyFileSync(join(dataDirectory, name), join(copy, name))
    }
    const database = new Database(join(copy, 'chirp.sqlite'))
    const rows = database
      .prepare(
        `select draft_id as id from outbox_item group by draft_id
         having sum(state <> 'queued') > 0 and sum(state not in ('done', 'cancelled')) > 0`,
      )
      .all() as readonly { readonly id: string }[]
    database.close()
    return new Set(rows.map(({ id }) => id))
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
