import { Settings } from '../../../shared/model/settings.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** The settings; what was never set, or cannot be read, has its default. */
export function getSettings(db: ReadableDatabase): Settings {
  const stored: Record<string, unknown> = {}
  for (const row of db.all<SettingRow>('select key, value from setting')) {
    if (Object.hasOwn(Settings.shape, row.key)) stored[row.key] = read(db, row)
  }
  return Settings.parse(stored)
}

/** One of the settings; as in `getSettings`. */
export function getSetting<Field extends keyof Settings>(db: ReadableDatabase, key: Field): Settings[Field] {
  const row = db.get<SettingRow>('select key, value from setting where key = ?', key)
  const stored = row === undefined ? undefined : read(db, row)
  return (stored === undefined ? Settings.shape[key].parse(undefined) : stored) as Settings[Field]
}

type SettingRow = { readonly key: string; readonly value: string }

/** Undefined where it cannot be read. */
function read(db: ReadableDatabase, { key, value }: SettingRow): unknown {
  try {
    return Settings.shape[key as keyof Settings].parse(JSON.parse(value))
  } catch (cause) {
    db.reportBroken('setting', key, cause)
    return undefined
  }
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
