import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFaults, type Fault, type Faults } from '../mastodon-server/http/faults.ts'
import { facebookRoutes } from './facebook/routes.ts'
import { dispatch, type Desk, type RequestRecord, type Violation } from './http/dispatch.ts'
import { createRouter } from './http/router.ts'
import { fileRoutes } from './http/files.ts'
import { instagramRoutes } from './instagram/routes.ts'
import { addToken } from './sign-in/tokens.ts'
import { threadsRoutes } from './threads/routes.ts'
import { addPost, type PostDraft } from './world/containers.ts'
import type { MetaApp, MetaPost, MetaUser } from './world/types.ts'
import { createWorld, type Settings, type World } from './world/world.ts'

/** A running server. What is done to it directly is done at once and as if the person had done it. */
export interface MetaTestServer extends AsyncDisposable {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string
  readonly world: World
  readonly settings: Settings
  /** Every request so far, oldest first. */
  readonly requests: readonly RequestRecord[]
  /** Answers that are not what the pages say; tests assert that it is empty. */
  readonly violations: readonly Violation[]
  readonly now: () => number
  /** Moves the server's clock on. */
  readonly advance: (ms: number) => void
  readonly addUser: (username: string, parts?: Partial<Omit<MetaUser, 'id' | 'username'>>) => MetaUser
  readonly addApp: (redirectUris: readonly string[]) => MetaApp
  readonly post: (user: MetaUser, text: string, parts?: Partial<PostDraft>) => MetaPost
  /** A long-lived token, as if the person had signed in. */
  readonly tokenFor: (user: MetaUser, permissions: readonly string[]) => string
  /** The person takes back what they allowed. */
  readonly revokeTokens: (user: MetaUser) => void
  /** The person takes back one permission. */
  readonly withdraw: (user: Pick<MetaUser, 'id'>, permission: string) => void
  readonly failNext: (fault: Fault) => void
  readonly metFaults: Faults['met']
  readonly clearFaults: () => void
  readonly close: () => Promise<void>
}

const APIS = { threads: threadsRoutes, instagram: instagramRoutes, facebook: facebookRoutes } as const

/** Starts a server of one of the APIs on 127.0.0.1 with an empty world; Threads unless said. `clock` is epoch ms; `Date.now` unless said. */
export async function startMetaServer(
  options: { readonly api?: keyof typeof APIS; readonly clock?: () => number } = {},
): Promise<MetaTestServer> {
  const http = createServer()
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(0, '127.0.0.1', resolve)
  })
  // A TCP server that listens has an address of this kind.
  const { port } = http.address() as AddressInfo
  let ahead = 0
  const clock = options.clock ?? Date.now
  const world = createWorld(`http://127.0.0.1:${String(port)}`, () => clock() + ahead)
  const desk: Desk = {
    world,
    router: createRouter([...APIS[options.api ?? 'threads'], ...fileRoutes]),
    faults: createFaults(),
    requests: [],
    violations: [],
  }
  const server: MetaTestServer = {
    url: world.base,
    world,
    settings: world.settings,
    requests: desk.requests,
    violations: desk.violations,
    now: world.now,
    advance: (ms) => void (ahead += ms),
    addUser: (username, parts = {}) => {
      const user: MetaUser = { id: world.nextId(), username, name: username, biography: '', verified: false, isPrivate: false, ...parts }
      world.users.set(user.id, user)
      return user
    },
    addApp: (redirectUris) => {
      const id = world.nextId()
      const app: MetaApp = { id, secret: `secret-of-${id}`, redirectUris }
      world.apps.set(id, app)
      return app
    },
    post: (user, text, parts = {}) => addPost(world, { ...parts, userId: user.id, text }),
    tokenFor: (user, permissions) => addToken(world, { appId: 'none', userId: user.id, permissions, kind: 'long' }).value,
    revokeTokens: (user) => {
      for (const token of world.tokens.values()) if (token.userId === user.id) token.revoked = true
    },
    withdraw: (user, permission) => {
      for (const token of world.tokens.values())
        if (token.userId === user.id) token.permissions = token.permissions.filter((name) => name !== permission)
    },
    failNext: desk.faults.add,
    metFaults: desk.faults.met,
    clearFaults: desk.faults.clear,
    close: async () => {
      http.closeAllConnections()
      await new Promise<void>((resolve) => void http.close(() => resolve()))
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
  http.on('request', (request, response) => {
    dispatch(desk, request, response).catch((error: unknown) => {
      desk.violations.push({ route: 'none', path: request.url ?? '', problems: [String(error)] })
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  return server
}
