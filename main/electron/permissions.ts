import type { Session } from 'electron'
import { isOwnAddress } from './app-protocol.ts'

/** What the page uses: the button of a video, and "Copy link". */
const GRANTED: readonly string[] = ['fullscreen', 'clipboard-sanitized-write']

/** Whether a permission is given: two harmless ones, to Chirp's own page; everything else to nobody. */
export function isGranted(permission: string, requester: string | undefined, isMainFrame: boolean): boolean {
  return GRANTED.includes(permission) && isMainFrame && requester !== undefined && isOwnAddress(requester)
}

/** Denies what web pages can ask for. Without these handlers Electron grants nearly all of it. */
export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(isGranted(permission, details.requestingUrl, details.isMainFrame))
  })
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    isGranted(permission, details.requestingUrl ?? origin, details.isMainFrame),
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null))
}
