import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import type { ConnectorContext, Renewal } from '../connector.ts'
import { refreshLongLived, type TokenGrants } from './long-lived-token.ts'

const DAY_MS = 24 * 60 * 60_000
/** A token can be renewed when it is a day old. Source: https://developers.facebook.com/docs/threads/get-started/long-lived-tokens, read 2026-11-27. */
const YOUNGEST_MS = DAY_MS
/** It is renewed this long before its end, and once more by whatever call comes when that has failed all the time. */
const RENEW_AHEAD_MS = 7 * DAY_MS
const LAST_CHANCE_MS = DAY_MS
/** A renewal is not given up with the request that wanted it: its answer holds the only copy of the next token. */
const RENEW_TIMEOUT_MS = 30_000

/** The secrets of one account: its long-lived token, and the app of the person's own it signed in with. Times are epoch ms. */
export const MetaSession = z.object({
  accessToken: z.string().min(1),
  issuedAt: z.number(),
  expiresAt: z.number(),
  clientId: z.string(),
  clientSecret: z.string(),
  /** What was allowed at the sign-in, where the network told. */
  permissions: z.array(z.string()).optional(),
})
export type MetaSession = z.infer<typeof MetaSession>

/** The session of an account. Rejects with `authentication` when there is none that can be read. */
async function readSession({ session }: Pick<ConnectorContext, 'session'>): Promise<MetaSession> {
  const parsed = MetaSession.safeParse(await session.read())
  if (parsed.success) return parsed.data
  throw new AppFailure({ kind: 'authentication', reason: 'expired', message: null })
}

/** The account's token. In its last day it is renewed first; where that fails it is good for as long as it lasts. */
export function accountToken(context: ConnectorContext, grants: TokenGrants): () => Promise<string> {
  return async () => {
    const session = await readSession(context)
    const now = context.clock()
    const isLastChance = session.expiresAt - now <= LAST_CHANCE_MS && session.expiresAt > now && isOldEnough(session, now)
    if (!isLastChance) return session.accessToken
    try {
      return await renewOnce(context, grants, session.accessToken)
    } catch {
      context.log.warn('A token that ends within a day could not be renewed', { accountId: context.account.id })
      return session.accessToken
    }
  }
}

/** Renewing the tokens of a platform's accounts in time, though nobody calls. */
export function renewalOf(grants: TokenGrants): Renewal {
  return {
    dueAt: (stored) => {
      const session = MetaSession.safeParse(stored)
      if (!session.success) return null
      const { issuedAt, expiresAt } = session.data
      return Math.max(expiresAt - RENEW_AHEAD_MS, issuedAt + YOUNGEST_MS)
    },
    renew: async (context) => {
      const session = await readSession(context)
      const now = context.clock()
      if (session.expiresAt - now > RENEW_AHEAD_MS || !isOldEnough(session, now)) return
      await renewOnce(context, grants, session.accessToken)
    },
  }
}

function isOldEnough({ issuedAt }: MetaSession, now: number): boolean {
  return now - issuedAt >= YOUNGEST_MS
}

/** A token newer than `stale`, once for all who want one. It is written before anybody uses it. */
function renewOnce(context: ConnectorContext, grants: TokenGrants, stale: string): Promise<string> {
  return context.session.exclusive(async () => {
    const session = await readSession(context)
    if (session.accessToken !== stale) return session.accessToken
    const lasting = { server: context.account.server, http: context.http, signal: AbortSignal.timeout(RENEW_TIMEOUT_MS) }
    const renewed = await refreshLongLived(lasting, grants, stale, context.clock())
    await context.session.write({ ...session, ...renewed } satisfies MetaSession)
    return renewed.accessToken
  })
}
