import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { OAuthReturn, OAuthStart, SignInContext } from '../../connector.ts'
import { anonymousLine } from '../agent.ts'
import { resolveHandle } from '../read/resolve.ts'
import { describeServer } from './describe-server.ts'
import { accountIdentifier, serverOrigin } from './identity.ts'
import { signInClient, type OAuthEnvironment } from './oauth-client.ts'
import type { OAuthSession } from './session.ts'

const Pending = z.object({ server: z.string(), redirectUri: z.string() })

/** Begins at the account's own server when a name was typed, else at the typed server. `redirectUri` is the core's, on 127.0.0.1. */
export async function startOAuth(
  context: SignInContext,
  fields: Readonly<Record<string, string>>,
  redirectUri: string | null,
  environment: OAuthEnvironment,
): Promise<OAuthStart> {
  if (redirectUri === null) throw new AppFailure({ kind: 'capability-not-supported', capability: 'paste-code', message: null })
  const server = serverOrigin(fields['server'] ?? '')
  const domains = await describeServer(context, server)
  const typed = (fields['handle'] ?? '').trim()
  const input = typed === '' ? server : await startingPoint(context, server, accountIdentifier(typed, domains))
  const { client } = signInClient(context, server, redirectUri, environment)
  const url = await client.authorize(input, { signal: context.signal })
  return { authorizeUrl: url.href, pending: { server, redirectUri } satisfies z.infer<typeof Pending> }
}

/** Rejects with `invalid-input` when a handle is nobody's. */
async function startingPoint(context: SignInContext, server: string, identifier: string): Promise<string> {
  // An e-mail address leads nowhere by itself; its own server knows it, and asks on its page.
  if (identifier.includes('@')) return server
  if (identifier.startsWith('did:')) return identifier
  const did = await resolveHandle({ send: anonymousLine(context, server), context }, identifier)
  if (did !== null) return identifier
  throw new AppFailure({ kind: 'invalid-input', issues: [{ field: 'handle', code: 'handle-unknown', values: { handle: identifier } }] })
}

/** Exchanges what the browser came back with for tokens. `pds` is the origin of the server that holds the account. */
export async function finishOAuth(
  context: SignInContext,
  pendingJson: unknown,
  answer: OAuthReturn,
  environment: OAuthEnvironment,
): Promise<{ readonly session: OAuthSession; readonly pds: string }> {
  const pending = Pending.safeParse(pendingJson)
  if (!pending.success || answer.kind !== 'redirect') throw flowExpired()
  const { server, redirectUri } = pending.data
  const { client, session: savedSession } = signInClient(context, server, redirectUri, environment)
  const { session } = await client.callback(new URLSearchParams(answer.parameters), {
    redirect_uri: client.clientMetadata.redirect_uris[0],
  })
  const saved = savedSession(session.did)
  if (saved === undefined) throw flowExpired()
  return { session: { kind: 'oauth', did: session.did, server, redirectUri, saved }, pds: new URL(saved.tokenSet.aud).origin }
}

function flowExpired(): AppFailure {
  return new AppFailure({ kind: 'authentication', reason: 'flow-expired', message: null })
}
