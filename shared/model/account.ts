import { z } from 'zod'
import { AccountId, AuthorId, Timestamp } from '../ids.ts'
import { AppError } from '../errors.ts'
import { PlatformCapabilities } from './capabilities.ts'

/** How an account is doing. */
export const AccountState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('connected') }),
  /** Reading or writing failed for now; Chirp goes on trying by itself at `retryAt`. */
  z.object({ kind: z.literal('unavailable'), error: AppError, since: Timestamp, retryAt: Timestamp.nullable() }),
  z.object({ kind: z.literal('rate-limited'), until: Timestamp }),
  z.object({ kind: z.literal('needs-sign-in'), error: AppError }),
  /** The person paused it: nothing is read or sent. */
  z.object({ kind: z.literal('paused') }),
])
export type AccountState = z.infer<typeof AccountState>

/** One signed-in account. Its secrets are elsewhere. */
export const Account = z.object({
  id: AccountId,
  platform: z.string(),
  /** The network's own name, as its users write it ("Bluesky"). */
  platformName: z.string(),
  authorId: AuthorId,
  /** Without a leading `@`. */
  handle: z.string(),
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
  /** Origin of the account's server (`https://example.social`). */
  server: z.string(),
  authMethod: z.string(),
  state: AccountState,
  capabilities: PlatformCapabilities,
  addedAt: Timestamp,
  /** When the home timeline or the mentions were last read to the top; null = never. */
  readAt: Timestamp.nullable(),
  /** Place in the person's own order, from 0. */
  position: z.number().int(),
})
export type Account = z.infer<typeof Account>
