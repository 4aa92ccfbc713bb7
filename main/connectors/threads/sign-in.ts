import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import type { Authenticate, OAuthReturn, OAuthStart, SignedIn, SignInContext } from '../connector.ts'
import { parseAnswer } from '../meta/answers.ts'
import { apiVersions } from '../meta/api-versions.ts'
import { createGraph } from '../meta/graph.ts'
import { GraphFailure, hasGraphCode } from '../meta/graph-failure.ts'
import { exchangeForLongLived } from '../meta/long-lived-token.ts'
import type { MetaSession } from '../meta/session.ts'
import { codeOf } from '../meta/sign-in-answer.ts'
import { SCOPE } from './app-setup.ts'
import { threadsCapabilities } from './capabilities.ts'
import { GRANTS } from './client.ts'
import type { ThreadsEndpoints } from './endpoints.ts'
import { authorOfProfile } from './normalise/author.ts'
import { readProfile } from './read/self.ts'

/** What lies between the two halves of a sign-in. */
const Pending = z.object({ clientId: z.string(), clientSecret: z.string(), redirectUri: z.string(), state: z.string() })
type Pending = z.infer<typeof Pending>

/** The id of the person comes along as a number, too large to be read exactly; `me` tells it. */
const WireShortToken = z.object({ access_token: z.string().min(1) })

/** Signing in with an app of the person's own. Source: https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions, read 2026-11-27. */
export function authenticateAt(endpoints: ThreadsEndpoints): Authenticate {
  return {
    startOAuth: (_context, _method, fields) => Promise.resolve().then(() => start(endpoints, fields)),
    finishOAuth: (context, _method, pending, answer) => finish(endpoints, context, Pending.parse(pending), answer),
  }
}

/** Where the person's browser has to go. Rejects with `invalid-input` for what cannot be right. */
function start({ authorize }: ThreadsEndpoints, fields: Readonly<Record<string, string>>): OAuthStart {
  const typed = (name: string): string => (fields[name] ?? '').trim()
  const pending: Pending = {
    clientId: typed('clientId'),
    clientSecret: typed('clientSecret'),
    redirectUri: typed('redirectUri'),
    state: randomBytes(24).toString('base64url'),
  }
  if (!/^\d{1,30}$/.test(pending.clientId)) throw invalid('clientId', 'client-id-invalid')
  if (pending.clientSecret === '') throw invalid('clientSecret', 'required')
  if (URL.parse(pending.redirectUri)?.protocol !== 'https:') throw invalid('redirectUri', 'redirect-not-https')
  const url = new URL(authorize)
  url.searchParams.set('client_id', pending.clientId)
  url.searchParams.set('redirect_uri', pending.redirectUri)
  url.searchParams.set('scope', SCOPE)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('state', pending.state)
  return { authorizeUrl: url.href, pending }
}

/** Exchanges the code for a token of an hour, that for one of 60 days, and asks who that is. */
async function finish({ api }: ThreadsEndpoints, context: SignInContext, pending: Pending, answer: OAuthReturn): Promise<SignedIn> {
  const code = codeOf(answer, pending.state)
  const where = { server: api, http: context.http, signal: context.signal }
  const { clientId, clientSecret } = pending
  try {
    const unversioned = createGraph({ ...where, version: '', token: null })
    const form = {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'authorization_code',
      redirect_uri: pending.redirectUri,
      code,
    }
    const { access_token: shortLived } = parseAnswer(WireShortToken, await unversioned.post('oauth/access_token', form), unversioned)
    const token = await exchangeForLongLived(where, GRANTS, shortLived, clientSecret, context.clock())
    const graph = createGraph({
      ...where,
      version: apiVersions.threads.version,
      token: () => Promise.resolve(token.accessToken),
    })
    const { author } = authorOfProfile(await readProfile(graph))
    const session: MetaSession = { ...token, clientId, clientSecret }
    return { author, server: api, session, capabilities: { ...threadsCapabilities, askedAt: context.clock() } }
  } catch (error) {
    throw signInFailure(error)
  }
}

/** What the ways to go wrong mean to the person; the codes are Graph's, as others report them (2026-11-27). Anything else stays what it is. */
function signInFailure(error: unknown): unknown {
  if (hasGraphCode(error, '101')) return invalid('clientSecret', 'client-secret-wrong', error)
  const isAboutTheCode = error instanceof GraphFailure && error.status < 500 && hasGraphCode(error, '100')
  if (isAboutTheCode) return new AppFailure({ kind: 'authentication', reason: 'flow-expired', message: null }, { cause: error })
  return error
}

function invalid(field: string, code: string, cause?: unknown): AppFailure {
  return new AppFailure({ kind: 'invalid-input', issues: [{ field, code, values: {} }] }, cause === undefined ? undefined : { cause })
}
