import { EventEmitter } from 'node:events'
import type { Protocol, Session, WebRequest, WebRequestFilter } from 'electron'
import { schemes } from './addresses.ts'
import { app } from './app.ts'
import { note } from './control.ts'

type PermissionRequestHandler = Parameters<Session['setPermissionRequestHandler']>[0]
type PermissionCheckHandler = Parameters<Session['setPermissionCheckHandler']>[0]
type DeviceHandler = Parameters<Session['setDevicePermissionHandler']>[0]
type DisplayMediaHandler = Parameters<Session['setDisplayMediaRequestHandler']>[0]
type BeforeRequest = Parameters<WebRequest['onBeforeRequest']>[0]

/** What the app asked the session to do; the browser side asks here. */
export const handlers: {
  permissionRequest: PermissionRequestHandler
  permissionCheck: PermissionCheckHandler
  device: DeviceHandler
  displayMedia: DisplayMediaHandler
  beforeRequest: BeforeRequest
} = { permissionRequest: null, permissionCheck: null, device: null, displayMedia: null, beforeRequest: null }

function readyFor(what: string): void {
  if (!app.isReady()) throw new Error(`${what} can only be used when app is ready`)
}

export const protocol = {
  registerSchemesAsPrivileged: (list) => {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme, privileges = {} } of list) {
      schemes.set(scheme, { privileges, handler: null })
      note('scheme', { scheme, privileges })
    }
  },
  handle: (scheme, handler) => {
    readyFor('protocol.handle')
    const registered = schemes.get(scheme)
    if (registered === undefined) throw new Error(`The stand-in serves privileged schemes only, and ${scheme} is none`)
    if (registered.handler !== null) throw new Error(`Failed to register protocol: ${scheme}`)
    registered.handler = handler
  },
  unhandle: (scheme) => {
    const registered = schemes.get(scheme)
    if (registered?.handler == null) throw new Error(`Failed to unhandle protocol: ${scheme}`)
    registered.handler = null
  },
  isProtocolHandled: (scheme) => schemes.get(scheme)?.handler != null,
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'>

/** Both forms of the call; a filter is not looked at here, so none may be given. */
function onBeforeRequest(filter: WebRequestFilter, listener: BeforeRequest): void
function onBeforeRequest(listener: BeforeRequest): void
function onBeforeRequest(...given: [BeforeRequest] | [WebRequestFilter, BeforeRequest]): void {
  if (given.length === 2) throw new Error('The stand-in knows no filters.')
  handlers.beforeRequest = given[0]
}

type SessionPart = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setDisplayMediaRequestHandler'
> & { readonly protocol: object; readonly webRequest: object }

const defaultSession = Object.assign(new EventEmitter(), {
  protocol,
  webRequest: { onBeforeRequest } satisfies Pick<WebRequest, 'onBeforeRequest'>,
  setPermissionRequestHandler: (handler) => (handlers.permissionRequest = handler),
  setPermissionCheckHandler: (handler) => (handlers.permissionCheck = handler),
  setDevicePermissionHandler: (handler) => (handlers.device = handler),
  setDisplayMediaRequestHandler: (handler) => (handlers.displayMedia = handler),
} satisfies SessionPart)

export const session = {
  get defaultSession() {
    readyFor('Session')
    return defaultSession
  },
}
