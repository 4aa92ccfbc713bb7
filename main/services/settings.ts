import { success, type Result } from '../../shared/errors.ts'
import type { Output, ParsedInput } from '../../shared/bridge/contract.ts'
import type { Store } from '../store/open-database.ts'
import { getSettings, setSettings } from '../store/tables/settings.ts'

/** What the person chose. */
export function createSettings({ store }: { readonly store: Store }) {
  return {
    get: (): Result<Output<'settings.get'>> => success(store.read((db) => getSettings(db))),
    set: (changes: ParsedInput<'settings.set'>): Result<Output<'settings.set'>> => success(store.write((db) => setSettings(db, changes))),
  }
}

export type SettingsService = ReturnType<typeof createSettings>
