import { z } from 'zod'
import { AppError } from '../errors.ts'
import { AccountId, LocalId, PostId, Timestamp } from '../ids.ts'
import { Author, AuthorProfile, Relationship } from '../model/author.ts'
import { CanonicalPost } from '../model/canonical-post.ts'
import { Draft } from '../model/draft.ts'
import { InboxKind, InboxPlace } from '../model/inbox-item.ts'
import { MuteHow, MuteSubject } from '../model/mute-rule.ts'
import { OutboxItem } from '../model/outbox-item.ts'
import { ViewerState } from '../model/viewer-state.ts'

/**
 * The same post on other networks. `others` are the other posts, in the order they were written; those that only go on from a post that
 * says a part are left out. `split`: the person wants them as separate cards.
 */
export const SamePost = z.object({ others: z.array(PostId), split: z.boolean() })
export type SamePost = z.infer<typeof SamePost>

/** Why a post is not to be shown, or only folded: by a rule of the person's, or by what they said on its network. */
export const Silence = z.object({
  how: MuteHow,
  by: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('rule'), ruleId: LocalId, subject: MuteSubject }),
    /** A filter or a label there; in its own words, where it has any. */
    z.object({ kind: z.literal('filter'), reason: z.string().nullable() }),
    z.object({ kind: z.literal('muted') }),
    z.object({ kind: z.literal('blocked') }),
  ]),
})
export type Silence = z.infer<typeof Silence>

/**
 * A post as the renderer gets it. Every address of media, avatars, emoji and card pictures is one on the renderer's own host.
 * Quoted posts and parents are posts of their own in the same answer where they are known.
 */
export const PostView = z.object({
  post: CanonicalPost,
  author: Author,
  /** How each of the person's accounts that has seen it sees it; in the order of the accounts. */
  viewers: z.array(ViewerState),
  /** Which of the person's accounts wrote it; null = somebody else. */
  ownAccountId: AccountId.nullable(),
  /** Deleted here or on the network; shown only inside threads. */
  deleted: z.boolean(),
  /** The network's name and mark, so that the page needs no table of networks. */
  platformName: z.string(),
  /** The same post on other networks; left out where none is known. */
  samePost: SamePost.optional(),
  /** It is muted or muffled, and shown only folded; left out where it is not. */
  silence: Silence.optional(),
})
export type PostView = z.infer<typeof PostView>

/** A place in a list that is sorted by time: keyset paging, never offsets. */
export const PageCursor = z.string().max(200)

/**
 * A row of a timeline. `key` is stable and unique in the view. `cursor` is the place of this very row: `timeline.page` from it
 * answers the rows older than this one, `timeline.newer` since it the rows newer than this one.
 */
export const TimelineRow = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('post'),
    key: z.string(),
    cursor: PageCursor,
    postId: PostId,
    repostedBy: Author.nullable(),
    /** The accounts whose home feed has it. */
    accountIds: z.array(AccountId),
    sortAt: Timestamp,
    /** Who reposted it is muffled; left out where they are not. */
    silence: Silence.optional(),
  }),
  /**
   * Posts of a feed that were not fetched: older than `newerAt`, newer than `olderAt`. A row stands at the newer end, and one at the older
   * end where posts of other feeds are between; `timeline.fillGap` by its key. `lost`: the network no longer has them.
   */
  z.object({
    kind: z.literal('gap'),
    key: z.string(),
    cursor: PageCursor,
    accountId: AccountId,
    sortAt: Timestamp,
    end: z.enum(['newer', 'older']),
    newerAt: Timestamp,
    olderAt: Timestamp,
    lost: z.boolean(),
  }),
])
export type TimelineRow = z.infer<typeof TimelineRow>

/** One or more posts that belong to an answer, each once. */
export const PostViews = z.array(PostView)

/** An account whose home feed belongs to a timeline, and what it has to do with where that ends. */
export const TimelineSource = z.object({
  accountId: AccountId,
  state: z.discriminatedUnion('kind', [
    /** Has not answered yet. */
    z.object({ kind: z.literal('waiting') }),
    /** Was read the least far: nothing older than `reachedAt` is shown until it is read on. */
    z.object({ kind: z.literal('behind'), reachedAt: Timestamp }),
    /** Was read further than is shown. */
    z.object({ kind: z.literal('ahead'), reachedAt: Timestamp }),
    /** Its network gives nothing older. */
    z.object({ kind: z.literal('exhausted') }),
    /** Does not come in time order; its posts are shown as far as they are there. */
    z.object({ kind: z.literal('unordered') }),
    /** Cannot be read; the others go on without it. */
    z.object({ kind: z.literal('failed'), error: AppError }),
    z.object({ kind: z.literal('paused') }),
  ]),
})
export type TimelineSource = z.infer<typeof TimelineSource>

export const TimelinePage = z.object({
  rows: z.array(TimelineRow),
  posts: PostViews,
  /** Towards older rows in the store; null = the store has no more that may be shown. */
  older: PageCursor.nullable(),
  /** The networks may have more: call `timeline.loadOlder`. */
  moreOnNetworks: z.boolean(),
  /** Cursor of the newest row, for `timeline.newer`. Null when empty. */
  newest: PageCursor.nullable(),
  /** The feeds it is made of, in the order of the accounts. */
  sources: z.array(TimelineSource),
})
export type TimelinePage = z.infer<typeof TimelinePage>

/** A row of a view of the person's own. `key` and `cursor` as in a timeline. */
export const ViewRow = z.object({
  key: z.string(),
  cursor: PageCursor,
  postId: PostId,
  repostedBy: Author.nullable(),
  /** The accounts through which it was read; of a search, those that have seen the post. */
  accountIds: z.array(AccountId),
  sortAt: Timestamp,
  /** Who reposted it is muffled; left out where they are not. */
  silence: Silence.optional(),
})
export type ViewRow = z.infer<typeof ViewRow>

export const ViewPage = z.object({
  rows: z.array(ViewRow),
  posts: PostViews,
  /** Towards older rows in the store; null = the store has no more that may be shown. */
  older: PageCursor.nullable(),
  /** The networks may have more: call `views.loadOlder`. */
  moreOnNetworks: z.boolean(),
  /** Cursor of the first row. Null when empty. */
  newest: PageCursor.nullable(),
  /** When a network was last read for it; null = not yet, or there is none to ask. */
  readAt: Timestamp.nullable(),
  /** Accounts that could not be read for it; the others go on without them. */
  failures: z.array(z.object({ accountId: AccountId, error: AppError })),
})
export type ViewPage = z.infer<typeof ViewPage>

/**
 * A row of the Mentions view: what came about one thing, to one account or several. A conversation, the likes of a post, the follows of a day.
 * `kind`, `accountId` and `postId` are those of the newest notification in it.
 */
export const InboxRow = z.object({
  key: z.string(),
  groupId: z.number().int(),
  /** Names what is in it now: what comes later is not meant by an act on this row. */
  upTo: z.number().int(),
  kind: InboxKind,
  accountId: AccountId,
  accountIds: z.array(AccountId),
  /** The newest first; at most 12, `actorCount` says how many there are. */
  actors: z.array(Author),
  actorCount: z.number().int().positive(),
  postId: PostId.nullable(),
  at: Timestamp,
  /** Where it stands: `at`, or when it came back after it was put off. */
  sortAt: Timestamp,
  unread: z.number().int().nonnegative(),
  read: z.boolean(),
  /** It stays unread until the person reads it: being seen is not enough. */
  kept: z.boolean(),
  place: InboxPlace,
  /** When what was put off comes back. */
  until: Timestamp.nullable(),
})
export type InboxRow = z.infer<typeof InboxRow>

export const InboxPage = z.object({
  rows: z.array(InboxRow),
  posts: PostViews,
  older: PageCursor.nullable(),
  moreOnNetworks: z.boolean(),
})
export type InboxPage = z.infer<typeof InboxPage>

/** A thread, flattened in reading order. `depth` counts from the first ancestor shown. */
export const ThreadView = z.object({
  focusId: PostId,
  rows: z.array(z.object({ postId: PostId, depth: z.number().int().nonnegative(), relation: z.enum(['ancestor', 'focus', 'reply']) })),
  posts: PostViews,
  /** Whether the network was asked and gave all it has; false = this is what is stored. */
  complete: z.boolean(),
})
export type ThreadView = z.infer<typeof ThreadView>

export const ProfileView = z.object({
  profile: AuthorProfile,
  relationships: z.array(Relationship),
  ownAccountId: AccountId.nullable(),
  platformName: z.string(),
})
export type ProfileView = z.infer<typeof ProfileView>

/** One press of Post: the draft as it was, and what became of each target and segment. */
export const PublishRunView = z.object({
  id: LocalId,
  draft: Draft,
  items: z.array(OutboxItem),
  createdAt: Timestamp,
  /** It can be taken back as a whole until then; null = no longer. */
  undoUntil: Timestamp.nullable(),
})
export type PublishRunView = z.infer<typeof PublishRunView>

export const DraftSummary = z.object({
  id: LocalId,
  text: z.string(),
  segments: z.number().int(),
  media: z.number().int(),
  accountIds: z.array(AccountId),
  replyToHandle: z.string().nullable(),
  /** It changes an own post instead of making one. */
  edits: z.boolean(),
  /** The time it is to go out at; null = none was chosen. */
  scheduledAt: Timestamp.nullable(),
  updatedAt: Timestamp,
})
export type DraftSummary = z.infer<typeof DraftSummary>
