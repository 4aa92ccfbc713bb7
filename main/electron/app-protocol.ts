import type { CustomScheme, Protocol } from 'electron'
import { SECURITY_HEADERS, servePageFile } from '../core/page-files.ts'

const SCHEME = 'app'
const HOST = 'chirp'

/** The one page of the desktop app. */
export const PAGE_URL = `${SCHEME}://${HOST}/`
const PAGE_PATHS: readonly string[] = ['/', '/index.html']

/** To be registered before the app is ready: an origin of its own with everything a page needs, and nothing of `file:`. */
export const APP_SCHEME: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
}

function parseOwn(address: string): URL | null {
  const url = URL.parse(address)
  if (url?.protocol !== `${SCHEME}:` || url.host !== HOST || url.username !== '' || url.password !== '') return null
  return url
}

/** Whether an address belongs to Chirp's own origin. */
export function isOwnAddress(address: string): boolean {
  return parseOwn(address) !== null
}

/** Whether an address is the page itself, and not one of the files or pictures of the same origin. */
export function isOwnPage(address: string): boolean {
  const url = parseOwn(address)
  return url !== null && PAGE_PATHS.includes(url.pathname)
}

/** What is behind the scheme. */
export type AppContent = {
  /** Absolute folder of the built page. */
  readonly pageRoot: string
  /** Answers for `media/<address>`, ranges included. */
  readonly openMedia: (address: string, request: { readonly range: string | null; readonly signal: AbortSignal }) => Promise<Response>
  readonly log: { error(message: string, fields?: Readonly<Record<string, unknown>>): void }
}

function refusal(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' } })
}

/** Serves the page's files and media under `app://chirp`, with the headers that the web host sends too. */
export function serveApp(protocol: Protocol, { pageRoot, openMedia, log }: AppContent): void {
  protocol.handle(SCHEME, async (request) => {
    const url = parseOwn(request.url)
    if (url === null) return refusal(404, 'Not found')
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'Chirp answers GET only.')
    try {
      const media = /^\/media\/(.+)$/.exec(url.pathname)?.[1]
      if (media === undefined) return await servePageFile(pageRoot, url.pathname)
      return await openMedia(media, { range: request.headers.get('range'), signal: request.signal })
    } catch (error) {
      log.error('A request of the page failed.', { error })
      return refusal(500, 'Failed')
    }
  })
}
