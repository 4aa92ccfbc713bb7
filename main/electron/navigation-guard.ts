import type { App, Session, WebContents } from 'electron'
import { parseSafeUrl } from '../../shared/text/safe-url.ts'
import { isOwnAddress, isOwnPage } from './app-protocol.ts'

/** Opens an address in the person's browser. */
export type OpenExternal = (address: string) => Promise<void>

/**
 * The address in its normal form when it may be handed to the system: http or https, and without a name or password in it, which serve to
 * make a link look as if it led elsewhere. Null for all others: `file:`, `smb:`, `ms-msdt:` and the like start programs.
 */
export function externalAddress(address: string): string | null {
  const safe = parseSafeUrl(address)
  if (safe === null) return null
  const { username, password } = new URL(safe.href)
  return username === '' && password === '' ? safe.href : null
}

/** Keeps every page of this app where it is: no other page in it, no window from it, no guest within it. What is a web link opens outside. */
export function guardNavigation(app: App, openExternal: OpenExternal): void {
  const openOutside = (address: string): void => {
    const outside = externalAddress(address)
    if (outside !== null) void openExternal(outside)
  }
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(url)
      return { action: 'deny' }
    })
    contents.on('will-navigate', (details) => {
      // Only a reload of the page itself goes on.
      if (details.isMainFrame && isOwnPage(details.url)) return
      details.preventDefault()
      openOutside(details.url)
    })
    contents.on('will-frame-navigate', (details) => {
      if (!details.isMainFrame) details.preventDefault()
    })
    contents.on('will-redirect', (details) => {
      if (!isOwnAddress(details.url)) details.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    // Without a listener Electron takes the first device that is near.
    contents.on('select-bluetooth-device', (event, _devices, callback) => {
      event.preventDefault()
      callback('')
    })
  })
}

/** Schemes that lead nowhere but into the page: what it made itself, and the developer tools. */
const INNER: readonly string[] = ['blob:', 'data:', 'devtools:']

/** Whether a request of the page may leave the page: to Chirp's own origin only. The content security policy says so first; this holds without it. */
export function mayRequest(address: string, resourceType: string): boolean {
  if (isOwnAddress(address)) return true
  return resourceType !== 'mainFrame' && resourceType !== 'subFrame' && INNER.includes(URL.parse(address)?.protocol ?? '')
}

/** Refuses every request of the page to anywhere but Chirp, and every download. */
export function guardRequests(session: Session): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !mayRequest(details.url, details.resourceType) && !details.url.startsWith('devtools:') })
  })
  // Nothing in Chirp is to be downloaded: what tries to was not made by it.
  session.on('will-download', (event) => event.preventDefault())
}
