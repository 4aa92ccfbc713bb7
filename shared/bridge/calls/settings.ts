import { Settings, SettingsChange } from '../../model/settings.ts'
import { command, query } from '../define.ts'
import { none } from './shapes.ts'

/** Settings. */
export const settingsCalls = {
  'settings.get': query(none, Settings),
  'settings.set': command(SettingsChange, Settings),
} as const
