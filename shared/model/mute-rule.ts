import { z } from 'zod'
import { AccountId, AuthorId, LocalId, Timestamp } from '../ids.ts'

/** Muted: not shown in timeline and inbox. Muffled: folded to one line that says why. */
export const MuteHow = z.enum(['mute', 'muffle'])
export type MuteHow = z.infer<typeof MuteHow>

/** The longest words or tag that can be muted, UTF-16 units. */
export const MAX_MUTED_TEXT = 200

/** What somebody does not want to read. A handle is without the `@`. */
export const MuteSubject = z.discriminatedUnion('kind', [
  /** A word or a phrase, as it was typed. */
  z.object({ kind: z.literal('words'), text: z.string() }),
  /** Without the `#`. */
  z.object({ kind: z.literal('tag'), tag: z.string() }),
  /** Everything by a person, what they repost, and what they do to the person's own posts. */
  z.object({ kind: z.literal('author'), authorId: AuthorId, handle: z.string() }),
  /** What a person reposts; null = what anybody does. */
  z.object({ kind: z.literal('reposts'), authorId: AuthorId.nullable(), handle: z.string().nullable() }),
])
export type MuteSubject = z.infer<typeof MuteSubject>

/** The subjects that are found in what a post says. */
export type SaidSubject = Extract<MuteSubject, { kind: 'words' | 'tag' }>

/** Something that is not to be shown, or only folded. */
export const MuteRule = z.object({
  id: LocalId,
  subject: MuteSubject,
  how: MuteHow,
  /** For what this account reads alone; null = for all. */
  accountId: AccountId.nullable(),
  /** When it ends; null = never. One that has ended stays in the list and does nothing. */
  until: Timestamp.nullable(),
  createdAt: Timestamp,
  /** Older posts are still being looked through for it. */
  searching: z.boolean(),
})
export type MuteRule = z.infer<typeof MuteRule>
