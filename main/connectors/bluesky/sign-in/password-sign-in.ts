import { XRPCError } from '@atproto/api'
import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { SignInContext } from '../../connector.ts'
import { anonymousLine, ask } from '../agent.ts'
import { resolveHandle } from '../read/resolve.ts'
import { describeServer, notThisPlatform } from './describe-server.ts'
import { accountIdentifier, fetchDidDocument, isLoopback, pdsOf, serverOrigin } from './identity.ts'
import type { PasswordSession } from './session.ts'

const CreatedSession = z.object({
  did: z.string().startsWith('did:'),
  handle: z.string(),
  accessJwt: z.string().min(1),
  refreshJwt: z.string().min(1),
  didDoc: z.unknown().optional(),
  active: z.boolean().optional(),
  status: z.string().optional(),
})

/**
 * Signs in with what the person typed, on any PDS. The server that holds the account is taken from its DID document: the typed one may be an
 * entryway in front of many. Rejects with `invalid-input` on field `server`, code `server-other`, when the account is on another server.
 */
export async function createPasswordSession(
  context: SignInContext,
  fields: Readonly<Record<string, string>>,
  plcUrl: string,
): Promise<PasswordSession> {
  const service = serverOrigin(fields['server'] ?? '')
  const password = passwordOf(fields['password'] ?? '')
  const identifier = accountIdentifier(fields['handle'] ?? '', await describeServer(context, service))
  const answer = await ask({ send: anonymousLine(context, service), context }, (agent, options) =>
    agent.com.atproto.server.createSession({ identifier, password }, { ...options, encoding: 'application/json' }),
  ).catch(async (error: unknown) => {
    if (!(error instanceof XRPCError) || error.error !== 'AuthenticationRequired') throw error
    await refuseOtherServer(context, service, identifier, plcUrl)
    throw new AppFailure({ kind: 'authentication', reason: 'wrong-credentials', message: null }, { cause: error })
  })
  const created = CreatedSession.safeParse(answer)
  if (!created.success) throw new AppFailure(notThisPlatform(service))
  const { did, handle, accessJwt, refreshJwt, didDoc, active, status } = created.data
  if (active === false) throw new AppFailure({ kind: 'authentication', reason: 'forbidden', message: status ?? null })
  const pds = pdsOf(didDoc, did, isLoopback(new URL(service))) ?? service
  return { kind: 'password', did, handle, service, pds, accessJwt, refreshJwt }
}

/** An app password copied with the spaces around it is still meant; another password may have spaces of its own. */
function passwordOf(typed: string): string {
  if (typed === '') throw new AppFailure({ kind: 'invalid-input', issues: [{ field: 'password', code: 'required', values: {} }] })
  return /^\s*[a-z0-9]{4}(-[a-z0-9]{4}){3}\s*$/i.test(typed) ? typed.trim() : typed
}

/** The accounts of bsky.social are on servers of their own names behind it, and sign in only through it. */
const BEHIND_ENTRYWAY = /\.host\.bsky\.network$/

/** A server says the same of a wrong password and of an account it does not have. Where the account is can be looked up; if not, nothing is said. */
async function refuseOtherServer(context: SignInContext, service: string, identifier: string, plcUrl: string): Promise<void> {
  const server = await serverOfAccount(context, service, identifier, plcUrl).catch(() => null)
  if (server === null || server === service || BEHIND_ENTRYWAY.test(new URL(server).hostname)) return
  throw new AppFailure({ kind: 'invalid-input', issues: [{ field: 'server', code: 'server-other', values: { server } }] })
}

async function serverOfAccount(context: SignInContext, service: string, identifier: string, plcUrl: string): Promise<string | null> {
  if (identifier.includes('@')) return null
  const asked = { send: anonymousLine(context, service), context }
  const did = identifier.startsWith('did:') ? identifier : await resolveHandle(asked, identifier)
  if (did === null) return null
  return pdsOf(await fetchDidDocument(context.http, did, plcUrl, context.signal), did, isLoopback(new URL(plcUrl)))
}
