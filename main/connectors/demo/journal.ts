import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import { Visibility } from '../../../shared/model/canonical-post.ts'
import { QuotePolicy, ReplyPolicy } from '../../../shared/model/draft.ts'
import type { ConnectorContext, SessionPort } from '../connector.ts'
import type { OwnMedia, PlannedPost } from './plan.ts'

const Media = z.object({
  sha256: z.string(),
  mimeType: z.string(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  alt: z.string(),
}) satisfies z.ZodType<OwnMedia>

/** A post the person wrote, as it is kept. */
const OwnPost = z.object({
  key: z.string(),
  at: z.number(),
  text: z.string(),
  language: z.string().nullable(),
  warning: z.string().optional(),
  sensitive: z.boolean(),
  visibility: Visibility.optional(),
  replyTo: z.string().optional(),
  quote: z.string().optional(),
  poll: z.object({ options: z.array(z.tuple([z.string(), z.number()])), multiple: z.boolean(), endsAt: z.number() }).optional(),
  media: z.array(Media),
  replyPolicy: ReplyPolicy.optional(),
  quotePolicy: QuotePolicy.optional(),
})
export type OwnPost = z.infer<typeof OwnPost>

/** How a post of the account's own was changed. A file that stayed is the number of its place before. */
const Change = z.object({
  text: z.string(),
  warning: z.string().optional(),
  sensitive: z.boolean(),
  language: z.string().nullable(),
  media: z.array(z.union([Media, z.object({ kept: z.number().int().nonnegative(), alt: z.string() })])),
  quotePolicy: QuotePolicy.optional(),
  at: z.number(),
})
export type Change = z.infer<typeof Change>

const Mark = z.object({ liked: z.boolean().optional(), reposted: z.boolean().optional(), bookmarked: z.boolean().optional() })

/** What the person did in the demo with one account. It is the account's whole session: the world itself is always the same. */
const Journal = z.object({
  /** When the demo was begun, epoch ms; all times of the world are relative to it. */
  startedAt: z.number(),
  posts: z.array(OwnPost).default([]),
  /** Keys of posts of the account's own that were deleted. */
  deleted: z.array(z.string()).default([]),
  /** By key of the post, one after the other. */
  changes: z.record(z.string(), z.array(Change)).default({}),
  /** By key of the post. */
  marks: z.record(z.string(), Mark).default({}),
  /** By key of the person. */
  follows: z.record(z.string(), z.boolean()).default({}),
  /** Up to when notifications were read, epoch ms. */
  readAt: z.number().nullable().default(null),
})
export type Journal = z.infer<typeof Journal>

/** The session an account of the demo begins with. */
export function newSession(startedAt: number): unknown {
  return { startedAt } satisfies z.input<typeof Journal>
}

export async function readJournal(session: SessionPort): Promise<Journal> {
  const parsed = Journal.safeParse(await session.read())
  if (!parsed.success) throw new AppFailure({ kind: 'authentication', reason: 'expired', message: null })
  return parsed.data
}

/** Changes the journal, one change at a time. `change` may throw to change nothing. */
export async function changeJournal<T>(context: ConnectorContext, change: (journal: Journal) => T): Promise<T> {
  context.signal.throwIfAborted()
  return context.session.exclusive(async () => {
    const journal = await readJournal(context.session)
    const result = change(journal)
    await context.session.write(journal)
    return result
  })
}

/** A post of the person's as one of the world. */
export function plannedOf(own: OwnPost, owner: Pick<PlannedPost, 'on' | 'by'>): PlannedPost {
  const { poll, warning, visibility, replyTo, quote, replyPolicy, quotePolicy, ...rest } = own
  return {
    ...rest,
    ...owner,
    likes: 0,
    reposts: 0,
    ...(poll === undefined ? {} : { poll }),
    ...(warning === undefined ? {} : { warning }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(quote === undefined ? {} : { quote }),
    ...(replyPolicy === undefined ? {} : { replyPolicy }),
    ...(quotePolicy === undefined ? {} : { quotePolicy }),
    inHome: true,
  }
}

/** A post after what the person changed about it. */
export function changedOf(post: PlannedPost, changes: readonly Change[]): PlannedPost {
  return changes.reduce((before, { at, warning, quotePolicy, media, ...said }) => {
    const { warning: _warned, ...rest } = before
    return {
      ...rest,
      ...said,
      ...(warning === undefined ? {} : { warning }),
      ...(quotePolicy === undefined ? {} : { quotePolicy }),
      media: media.flatMap((file) => {
        if (!('kept' in file)) return [file]
        const kept = before.media?.[file.kept]
        return kept === undefined ? [] : [{ ...kept, alt: file.alt }]
      }),
      editedAt: at,
    }
  }, post)
}
