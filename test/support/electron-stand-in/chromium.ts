/** Headless Chromium in the place of Electron's own: one for the app, with what the app decides about requests and navigations. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium, type BrowserContext, type Frame, type Page, type Request as PageRequest, type Route } from '@playwright/test'
import type { OnBeforeRequestListenerDetails } from 'electron'
import { launchOptions } from '../browser.ts'
import { schemes, setPort, toReal } from './addresses.ts'
import { app } from './app.ts'
import { note } from './control.ts'
import { handlers } from './session.ts'

/** What a page belongs to. */
export type PageOwner = {
  /** Whether this load was asked for by the app itself; said once. */
  readonly takeAnnounced: (address: string) => boolean
  /** Tells of a navigation that the page began; true when the app prevented it. */
  readonly wantsToNavigate: (address: string, isMainFrame: boolean) => boolean
  readonly startsToNavigate: (address: string) => void
}

/** The pages of the app's windows. Every other page is a window that was not allowed, and is closed. */
export const pages = new Map<Page, PageOwner>()
let making = 0
let context: Promise<BrowserContext> | null = null

export function browser(): Promise<BrowserContext> {
  return (context ??= launch())
}

export async function closeBrowser(): Promise<void> {
  await (await context)?.close()
}

export async function newPage(): Promise<Page> {
  const made = await browser()
  const unused = made.pages().find((page) => !pages.has(page) && page.url() === 'about:blank')
  if (unused !== undefined) return unused
  making += 1
  try {
    return await made.newPage()
  } finally {
    making -= 1
  }
}

async function launch(): Promise<BrowserContext> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  setPort((server.address() as AddressInfo).port)
  const profile = join(app.getPath('sessionData'), 'chromium')
  const made = await chromium.launchPersistentContext(profile, {
    ...launchOptions,
    viewport: null,
    args: [...launchOptions.args, '--remote-debugging-port=0'],
  })
  await made.route('**/*', (route) => decide(route))
  made.on('page', (page) => {
    if (making === 0 && !pages.has(page)) void page.close()
  })
  note('browser', { address: `http://127.0.0.1:${await debuggingPort(profile)}` })
  return made
}

async function debuggingPort(profile: string): Promise<string> {
  const file = join(profile, 'DevToolsActivePort')
  while (!existsSync(file) || !readFileSync(file, 'utf8').includes('\n')) await wait(20)
  return readFileSync(file, 'utf8').split('\n', 1)[0] ?? ''
}

/** What the app registered with `protocol.handle`, over HTTP on the loopback address: answers stream, and end when the page no longer wants them. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, host = '', scheme = ''] = /^([^.]*)\.([a-z-]+)-scheme\.localhost:\d+$/.exec(request.headers.host ?? '') ?? []
  const { handler, privileges } = schemes.get(scheme) ?? {}
  const wanted = String(request.headers['sec-fetch-dest'])
  // Without these privileges Chromium does neither with a scheme.
  const isRefused =
    (privileges?.stream !== true && ['audio', 'video'].includes(wanted)) || (privileges?.supportFetchAPI !== true && wanted === 'empty')
  if (handler == null || isRefused) {
    response.destroy()
    return
  }
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (!['host', 'connection'].includes(name) && value !== undefined) headers.set(name, toReal(String(value)))
  }
  try {
    const from = await handler(
      new Request(`${scheme}://${host}${request.url ?? '/'}`, { method: request.method ?? 'GET', headers, signal: gone.signal }),
    )
    response.writeHead(from.status, Object.fromEntries(from.headers))
    if (from.body === null) response.end()
    else await pipeline(from.body, response)
  } catch (error) {
    if (!gone.signal.aborted) note('scheme-failed', { message: String(error) })
    response.destroy()
  }
}

/** A popup's first navigation has no frame yet: Playwright throws then. */
function frameOf(request: PageRequest): Frame | null {
  try {
    return request.frame()
  } catch {
    return null
  }
}

const RESOURCE_TYPES: Readonly<Record<string, OnBeforeRequestListenerDetails['resourceType']>> = {
  stylesheet: 'stylesheet',
  script: 'script',
  image: 'image',
  font: 'font',
  media: 'media',
  xhr: 'xhr',
  fetch: 'xhr',
  ping: 'ping',
  websocket: 'webSocket',
}

async function decide(route: Route): Promise<void> {
  const request = route.request()
  const address = toReal(request.url())
  const frame = frameOf(request)
  const owner = frame === null ? undefined : pages.get(frame.page())
  if (frame === null || owner === undefined) return route.abort('aborted')
  const isMainFrame = frame.parentFrame() === null
  if (request.isNavigationRequest() && !(isMainFrame && owner.takeAnnounced(address))) {
    if (owner.wantsToNavigate(address, isMainFrame)) return route.abort('aborted').catch(() => undefined)
    if (isMainFrame) owner.startsToNavigate(address)
  }
  if (await isCancelled(address, request, isMainFrame)) {
    note('request-cancelled', { url: address })
    return route.abort('blockedbyclient')
  }
  // Electron would send it now, and so it goes to this machine's own servers; the tests have no others.
  if (address !== request.url() || new URL(address).hostname === '127.0.0.1') return route.continue()
  note('request-left', { url: address })
  return route.abort('blockedbyclient')
}

function isCancelled(url: string, request: PageRequest, isMainFrame: boolean): Promise<boolean> {
  const listener = handlers.beforeRequest
  if (listener === null) return Promise.resolve(false)
  const resourceType = request.isNavigationRequest()
    ? isMainFrame
      ? 'mainFrame'
      : 'subFrame'
    : (RESOURCE_TYPES[request.resourceType()] ?? 'other')
  const details = { id: 0, url, method: request.method(), resourceType, referrer: '', timestamp: Date.now(), uploadData: [] }
  return new Promise((resolve) => listener(details, ({ cancel }) => resolve(cancel === true)))
}
