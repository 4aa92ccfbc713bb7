import { randomUUID } from 'node:crypto'
import { AppFailure, failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Input, Output } from '../../../shared/bridge/contract.ts'
import type { Network, SignInFlow } from '../../../shared/bridge/sign-in-views.ts'
import type { BridgeEvent } from '../../../shared/bridge/events.ts'
import type { AuthMethod, OAuthReturn, PlatformConnector, SignedIn, SignInContext } from '../../connectors/connector.ts'
import { openLoopbackRedirect, redirectAddress, type LoopbackRedirect } from '../../core/loopback-redirect.ts'
import type { Log } from '../../core/ports.ts'

/** What signing in needs. */
export type SignInDependencies = {
  readonly connectors: readonly PlatformConnector[]
  /** What a connector gets before there is an account. `server` is what the person typed, for the limits of that server. */
  readonly signInContext: (connector: PlatformConnector, server: string, flowId: string, signal: AbortSignal) => SignInContext
  /** Forgets the secrets of a flow that ended. */
  readonly forgetFlow: (flowId: string) => Promise<void>
  /** Stores the account (or signs a known one in again) and answers its id. */
  readonly admit: (platform: string, method: string, signedIn: SignedIn) => Promise<string>
  readonly emit: (event: BridgeEvent) => void
  readonly log: Log
}

/** A sign-in that waits for the browser is given up after this. */
const FLOW_MS = 15 * 60_000
/** How an ended flow can still be asked about. */
const REMEMBER_MS = 5 * 60_000

type Flow = {
  readonly connector: PlatformConnector
  readonly method: AuthMethod
  readonly context: SignInContext
  readonly pending: unknown
  readonly abort: AbortController
  readonly redirect: LoopbackRedirect | null
  state: SignInFlow
  /** The answer came and is being exchanged for tokens. */
  finishing: boolean
}

function networkOf({ manifest }: PlatformConnector): Network {
  return {
    platform: manifest.platform,
    name: manifest.name,
    letter: manifest.letter,
    summary: manifest.summary,
    authMethods: manifest.authMethods.map(({ id, kind, pasteCode, pasteOnly = false, redirectPorts = [], setup, fields }) => ({
      id,
      kind,
      pasteCode,
      pasteOnly,
      setup: setup === undefined ? null : { ...setup, redirects: redirectPorts.map(redirectAddress) },
      fields: [...fields],
    })),
  }
}

/** Signing in, typed here or through the browser. Nothing that was typed is kept; what a network answers goes into the secrets. */
export function createSignIn(dependencies: SignInDependencies) {
  const { connectors, log } = dependencies
  const flows = new Map<string, Flow>()

  const find = (platform: string, methodId: string): { connector: PlatformConnector; method: AuthMethod } | null => {
    const connector = connectors.find((each) => each.manifest.platform === platform)
    const method = connector?.manifest.authMethods.find((each) => each.id === methodId)
    return connector === undefined || method === undefined ? null : { connector, method }
  }

  const unsupported: AppError = { kind: 'capability-not-supported', capability: 'sign-in', message: null }

  const missing = (method: AuthMethod, fields: Readonly<Record<string, string>>): AppError | null => {
    const issues = method.fields
      .filter((field) => field.required && (fields[field.name] ?? '').trim() === '')
      .map((field) => ({ field: field.name, code: 'required', values: {} }))
    return issues.length === 0 ? null : { kind: 'invalid-input', issues }
  }

  const toError = (connector: PlatformConnector, error: unknown): AppError => {
    const classified = error instanceof AppFailure ? error.error : connector.classify(error)
    if (classified.kind === 'internal') log.error('Signing in failed unexpectedly.', { platform: connector.manifest.platform, error })
    return classified
  }

  const end = async (flowId: string, flow: Flow, state: SignInFlow): Promise<void> => {
    if (flow.state.kind !== 'waiting') return
    flow.state = state
    setTimeout(() => flows.delete(flowId), REMEMBER_MS).unref()
    await flow.redirect?.close()
    await dependencies.forgetFlow(flowId)
    dependencies.emit({ topic: 'sign-in', flowId })
  }

  const finish = async (flowId: string, flow: Flow, answer: OAuthReturn): Promise<Result<{ accountId: string }>> => {
    if (flow.finishing || flow.state.kind !== 'waiting') return failure({ kind: 'authentication', reason: 'flow-expired', message: null })
    flow.finishing = true
    const { connector, method } = flow
    try {
      const signedIn = await connector.authenticate.finishOAuth?.(flow.context, method.id, flow.pending, answer)
      if (signedIn === undefined) return failure(unsupported)
      const accountId = await dependencies.admit(connector.manifest.platform, method.id, signedIn)
      await end(flowId, flow, { kind: 'done', accountId })
      return success({ accountId })
    } catch (thrown) {
      const error = toError(connector, thrown)
      // A code that was mistyped can be typed again; a redirect comes only once.
      if (answer.kind === 'code') flow.finishing = false
      else await end(flowId, flow, { kind: 'failed', error })
      return failure(error)
    }
  }

  return {
    networks: (): Result<Output<'accounts.networks'>> => success(connectors.filter((each) => each.manifest.listed).map(networkOf)),

    signIn: async (input: Input<'accounts.signIn'>): Promise<Result<Output<'accounts.signIn'>>> => {
      const found = find(input.platform, input.method)
      if (found?.connector.authenticate.signIn === undefined) return failure(unsupported)
      const { connector, method } = found
      const problem = missing(method, input.fields)
      if (problem !== null) return failure(problem)
      const flowId = randomUUID()
      const context = dependencies.signInContext(connector, input.fields['server'] ?? '', flowId, AbortSignal.timeout(60_000))
      try {
        const signedIn = await found.connector.authenticate.signIn(context, method.id, input.fields)
        return success({ accountId: await dependencies.admit(input.platform, method.id, signedIn) })
      } catch (error) {
        return failure(toError(connector, error))
      } finally {
        await dependencies.forgetFlow(flowId)
      }
    },

    beginOAuth: async (input: Input<'accounts.beginOAuth'>): Promise<Result<Output<'accounts.beginOAuth'>>> => {
      const found = find(input.platform, input.method)
      if (found?.connector.authenticate.startOAuth === undefined) return failure(unsupported)
      const { connector, method } = found
      const problem = missing(method, input.fields)
      if (problem !== null) return failure(problem)
      const flowId = randomUUID()
      const abort = new AbortController()
      const context = dependencies.signInContext(connector, input.fields['server'] ?? '', flowId, abort.signal)
      const pasted = method.pasteOnly === true || (input.pasteCode && method.pasteCode)
      let redirect: LoopbackRedirect | null = null
      try {
        redirect = pasted ? null : await openLoopbackRedirect(method.redirectPorts)
        const started = await found.connector.authenticate.startOAuth(context, method.id, input.fields, redirect?.redirectUri ?? null)
        const flow: Flow = {
          connector,
          method,
          context,
          pending: started.pending,
          abort,
          redirect,
          state: { kind: 'waiting' },
          finishing: false,
        }
        flows.set(flowId, flow)
        const expiry = setTimeout(() => {
          abort.abort()
          void end(flowId, flow, { kind: 'failed', error: { kind: 'authentication', reason: 'flow-expired', message: null } })
        }, FLOW_MS)
        expiry.unref()
        void redirect?.returned.then(
          (parameters) => void finish(flowId, flow, { kind: 'redirect', parameters }),
          () => undefined,
        )
        return success({ flowId, authorizeUrl: started.authorizeUrl })
      } catch (error) {
        await redirect?.close()
        await dependencies.forgetFlow(flowId)
        return failure(toError(connector, error))
      }
    },

    oauthFlow: ({ flowId }: Input<'accounts.oauthFlow'>): Result<Output<'accounts.oauthFlow'>> =>
      success(flows.get(flowId)?.state ?? { kind: 'failed', error: { kind: 'authentication', reason: 'flow-expired', message: null } }),

    finishOAuth: ({ flowId, code }: Input<'accounts.finishOAuth'>): Promise<Result<Output<'accounts.finishOAuth'>>> => {
      const flow = flows.get(flowId)
      if (flow === undefined) return Promise.resolve(failure({ kind: 'authentication', reason: 'flow-expired', message: null }))
      return finish(flowId, flow, { kind: 'code', code: code.trim() })
    },

    cancelOAuth: async ({ flowId }: Input<'accounts.cancelOAuth'>): Promise<Result<Output<'accounts.cancelOAuth'>>> => {
      const flow = flows.get(flowId)
      if (flow !== undefined) {
        flow.abort.abort()
        await end(flowId, flow, { kind: 'failed', error: { kind: 'authentication', reason: 'cancelled', message: null } })
      }
      return success({})
    },

    /** Ends all flows; for closing the app. */
    close: async (): Promise<void> => {
      for (const [flowId, flow] of flows) {
        flow.abort.abort()
        await end(flowId, flow, { kind: 'failed', error: { kind: 'authentication', reason: 'cancelled', message: null } })
      }
    },
  }
}

export type SignIn = ReturnType<typeof createSignIn>
