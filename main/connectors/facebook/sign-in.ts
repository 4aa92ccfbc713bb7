import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import type { Authenticate, OAuthReturn, OAuthStart, SignedIn, SignInContext } from '../connector.ts'
import { parseAnswer, readPage } from '../meta/answers.ts'
import { apiVersions } from '../meta/api-versions.ts'
import { createGraph, type Graph } from '../meta/graph.ts'
import { AnswerFailure } from '../answer-failure.ts'
import { hasGraphCode } from '../meta/graph-failure.ts'
import { codeOf } from '../meta/sign-in-answer.ts'
import { SCOPE } from './app-setup.ts'
import { facebookCapabilities } from './capabilities.ts'
import type { PageSession } from './client.ts'
import type { FacebookEndpoints } from './endpoints.ts'
import { authorOfPage } from './normalise/author.ts'
import { readPageOf } from './read/self.ts'
import { WireAccount, WireToken } from './wire.ts'

const { version } = apiVersions.facebook

/** What lies between the two halves of a sign-in. `page`: its name or id, empty where it was not said. */
const Pending = z.object({ clientId: z.string(), clientSecret: z.string(), redirectUri: z.string(), page: z.string(), state: z.string() })
type Pending = z.infer<typeof Pending>

/** Signing in with an app of the person's own. Source: https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow, read 2026-11-27. */
export function authenticateAt(endpoints: FacebookEndpoints): Authenticate {
  return {
    startOAuth: (_context, _method, fields) => Promise.resolve().then(() => start(endpoints, fields)),
    finishOAuth: (context, _method, pending, answer) => finish(endpoints, context, Pending.parse(pending), answer),
  }
}

/** Where the person's browser has to go. Rejects with `invalid-input` for what cannot be right. */
function start({ web }: FacebookEndpoints, fields: Readonly<Record<string, string>>): OAuthStart {
  const typed = (name: string): string => (fields[name] ?? '').trim()
  const pending: Pending = {
    clientId: typed('clientId'),
    clientSecret: typed('clientSecret'),
    redirectUri: typed('redirectUri'),
    page: typed('handle'),
    state: randomBytes(24).toString('base64url'),
  }
  if (!/^\d{1,30}$/.test(pending.clientId)) throw invalid('clientId', 'client-id-invalid')
  if (pending.clientSecret === '') throw invalid('clientSecret', 'required')
  if (URL.parse(pending.redirectUri)?.protocol !== 'https:') throw invalid('redirectUri', 'redirect-not-https')
  const url = new URL(`/${version}/dialog/oauth`, web)
  url.searchParams.set('client_id', pending.clientId)
  url.searchParams.set('redirect_uri', pending.redirectUri)
  url.searchParams.set('scope', SCOPE)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('state', pending.state)
  return { authorizeUrl: url.href, pending }
}

/** The code becomes a token of the person, that one which lasts, and that the token of the page, which alone is kept. */
async function finish({ api }: FacebookEndpoints, context: SignInContext, pending: Pending, answer: OAuthReturn): Promise<SignedIn> {
  const code = codeOf(answer, pending.state)
  const { clientId, clientSecret } = pending
  const graphWith = (token: string | null): Graph =>
    createGraph({
      server: api,
      version,
      http: context.http,
      signal: context.signal,
      token: token === null ? null : () => Promise.resolve(token),
    })
  const anonymous = graphWith(null)
  // The pages show these as GET, with the secrets in the address; a form is taken as well, as OAuth libraries send it.
  const exchange = async (form: Readonly<Record<string, string>>): Promise<string> => {
    try {
      const answer = await anonymous.post('oauth/access_token', { client_id: clientId, client_secret: clientSecret, ...form })
      return parseAnswer(WireToken, answer, anonymous).access_token
    } catch (error) {
      throw exchangeFailure(error)
    }
  }
  const shortLived = await exchange({ redirect_uri: pending.redirectUri, code })
  const lasting = await exchange({ grant_type: 'fb_exchange_token', fb_exchange_token: shortLived })
  const { id, access_token: accessToken } = choose(await readAccounts(graphWith(lasting)), pending.page)
  const { author } = authorOfPage(await readPageOf(graphWith(accessToken), id))
  const session: PageSession = { accessToken, pageId: id, clientId, clientSecret }
  return { author, server: api, session, capabilities: { ...facebookCapabilities, askedAt: context.clock() } }
}

const MOST_PAGES = 5

/** The pages that the person manages and has allowed. Source: https://developers.facebook.com/docs/pages-api/manage-pages, read 2026-11-27. */
async function readAccounts(graph: Graph): Promise<WireAccount[]> {
  const accounts: WireAccount[] = []
  let after: string | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer: Awaited<ReturnType<typeof readPage<WireAccount>>> = await readPage(
      graph,
      'me/accounts',
      { fields: 'id,name,access_token', limit: 100 },
      after,
      WireAccount,
    )
    accounts.push(...answer.items)
    after = answer.after
    if (after === null) break
  }
  return accounts
}

const MOST_NAMED = 10

/** The page that is meant: the only one, or that of a name or id. Rejects with what there is to choose from. */
function choose(accounts: readonly WireAccount[], wanted: string): WireAccount {
  const [first] = accounts
  if (first === undefined) throw invalid('handle', 'page-none')
  if (wanted === '' && accounts.length === 1) return first
  const plain = (name: string): string => name.normalize('NFKC').trim().toLowerCase()
  const byId = accounts.filter(({ id }) => id === wanted)
  const found = byId.length > 0 ? byId : accounts.filter(({ name }) => plain(name) === plain(wanted))
  const [page] = found
  if (page !== undefined && found.length === 1) return page
  const named = accounts.slice(0, MOST_NAMED).map(({ name, id }) => `${name.slice(0, 80)} (${id})`)
  const pages = `${named.join(', ')}${accounts.length > MOST_NAMED ? ', …' : ''}`
  throw new AppFailure({
    kind: 'invalid-input',
    issues: [{ field: 'handle', code: wanted === '' ? 'page-needed' : 'page-unknown', values: { pages, wanted } }],
  })
}

/**
 * What the ways to go wrong of an exchange mean to the person; the codes are Graph's, as others report them (2026-11-27): 1, which means anything
 * elsewhere, is a wrong secret here. Anything else stays what it is.
 */
function exchangeFailure(error: unknown): unknown {
  if (!(error instanceof AnswerFailure) || error.status >= 500) return error
  if (hasGraphCode(error, '101', '1')) return invalid('clientSecret', 'client-secret-wrong', error)
  if (hasGraphCode(error, '100')) return new AppFailure({ kind: 'authentication', reason: 'flow-expired', message: null }, { cause: error })
  return error
}

function invalid(field: string, code: string, cause?: unknown): AppFailure {
  return new AppFailure({ kind: 'invalid-input', issues: [{ field, code, values: {} }] }, cause === undefined ? undefined : { cause })
}
