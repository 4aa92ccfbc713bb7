import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import type { Authenticate, NormalisedAuthor, OAuthReturn, OAuthStart, SignedIn, SignInContext } from '../connector.ts'
import { parseAnswer } from './answers.ts'
import { createGraph, type Graph } from './graph.ts'
import { AnswerFailure } from '../answer-failure.ts'
import { hasGraphCode } from './graph-failure.ts'
import { exchangeForLongLived, type TokenGrants } from './long-lived-token.ts'
import type { MetaSession } from './session.ts'
import { codeOf } from './sign-in-answer.ts'

/** Where an API and its sign-in are. `authorize` is an address, the others are origins. */
export type MetaEndpoints = { readonly api: string; readonly authorize: string; readonly token: string }

/** A platform's own places, or what stands in for them at an origin (a test, a proxy). */
export function endpointsAt(origin: string | undefined, own: MetaEndpoints): MetaEndpoints {
  return origin === undefined ? own : { api: origin, authorize: `${origin}/oauth/authorize`, token: origin }
}

/** How a platform is signed in to. */
export type SignInWays = {
  readonly endpoints: MetaEndpoints
  /** As the parameter of the page has it. */
  readonly scope: string
  readonly version: string
  readonly grants: TokenGrants
  readonly capabilities: PlatformCapabilities
  readonly readAuthor: (graph: Graph) => Promise<NormalisedAuthor>
}

/** What lies between the two halves of a sign-in. */
const Pending = z.object({ clientId: z.string(), clientSecret: z.string(), redirectUri: z.string(), state: z.string() })
type Pending = z.infer<typeof Pending>

/** `permissions` is Instagram's, as its page shows them: names with commas between them. */
const WireToken = z.object({ access_token: z.string().min(1), permissions: z.string().optional().catch(undefined) })
/** Instagram's page shows a list of one, and others see the token alone (2026-11-27). What it says of the person is not needed. */
const WireShortToken = z.union([WireToken, z.object({ data: z.array(WireToken).min(1) })])

/** Signing in with an app of the person's own. */
export function authenticateBy(ways: SignInWays): Authenticate {
  return {
    startOAuth: (_context, _method, fields) => Promise.resolve().then(() => start(ways, fields)),
    finishOAuth: (context, _method, pending, answer) => finish(ways, context, Pending.parse(pending), answer),
  }
}

/** Where the person's browser has to go. Rejects with `invalid-input` for what cannot be right. */
function start({ endpoints, scope }: SignInWays, fields: Readonly<Record<string, string>>): OAuthStart {
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
  const url = new URL(endpoints.authorize)
  url.searchParams.set('client_id', pending.clientId)
  url.searchParams.set('redirect_uri', pending.redirectUri)
  url.searchParams.set('scope', scope)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('state', pending.state)
  return { authorizeUrl: url.href, pending }
}

/** Exchanges the code for a token of an hour, that for one of 60 days, and asks who that is. */
async function finish(ways: SignInWays, context: SignInContext, pending: Pending, answer: OAuthReturn): Promise<SignedIn> {
  const { endpoints, grants, version } = ways
  const code = codeOf(answer, pending.state)
  const where = { server: endpoints.api, http: context.http, signal: context.signal }
  const { clientId, clientSecret } = pending
  try {
    const unversioned = createGraph({ ...where, server: endpoints.token, version: '', token: null })
    const form = {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'authorization_code',
      redirect_uri: pending.redirectUri,
      code,
    }
    const told = parseAnswer(WireShortToken, await unversioned.post('oauth/access_token', form), unversioned)
    const shortLived = 'data' in told ? told.data[0] : told
    const token = await exchangeForLongLived(where, grants, shortLived?.access_token ?? '', clientSecret, context.clock())
    const { author } = await ways.readAuthor(createGraph({ ...where, version, token: () => Promise.resolve(token.accessToken) }))
    const permissions = shortLived?.permissions?.split(',')
    const session: MetaSession = { ...token, clientId, clientSecret, ...(permissions === undefined ? {} : { permissions }) }
    return { author, server: endpoints.api, session, capabilities: { ...ways.capabilities, askedAt: context.clock() } }
  } catch (error) {
    throw signInFailure(error)
  }
}

/** What the ways to go wrong mean to the person; the codes are Graph's, as others report them (2026-11-27). Anything else stays what it is. */
function signInFailure(error: unknown): unknown {
  if (hasGraphCode(error, '101')) return invalid('clientSecret', 'client-secret-wrong', error)
  const isAboutTheCode = error instanceof AnswerFailure && error.status < 500 && hasGraphCode(error, '100')
  if (isAboutTheCode) return new AppFailure({ kind: 'authentication', reason: 'flow-expired', message: null }, { cause: error })
  return error
}

function invalid(field: string, code: string, cause?: unknown): AppFailure {
  return new AppFailure({ kind: 'invalid-input', issues: [{ field, code, values: {} }] }, cause === undefined ? undefined : { cause })
}
