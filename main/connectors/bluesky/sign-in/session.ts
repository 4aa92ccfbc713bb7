import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { SessionPort } from '../../connector.ts'

/** Tokens of a sign-in by app password. `service` is where they are refreshed (the entryway), `pds` where requests go; both are origins. */
export const PasswordSession = z.object({
  kind: z.literal('password'),
  did: z.string(),
  handle: z.string(),
  service: z.string(),
  pds: z.string(),
  accessJwt: z.string(),
  refreshJwt: z.string(),
})
export type PasswordSession = z.infer<typeof PasswordSession>

/** Tokens of a sign-in by OAuth. `saved` is the library's own JSON, `redirectUri` and `server` are what its client was made with. */
export const OAuthSession = z.object({
  kind: z.literal('oauth'),
  did: z.string(),
  server: z.string(),
  redirectUri: z.string(),
  saved: z.record(z.string(), z.unknown()),
})
export type OAuthSession = z.infer<typeof OAuthSession>

export const BlueskySession = z.discriminatedUnion('kind', [PasswordSession, OAuthSession])
export type BlueskySession = z.infer<typeof BlueskySession>

/** The account's session; rejects with `authentication` when there is none that can be read. */
export async function readSession(port: SessionPort): Promise<BlueskySession> {
  const session = BlueskySession.safeParse(await port.read())
  if (session.success) return session.data
  throw new AppFailure({ kind: 'authentication', reason: 'expired', message: null })
}

/** A session that lives in memory while somebody signs in. */
export function memorySession(initial: BlueskySession): SessionPort & { current(): unknown } {
  let value: unknown = initial
  let last: Promise<unknown> = Promise.resolve()
  return {
    current: () => value,
    read: () => Promise.resolve(value),
    write: (next) => {
      value = next
      return Promise.resolve()
    },
    exclusive: (work) => {
      const turn = last.then(work, work)
      last = turn.catch(() => undefined)
      return turn
    },
  }
}
