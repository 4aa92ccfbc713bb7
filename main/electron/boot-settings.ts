import Store from 'electron-store'
import { z } from 'zod'
import { Settings } from '../../shared/model/settings.ts'

const Bounds = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() })
const WindowState = z.object({ bounds: Bounds, maximised: z.boolean() })

/** What is needed before the store is open: how the window looks and where it stands. What cannot be read has its default. */
const BootSettings = z.object({
  theme: Settings.shape.theme.catch('system'),
  window: WindowState.nullable().catch(null),
})

/** A place on the desktop, in device-independent pixels. */
export type Bounds = z.infer<typeof Bounds>
/** Where a window was, when it was not maximised, and whether it was. */
export type WindowState = z.infer<typeof WindowState>
export type BootSettings = z.infer<typeof BootSettings>

/** Settings of this machine's window, in `desktop.json` of the data folder. */
export type BootSettingsFile = {
  readonly get: () => BootSettings
  readonly set: (changes: Partial<BootSettings>) => void
}

export function openBootSettings(directory: string): BootSettingsFile {
  const store = new Store<Record<string, unknown>>({ cwd: directory, name: 'desktop', clearInvalidConfig: true, configFileMode: 0o600 })
  const get = (): BootSettings => BootSettings.parse(store.store)
  return {
    get,
    set: (changes) => {
      store.store = { ...get(), ...changes }
    },
  }
}
