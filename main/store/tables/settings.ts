import { Settings } from '../../../shared/model/settings.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** The settings; what was never set, or cannot be read, has its default. */
export function getSettings(db: ReadableDatabase): Settings {
  const stored: Record<string, unknown> = {}
  for (const row of db.all<{ key: string; value: string }>('select key, value from setting')) {
    const field = Object.hasOwn(Settings.shape, row.key) ? Settings.shape[row.key as keyof Settings] : undefined
    if (field === undefined) continue
    try {
      stored[row.key] = field.parse(JSON.parse(row.value))
    } catch (cause) {
      db.reportBroken('setting', row.key, cause)
    }
  }
  return Settings.parse(stored)
}

/** Stores the fields that are given and answers all of them. */
export function setSettings(db: WritableDatabase, changes: { readonly [Field in keyof Settings]?: Settings[Field] | undefined }): Settings {
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) continue
    db.run(
      'insert into setting (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
      key,
      JSON.stringify(value),
    )
  }
  db.touch({ topic: 'settings' })
  return getSettings(db)
}
