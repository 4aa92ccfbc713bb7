import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { findToken, type Desk } from './http/dispatch.ts'
import { presentNotification } from './present/notification.ts'
import { isFilteredOut, presentStatus } from './present/status.ts'
import { isForHome, isForList, isForPublic } from './world/feeds.ts'
import type { WorldAccount, WorldStatus } from './world/types.ts'
import type { World, WorldEvent } from './world/world.ts'

interface Subscription {
  readonly stream: string
  readonly tag: string | null
  readonly list: string | null
}
interface Connection {
  readonly socket: WebSocket
  /** What it goes over. */
  readonly wire: Duplex
  readonly viewer: WorldAccount | null
  readonly token: string | null
  readonly subscriptions: Subscription[]
}

/** What tests do to open streams. */
export interface Streaming {
  /** How many are open. */
  readonly connections: () => number
  /** Breaks all of them off without a farewell, or closes them with a code. */
  readonly drop: (code?: number) => void
  /** Sends any text to all of them, for answers no server should give. */
  readonly sendRaw: (text: string) => void
  /** Sends the beginning of a message to all of them and breaks them off in the middle of it. */
  readonly breakOffInside: () => void
  /** Says nothing more to those that are open, not even that it is there, as when a cable is cut somewhere; those that come are heard. */
  readonly fallSilent: () => void
}

function wantsStatus(world: World, connection: Connection, subscription: Subscription, status: WorldStatus): boolean {
  const { viewer } = connection
  const parts = subscription.stream.split(':')
  const wishes = { local: parts.includes('local'), remote: parts.includes('remote'), onlyMedia: parts.includes('media') }
  switch (parts[0]) {
    case 'user':
      return parts.length === 1 && viewer !== null && isForHome(world, status, viewer) && !isFilteredOut(world, status, viewer)
    case 'public':
      return isForPublic(world, status, wishes)
    case 'hashtag':
      return status.visibility === 'public' && status.reblogOfId === null && status.tags.includes((subscription.tag ?? '').toLowerCase())
    case 'list': {
      const list = world.lists.get(subscription.list ?? '')
      return list !== undefined && list.ownerId === viewer?.id && isForList(world, status, list)
    }
    default:
      return false
  }
}

/** The event and payload a subscription hears, or null. A payload is text, as the protocol wants. */
function hear(
  desk: Desk,
  connection: Connection,
  subscription: Subscription,
  event: WorldEvent,
): { readonly event: string; readonly payload: string } | null {
  const { world } = desk
  if (event.kind === 'notified') {
    const isTheirs = connection.viewer?.id === event.notification.ownerId && ['user', 'user:notification'].includes(subscription.stream)
    return isTheirs
      ? { event: 'notification', payload: checked(desk, 'getNotification', presentNotification(world, event.notification)) }
      : null
  }
  if (!wantsStatus(world, connection, subscription, event.status)) return null
  if (event.kind === 'deleted') return { event: 'delete', payload: event.status.id }
  return {
    event: event.kind === 'posted' ? 'update' : 'status.update',
    payload: checked(desk, 'getStatus', presentStatus(world, event.status, connection.viewer)),
  }
}

function checked(desk: Desk, operation: string, body: unknown): string {
  const problems = desk.conformance.check(operation, 200, body)
  if (problems.length > 0) desk.violations.push({ operation: `streaming ${operation}`, status: 200, path: '/api/v1/streaming', problems })
  return JSON.stringify(body)
}

function label(subscription: Subscription): string[] {
  return [
    subscription.stream,
    ...(subscription.tag === null ? [] : [subscription.tag]),
    ...(subscription.list === null ? [] : [subscription.list]),
  ]
}

function readCommand(connection: Connection, text: string): void {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return
  }
  if (typeof value !== 'object' || value === null) return
  const said: Record<string, unknown> = { ...value }
  const wanted: Subscription = {
    stream: typeof said['stream'] === 'string' ? said['stream'] : '',
    tag: typeof said['tag'] === 'string' ? said['tag'] : null,
    list: typeof said['list'] === 'string' ? said['list'] : null,
  }
  const place = connection.subscriptions.findIndex((one) => label(one).join() === label(wanted).join())
  if (said['type'] === 'subscribe' && place < 0 && (connection.viewer !== null || !wanted.stream.startsWith('user')))
    connection.subscriptions.push(wanted)
  if (said['type'] === 'unsubscribe' && place >= 0) connection.subscriptions.splice(place, 1)
}

function refuseUpgrade(socket: Duplex, status: string, body: string): void {
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

/** Streams over WebSocket at /api/v1/streaming. Source: docs.joinmastodon.org/methods/streaming, read 2026-11-20. */
export function startStreaming(server: Server, desk: Desk): Streaming {
  const { world } = desk
  const sockets = new WebSocketServer({ noServer: true, autoPong: false, handleProtocols: (offered) => [...offered][0] ?? false })
  const open = new Set<Connection>()
  const silent = new Set<Connection>()
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', world.base)
    const headers = request.headers
    const given =
      url.searchParams.get('access_token') ??
      /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ??
      (world.variant.streamingToken === 'anywhere' ? headers['sec-websocket-protocol']?.split(',')[0]?.trim() : undefined)
    const token = findToken(world, given)
    const stream = url.searchParams.get('stream') ?? (url.pathname.split('/').slice(4).join(':') || null)
    const record = {
      method: 'GET',
      path: url.pathname,
      query: stream === null ? '' : `stream=${stream}`,
      headers: { upgrade: 'websocket', 'user-agent': headers['user-agent'] ?? '' },
      body: {},
      at: world.now(),
      account: token?.accountId == null ? null : (world.accounts.get(token.accountId)?.username ?? null),
      status: 101,
      overLimit: false,
    }
    desk.requests.push(record)
    const fault = desk.faults.take('GET', url.pathname)
    const refuse = (status: number, words: string, body = JSON.stringify({ error: words })): void => {
      record.status = status
      refuseUpgrade(socket, `${status} ${words}`, body)
    }
    if (fault?.reset === true) return void socket.destroy()
    if (fault?.hang === true) return
    if (fault?.status !== undefined) {
      refuse(fault.status, 'Fault', typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body ?? { error: 'fault' }))
      return
    }
    if (world.variant.streaming !== 'live' || !url.pathname.startsWith('/api/v1/streaming')) {
      refuse(404, 'Not Found')
      return
    }
    if (world.variant.requiresUserAgent && (headers['user-agent'] ?? '') === '') {
      refuse(418, "I'm a teapot")
      return
    }
    if (given !== undefined && token === null) {
      refuse(401, 'Unauthorized', '{"error":"Invalid access token"}')
      return
    }
    if (token === null && (stream ?? 'user').startsWith('user')) {
      refuse(401, 'Unauthorized', '{"error":"Missing access token"}')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const viewer = token?.accountId == null ? null : (world.accounts.get(token.accountId) ?? null)
      const connection: Connection = {
        socket: webSocket,
        wire: socket,
        viewer,
        token: token?.token ?? null,
        subscriptions: stream === null ? [] : [{ stream, tag: url.searchParams.get('tag'), list: url.searchParams.get('list') }],
      }
      open.add(connection)
      const forget = (): void => {
        open.delete(connection)
        silent.delete(connection)
      }
      webSocket.on('close', forget)
      webSocket.on('error', forget)
      webSocket.on('ping', (data: Buffer) => {
        if (!silent.has(connection)) webSocket.pong(data)
      })
      webSocket.on('message', (data) => readCommand(connection, Buffer.isBuffer(data) ? data.toString('utf8') : ''))
    })
  })
  world.listeners.add((event) => {
    for (const connection of open) {
      if (silent.has(connection)) continue
      if (connection.token !== null && findToken(world, connection.token) === null) {
        connection.socket.close()
        continue
      }
      for (const subscription of connection.subscriptions) {
        const heard = hear(desk, connection, subscription, event)
        if (heard !== null) connection.socket.send(JSON.stringify({ stream: label(subscription), ...heard }))
      }
    }
  })
  return {
    connections: () => open.size,
    drop: (code) => {
      for (const { socket } of open)
        if (code === undefined) socket.terminate()
        else socket.close(code)
    },
    sendRaw: (text) => {
      for (const { socket } of open) socket.send(text)
    },
    breakOffInside: () => {
      // A text message of 512 bytes (RFC 6455 section 5.2), of which these are all that comes.
      const beginning = Buffer.concat([Buffer.from([0x81, 126, 0x02, 0x00]), Buffer.from('{"stream":["user"],"event":"upd')])
      for (const { wire } of open) wire.end(beginning)
    },
    fallSilent: () => {
      for (const connection of open) silent.add(connection)
    },
  }
}
