import { z } from 'zod'

/** Chirp's own name for one signed-in account on this machine, `acc_` and 16 letters. */
export const AccountId = z.string().min(1).max(64)
export type AccountId = z.infer<typeof AccountId>

/**
 * A post's global address as its network defines it (an AT URI, an ActivityPub id, `x:123`): the same post read through
 * two accounts or two servers has one `PostId`. Opaque to generic code.
 */
export const PostId = z.string().min(1).max(2048)
export type PostId = z.infer<typeof PostId>

/** An author's global address as the network defines it (a DID, an actor id). Opaque to generic code. */
export const AuthorId = z.string().min(1).max(2048)
export type AuthorId = z.infer<typeof AuthorId>

/** Chirp's own ids for what only exists here: drafts, segments, draft media, outbox items, sign-in flows. */
export const LocalId = z.string().min(1).max(64)
export type LocalId = z.infer<typeof LocalId>

/** Epoch milliseconds. */
export const Timestamp = z.number().int()
