import { XRPCError } from '@atproto/api'
import { z } from 'zod'
import { AppFailure, type AppError } from '../../../../shared/errors.ts'
import type { SignInContext } from '../../connector.ts'
import { findHttpFailure } from '../../http.ts'
import { anonymousLine, ask } from '../agent.ts'
import { statusOf } from '../failures.ts'

const ServerDescription = z.object({ did: z.string().startsWith('did:'), availableUserDomains: z.array(z.string()) })

/**
 * Asks a server whether it is a PDS, before any password is sent to it. Answers the domains it gives to its accounts.
 * Rejects with `platform-unavailable`, reason `not-this-platform`, when it is something else.
 */
export async function describeServer(context: SignInContext, server: string): Promise<readonly string[]> {
  const answer = await ask({ send: anonymousLine(context, server), context }, (agent, options) =>
    agent.com.atproto.server.describeServer({}, options),
  ).catch((error: unknown) => {
    if (isNoPds(error)) throw new AppFailure(notThisPlatform(server), { cause: error })
    throw error
  })
  const description = ServerDescription.safeParse(answer)
  if (!description.success) throw new AppFailure(notThisPlatform(server))
  return description.data.availableUserDomains
}

/** It answered, and not as a PDS: HTML, a 4xx, a redirect elsewhere, no HTTP at all. 5xx and a busy server are not known to be something else. */
function isNoPds(error: unknown): boolean {
  const failure = findHttpFailure(error)
  if (failure !== null) return failure.kind === 'broken' || failure.kind === 'too-large'
  return error instanceof XRPCError && statusOf(error) < 500 && statusOf(error) !== 429
}

/** The server answers, and is not what it is taken for. */
export function notThisPlatform(server: string): AppError {
  return { kind: 'platform-unavailable', reason: 'not-this-platform', server, message: null }
}
