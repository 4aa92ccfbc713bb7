import type { ConnectorContext, PlatformConnector, PublicMediaPort, SignInContext } from '../connectors/connector.ts'
import { createHttp } from '../connectors/http.ts'
import { createMeteredHttp } from '../connectors/metered-http.ts'
import type { RateLimiter } from '../connectors/rate-limiter.ts'
import type { ConnectorRegistry } from '../connectors/registry.ts'
import { createFlowSecrets, createServerSecrets, createSessionPort } from '../connectors/session.ts'
import type { Spending } from '../services/accounts/spending.ts'
import type { ConnectorLookup } from '../services/dependencies.ts'
import type { Store } from '../store/open-database.ts'
import { getAccount, type StoredAccount } from '../store/tables/accounts.ts'
import { getAuthorIdOf } from '../store/tables/posts.ts'
import type { Clock, HttpPort, Log, SecretStore } from './ports.ts'

/** What connecting needs. */
export type ConnectionDependencies = {
  readonly registry: ConnectorRegistry
  readonly store: Store
  readonly secrets: SecretStore
  readonly limiter: RateLimiter
  readonly spending: Pick<Spending, 'purseOf' | 'within'>
  readonly userAgent: string
  readonly clock: Clock
  readonly log: Log
  /** Where an account's files can be put for networks that fetch them; null = nowhere. */
  readonly publicMediaFor: (accountId: string) => PublicMediaPort | null
  /** Ends every call when the app closes. */
  readonly closing: AbortSignal
}

/** The ways to a connector: for an account, before there is one, and for media of its own kind. */
export type Connections = ConnectorLookup & {
  readonly signInContext: (connector: PlatformConnector, server: string, flowId: string, signal: AbortSignal) => SignInContext
  readonly forgetFlow: (flowId: string) => Promise<void>
  readonly mediaContext: (connector: PlatformConnector, signal: AbortSignal) => Omit<ConnectorContext, 'account' | 'session'>
}

/** The scope that limits per server are kept under: an origin where what was typed can be read as one. */
function originOf(typed: string): string {
  const text = typed.trim()
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`)
  return url === null || text === '' ? 'https://unknown.invalid' : url.origin
}

export function createConnections(dependencies: ConnectionDependencies): Connections {
  const { registry, store, secrets, limiter, spending, userAgent, clock, log, publicMediaFor, closing } = dependencies

  // A request ends with its caller's own signal, which connectors hand on; what they do on the side (refreshing a token) must not end with it.
  const httpFor = (connector: PlatformConnector, server: string, accountId: string | null): HttpPort =>
    createHttp({
      platform: connector.manifest.platform,
      server,
      accountId,
      limiter,
      rules: connector.manifest.rateRules,
      headers: connector.manifest.rateHeaders,
      userAgent,
      log,
      clock,
      onLimited: 'fail',
      signal: closing,
    })

  const isBy = (postId: string, authorId: string): boolean | null => {
    const author = store.read((db) => getAuthorIdOf(db, postId))
    return author === null ? null : author === authorId
  }

  const paidHttpFor = (connector: PlatformConnector, { id, authorId, server }: StoredAccount): HttpPort => {
    const http = httpFor(connector, server, id)
    const purse = spending.purseOf(id, connector)
    const { prices } = connector.manifest
    return purse === null || prices === undefined
      ? http
      : createMeteredHttp(http, prices, purse, { authorId, isOwnPost: (postId) => isBy(postId, authorId) })
  }

  return {
    contextFor: (accountId, given) => {
      const account = store.read((db) => getAccount(db, accountId))
      const connector = account === null ? null : registry.get(account.platform)
      if (account === null || connector === null) return null
      const signal = given === undefined ? closing : AbortSignal.any([given, closing])
      return {
        connector,
        context: {
          account: {
            id: account.id,
            authorId: account.authorId,
            handle: account.handle,
            server: account.server,
            authMethod: account.authMethod,
            capabilities: spending.within(account.id, account.platform, account.capabilities),
          },
          http: paidHttpFor(connector, account),
          session: createSessionPort(secrets, account.id),
          publicMedia: publicMediaFor(account.id),
          clock,
          log,
          signal,
        },
      }
    },
    platformName: (platform) => registry.nameOf(platform),
    capabilitiesOf: (platform) => registry.get(platform)?.manifest.capabilities ?? null,

    signInContext: (connector, server, flowId, given) => {
      const signal = AbortSignal.any([given, closing])
      return {
        http: httpFor(connector, originOf(server), null),
        clock,
        log,
        signal,
        serverSecrets: createServerSecrets(secrets, connector.manifest.platform),
        flowSecrets: createFlowSecrets(secrets, flowId),
      }
    },
    forgetFlow: (flowId) => createFlowSecrets(secrets, flowId).forget(),
    mediaContext: (connector, given) => {
      const signal = AbortSignal.any([given, closing])
      return { http: httpFor(connector, `https://${connector.manifest.platform}.media.invalid`, null), clock, log, signal }
    },
  }
}
