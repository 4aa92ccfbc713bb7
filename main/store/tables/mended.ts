import { Mended } from '../../../shared/model/my-data.ts'
import { parseJson, type ReadableDatabase, type WritableDatabase } from '../sql.ts'

/** Beside the settings, under a name that is none of theirs. */
const KEY = 'mended'

/** What was done to the database the last time it was replaced, until the person has read it. */
export function getMended(db: ReadableDatabase): Mended | null {
  const row = db.get<{ value: string }>('select value from setting where key = ?', KEY)
  return row === undefined ? null : parseJson(db, 'setting', KEY, row.value, Mended)
}

/** Keeps what was done, or null when it was read. */
export function setMended(db: WritableDatabase, mended: Mended | null): void {
  if (mended === null) db.run('delete from setting where key = ?', KEY)
  else
    db.run(
      'insert into setting (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
      KEY,
      JSON.stringify(mended),
    )
  db.touch({ topic: 'settings' })
}
