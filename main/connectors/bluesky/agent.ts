import { AsyncLocalStorage } from 'node:async_hooks'
import { Agent, XRPCError } from '@atproto/api'
import { AppFailure } from '../../../shared/errors.ts'
import type { ConnectorAccount } from '../connector.ts'
import { findHttpFailure } from '../http.ts'
import { statusOf, UNREADABLE_ANSWER } from './failures.ts'
import { oauthFetch, type OAuthEnvironment } from './sign-in/oauth-client.ts'
import { passwordFetch, type AgentContext } from './sign-in/password-session.ts'
import { readSession } from './sign-in/session.ts'

export type { AgentContext } from './sign-in/password-session.ts'

/** Sends one request; `path` is below the server's origin. */
type Send = (path: string, init: RequestInit) => Promise<Response>

/** One account's line to its server. */
export type Connection = {
  readonly did: string
  readonly send: Send
  readonly context: AgentContext
}

/** Whose line the call under way uses. */
const line = new AsyncLocalStorage<Send>()
let shared: Agent | null = null

/**
 * One SDK client for everybody: making one compiles all lexicons of the network anew, 10 ms that every single call would pay. It belongs to
 * nobody: requests leave through the line of the call they are made in.
 */
function sharedAgent(): Agent {
  shared ??= new Agent((path, init) => {
    const send = line.getStore()
    if (send === undefined) throw new Error('A call of the SDK outside of `ask`')
    return send(path, init)
  })
  return shared
}

/** A connection for an account, whichever way it signed in. Makes no request. */
export function connect(
  context: AgentContext & { readonly account: Pick<ConnectorAccount, 'authorId'> },
  environment: OAuthEnvironment,
): Connection {
  return connectAs(context, context.account.authorId, environment)
}

/** As `connect`, while there is only a session and no account yet. */
export function connectAs(context: AgentContext, did: string, environment: OAuthEnvironment): Connection {
  const send: Send = async (path, init) => {
    const session = await readSession(context.session)
    const fetchWithTokens = session.kind === 'password' ? passwordFetch(context, session) : oauthFetch(context, session, environment)
    return fetchWithTokens(path, init)
  }
  return { did, send, context }
}

/** A line without an account, for what a server tells everybody. */
export function anonymousLine(context: Pick<AgentContext, 'http'>, origin: string): Send {
  return (path, init) => context.http.fetch(new URL(path, origin), init)
}

/** The SDK's answer; a method without output has no `data`. */
type Call = (agent: Agent, options: { readonly signal: AbortSignal }) => Promise<{ readonly success: boolean; readonly data?: unknown }>

/**
 * Asks and gives the answer as it came: whoever reads it parses it. The SDK refuses a whole answer for one field that is not as its lexicons
 * say, which would cost a page for one odd post; the answer is in the error then.
 */
export async function ask(
  connection: Pick<Connection, 'send'> & { readonly context: Pick<AgentContext, 'signal'> },
  call: Call,
): Promise<unknown> {
  const { signal } = connection.context
  signal.throwIfAborted()
  try {
    return (await line.run(connection.send, () => call(sharedAgent(), { signal }))).data
  } catch (error) {
    if (error instanceof XRPCError && 'responseBody' in error) return error.responseBody
    throw error
  }
}

/** As `ask`, for a request that changes something: rejects with `outcome-unknown` when it may have happened. */
export async function askToWrite(connection: Connection, call: Call): Promise<unknown> {
  try {
    return await ask(connection, call)
  } catch (error) {
    if (isInDoubt(error)) throw new AppFailure({ kind: 'outcome-unknown', message: null }, { cause: error })
    throw error
  }
}

/**
 * A 5xx is in doubt too: a proxy in front of the server gives up while the server goes on, and a second create on one key answers 500. So is an
 * answer that cannot be read (2, which the SDK gives it).
 */
function isInDoubt(error: unknown): boolean {
  const failure = findHttpFailure(error)
  if (failure !== null) return failure.sent === 'maybe'
  return error instanceof XRPCError && (statusOf(error) >= 500 || statusOf(error) === UNREADABLE_ANSWER)
}
