import { capabilitiesOf, UNPROBED } from '../../../main/connectors/mastodon/capabilities.ts'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { memorySession } from '../kit/memory-session.ts'
import type { ConnectorContext, SessionPort } from '../../../main/connectors/connector.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { TargetContext } from '../../../shared/compose/validate-draft.ts'
import { account, context } from '../compose/build-draft.ts'

/** A request as it reached the server. */
export type Asked = { readonly method: string; readonly path: string; readonly key: string | null; readonly token: string | null }

/** Answers a request; null = 404. */
export type Answering = (asked: Asked) => Response | null | Promise<Response | null>

const TOKENS = {
  accessToken: 'old',
  refreshToken: 'refresh',
  expiresAt: null,
  scope: 'read write',
  clientId: 'id',
  clientSecret: 'secret',
  tokenEndpoint: 'https://one.test/oauth/token',
  revocationEndpoint: 'https://one.test/oauth/revoke',
}

/** A signed-in account on a server that answers as it is told. */
export function accountOn(answering: Answering): {
  readonly context: ConnectorContext
  readonly asked: readonly Asked[]
  readonly session: SessionPort & { readonly written: readonly unknown[] }
} {
  const asked: Asked[] = []
  const session = memorySession(TOKENS)
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const one: Asked = {
      method: request.method,
      path: new URL(request.url).pathname,
      key: request.headers.get('idempotency-key'),
      token: request.headers.get('authorization')?.replace('Bearer ', '') ?? null,
    }
    asked.push(one)
    return (await answering(one)) ?? Response.json({ error: 'Record not found' }, { status: 404 })
  }
  return {
    asked,
    session,
    context: {
      account: {
        id: 'acc_ann',
        authorId: 'https://one.test/users/ann',
        handle: 'ann@one.test',
        server: 'https://one.test',
        authMethod: 'oauth',
        capabilities: capabilitiesOf(null, UNPROBED, null, 0),
      },
      http: { fetch },
      session,
      clock: () => 0,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      signal: new AbortController().signal,
    },
  }
}

/** A target of a draft on a server that says this of itself, as Chirp asks it. */
export async function targetOn(configuration: Readonly<Record<string, unknown>>, of = 'ann'): Promise<TargetContext> {
  const instance = { domain: 'one.test', version: '4.5.0', configuration }
  const { context: connection } = accountOn(({ path }) => (path === '/api/v2/instance' ? Response.json(instance) : null))
  const capabilities = await mastodonConnector.discover(connection)
  const target: Account = account(of, 'mastodon', { capabilities })
  return context(target)
}
