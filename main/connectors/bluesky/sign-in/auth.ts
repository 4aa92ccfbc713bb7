import { z } from 'zod'
import type { Author } from '../../../../shared/model/author.ts'
import type { Authenticate, ConnectorContext, SignedIn, SignInContext } from '../../connector.ts'
import { ask, connectAs, type Connection } from '../agent.ts'
import { classify } from '../failures.ts'
import { discoverCapabilities } from '../discover.ts'
import { profileUrl } from '../normalise/author.ts'
import { readProfile } from '../read/profile.ts'
import { understood } from '../read/read.ts'
import { revokeOAuth, type OAuthEnvironment } from './oauth-client.ts'
import { finishOAuth, startOAuth } from './oauth-sign-in.ts'
import { createPasswordSession } from './password-sign-in.ts'
import { memorySession, readSession, type BlueskySession } from './session.ts'

/** The ways to sign in: an app password on any PDS, or OAuth through the person's browser. */
export function authenticate(environment: OAuthEnvironment): Authenticate {
  return {
    signIn: async (context, _method, fields) => {
      const session = await createPasswordSession(context, fields, environment.plcUrl)
      return complete(context, session, session.pds, environment)
    },
    startOAuth: (context, _method, fields, redirectUri) => startOAuth(context, fields, redirectUri, environment),
    finishOAuth: async (context, _method, pending, answer) => {
      const { session, pds } = await finishOAuth(context, pending, answer, environment)
      return complete(context, session, pds, environment)
    },
    signOut: (context) => signOut(context, environment),
  }
}

async function complete(context: SignInContext, initial: BlueskySession, pds: string, environment: OAuthEnvironment): Promise<SignedIn> {
  const session = memorySession(initial)
  const author = await whoSignedIn(connectAs({ ...context, session }, initial.did, environment))
  return { author, server: pds, session: session.current(), capabilities: await discoverCapabilities(context, pds) }
}

/** With the AppView away the account's own server still knows its handle: it has a name and no picture then. */
async function whoSignedIn(connection: Connection): Promise<Author> {
  const { did, context } = connection
  try {
    return (await readProfile(connection, did)).normalised.author
  } catch (error) {
    context.signal.throwIfAborted()
    context.log.warn('the profile could not be read at sign-in', { kind: classify(error).kind })
    const answer = await ask(connection, (agent, options) => agent.com.atproto.server.getSession({}, options))
    return authorWithoutProfile(did, understood(z.object({ handle: z.string() }).safeParse(answer).data?.handle ?? null))
  }
}

function authorWithoutProfile(did: string, handle: string): Author {
  return { id: did, platform: 'bluesky', handle, displayName: '', emojis: [], avatarUrl: null, url: profileUrl(did, handle), bot: false }
}

/** Best effort: an account is removed from Chirp also when its server cannot be told. */
async function signOut(context: ConnectorContext, environment: OAuthEnvironment): Promise<void> {
  const session = await readSession(context.session)
  if (session.kind === 'oauth') return revokeOAuth(context, session, environment)
  await context.http.fetch(new URL('/xrpc/com.atproto.server.deleteSession', session.service), {
    method: 'POST',
    headers: { authorization: `Bearer ${session.refreshJwt}` },
    signal: context.signal,
  })
}
