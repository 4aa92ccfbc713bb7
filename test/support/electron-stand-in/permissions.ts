import type { BrowserContext } from '@playwright/test'
import type { Session, WebContents } from 'electron'
import { originOf, toReal } from './addresses.ts'
import { handlers } from './session.ts'

type Permission = Parameters<NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>>[1]

/** Electron's name of a permission, and Playwright's. */
const NAMES: readonly (readonly [Permission, string])[] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['midi', 'midi'],
  ['local-fonts', 'local-fonts'],
]

/**
 * Headless Chromium cannot ask. So each permission is asked of the app's own handlers beforehand, and given to the page or refused as they
 * say; without handlers it is given, as Electron does.
 */
export async function settlePermissions(context: BrowserContext, contents: WebContents, shown: string): Promise<void> {
  const requestingUrl = toReal(shown)
  const details = { isMainFrame: true, requestingUrl }
  const granted: string[] = []
  for (const [permission, name] of NAMES) {
    const checked = handlers.permissionCheck?.(contents, permission, originOf(requestingUrl), details) ?? true
    const requested = await new Promise<boolean>((resolve) => {
      if (handlers.permissionRequest === null) resolve(true)
      else handlers.permissionRequest(contents, permission, resolve, details)
    })
    if (checked && requested) granted.push(name)
  }
  await context.grantPermissions(granted, { origin: new URL(shown).origin })
}
