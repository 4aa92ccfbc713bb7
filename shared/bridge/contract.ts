import { z } from 'zod'
import { AppError, type Result } from '../errors.ts'
import { AccountId, AuthorId, LocalId, PostId, Timestamp } from '../ids.ts'
import { AccountHealth } from '../model/account-health.ts'
import { Account } from '../model/account.ts'
import { Author } from '../model/author.ts'
import { Draft, DraftContent, DraftMedia, DraftOptions, DraftTarget } from '../model/draft.ts'
import { InboxFilter, InboxPlace } from '../model/inbox-item.ts'
import { FitChange } from '../model/media-fit.ts'
import { MuteRule, MuteSubject } from '../model/mute-rule.ts'
import { Backup, DataTask, Holding, Mended } from '../model/my-data.ts'
import { NetworkPostMapping } from '../model/network-post-mapping.ts'
import { PostMetrics } from '../model/post-metrics.ts'
import { MAX_VIEW_TEXT, OfferedView, SavedView, ViewSource } from '../model/saved-view.ts'
import { Settings, SettingsChange } from '../model/settings.ts'
import { EngagementVerb } from '../model/viewer-state.ts'
import { command, query, type Call } from './define.ts'
import { mediaHostCalls } from './media-host-calls.ts'
import { DraftSummary, InboxPage, PageCursor, PostView, ProfileView, PublishRunView, ThreadView, TimelinePage, ViewPage } from './views.ts'

// The content security policy of the hosts forbids `new Function`, which zod would otherwise try.
z.config({ jitless: true })

const none = z.object({})
const done = z.object({})
const begun = z.object({ begun: z.boolean() })
const newDraft = z.object({
  replyTo: PostId.nullable(),
  quote: PostId.nullable(),
  targets: z.array(AccountId).nullable(),
  text: z.string(),
})
const page = { cursor: PageCursor.nullable(), limit: z.number().int().min(1).max(100) }

/** Sign-in form of a network, from its connector's manifest. */
const Network = z.object({
  platform: z.string(),
  name: z.string(),
  letter: z.string(),
  summary: z.string(),
  authMethods: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['credentials', 'oauth']),
      pasteCode: z.boolean(),
      pasteOnly: z.boolean(),
      /** What is to be created at the platform first, and the redirect addresses to register there. */
      setup: z
        .object({
          console: z.string(),
          steps: z.array(z.string()).readonly(),
          permissions: z.array(z.object({ name: z.string(), purpose: z.string() }).readonly()).readonly(),
          costs: z.string().nullable(),
          redirects: z.array(z.string()),
        })
        .nullable(),
      fields: z.array(
        z.object({
          name: z.enum(['server', 'handle', 'password', 'clientId', 'clientSecret', 'redirectUri']),
          secret: z.boolean(),
          required: z.boolean(),
          initial: z.string(),
          placeholder: z.string(),
        }),
      ),
    }),
  ),
})
export type Network = z.infer<typeof Network>

/** Where a sign-in through the browser stands. */
export const SignInFlow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting') }),
  z.object({ kind: z.literal('done'), accountId: AccountId }),
  z.object({ kind: z.literal('failed'), error: AppError }),
])
export type SignInFlow = z.infer<typeof SignInFlow>

/** What an act on the inbox changed: how many rows or notifications, and the name under which it can be taken back. */
const inboxActed = z.object({ undo: z.string().nullable(), count: z.number().int() })

/** Millionths of a dollar; null = no limit. `reading`: Chirp may read for money. */
const budget = z.object({
  reading: z.boolean(),
  perDay: z.number().int().nonnegative().nullable(),
  perMonth: z.number().int().nonnegative().nullable(),
})
const spent = z.object({ kind: z.string(), amount: z.number(), count: z.number() })

const signInFields = z.record(z.string(), z.string().max(2048))

/** Sizes and counts for the rail. */
const Counts = z.object({
  inboxUnread: z.number().int(),
  drafts: z.number().int(),
  outboxPending: z.number().int(),
  outboxNeedsYou: z.number().int(),
})

/** A problem of a draft for one target, or for the draft as a whole (`accountId` null). */
export const DraftProblem = z.object({
  accountId: AccountId.nullable(),
  segmentId: LocalId.nullable(),
  mediaId: LocalId.nullable(),
  severity: z.enum(['error', 'warning']),
  /** A key below `problem` in `en.json`. */
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type DraftProblem = z.infer<typeof DraftProblem>

const typed = z.string().max(10_000)
const [Words, Tag] = MuteSubject.options
/** What is to be muted: a person by id, or by handle alone where the id is null. */
const NamedSubject = z.discriminatedUnion('kind', [
  Words.extend({ text: typed }),
  Tag.extend({ tag: typed }),
  z.object({ kind: z.literal('author'), authorId: AuthorId.nullable(), handle: typed }),
  z.object({ kind: z.literal('reposts'), authorId: AuthorId.nullable(), handle: typed.nullable() }),
])

/** Every call of the bridge, once. Types, validation, both transports and both sides derive from it. */
export const contract = {
  // ── App ──
  'app.status': query(
    none,
    z.object({
      version: z.string(),
      online: z.boolean(),
      host: z.enum(['desktop', 'headless']),
      secretProtection: z.enum(['system-keyring', 'encrypted-file', 'plain']),
      /** A demo account exists. */
      demo: z.boolean(),
      counts: Counts,
      /** When any account was last read, epoch ms. */
      readAt: Timestamp.nullable(),
      syncing: z.boolean(),
      dataDirectory: z.string(),
    }),
  ),
  'app.diagnostics': query(none, z.object({ text: z.string() })),
  /** Asks the networks now: all accounts, or one. Resolves when that read is over. */
  'app.refresh': command(z.object({ accountId: AccountId.nullable() }), done),
  /** The window became visible or hidden; reading slows down while hidden. */
  'app.setVisible': command(z.object({ visible: z.boolean() }), done),
  'app.startDemo': command(none, done),
  'app.removeDemo': command(none, done),
  'app.storage': query(none, z.object({ databaseBytes: z.number(), mediaBytes: z.number(), posts: z.number(), drafts: z.number() })),
  'app.clearMediaCache': command(none, done),

  // ── Accounts ──
  'accounts.networks': query(none, z.array(Network)),
  'accounts.list': query(none, z.array(Account)),
  'accounts.signIn': command(
    z.object({ platform: z.string(), method: z.string(), fields: signInFields }),
    z.object({ accountId: AccountId }),
  ),
  'accounts.beginOAuth': command(
    z.object({ platform: z.string(), method: z.string(), fields: signInFields, pasteCode: z.boolean() }),
    z.object({ flowId: LocalId, authorizeUrl: z.string() }),
  ),
  'accounts.oauthFlow': query(z.object({ flowId: LocalId }), SignInFlow),
  'accounts.finishOAuth': command(z.object({ flowId: LocalId, code: z.string().min(1).max(2048) }), z.object({ accountId: AccountId })),
  'accounts.cancelOAuth': command(z.object({ flowId: LocalId }), done),
  'accounts.setPaused': command(z.object({ accountId: AccountId, paused: z.boolean() }), done),
  /** Asks the server again what this account can do. */
  'accounts.refreshCapabilities': command(z.object({ accountId: AccountId }), Account),
  'accounts.remove': command(z.object({ accountId: AccountId, stored: z.enum(['keep', 'delete']) }), done),
  'accounts.reorder': command(z.object({ accountIds: z.array(AccountId) }), done),
  /** What is used of each limit, for "What Chirp can do here". */
  'accounts.limits': query(
    z.object({ accountId: AccountId }),
    z.array(z.object({ id: z.string(), limit: z.number(), used: z.number(), perMs: z.number(), resetAt: Timestamp.nullable() })),
  ),
  /** What an account has spent and may spend, where its platform charges for requests; else null. Amounts are millionths of a dollar. */
  'accounts.costs': query(
    z.object({ accountId: AccountId }),
    z
      .object({
        budget,
        today: z.array(spent),
        month: z.array(spent),
        prices: z.array(z.object({ kind: z.string(), what: z.string(), amount: z.number() })),
        source: z.string(),
        checkedOn: z.string(),
      })
      .nullable(),
  ),
  /** The last check of each account whose network can be asked how it is doing. */
  'accounts.health': query(none, z.array(AccountHealth)),
  /** Asks now. `conflict` for an account that is paused. */
  'accounts.checkHealth': command(z.object({ accountId: AccountId }), AccountHealth),
  /** What is left out stays as it is: two changes that follow each other closely do not undo one another. */
  'accounts.setBudget': command(z.object({ accountId: AccountId, budget: budget.partial() }), done),

  // ── Timeline ──
  'timeline.page': query(z.object({ ...page, accountIds: z.array(AccountId).nullable() }), TimelinePage),
  /** How many rows are newer than a cursor (`count`, all of them), and at most `limit` of them: the ones nearest to it, newest first. */
  'timeline.newer': query(
    z.object({ since: PageCursor, accountIds: z.array(AccountId).nullable(), limit: z.number().int().min(1).max(200) }),
    TimelinePage.extend({ count: z.number().int() }),
  ),
  /** Asks the networks for older posts than any stored; resolves when the store has them. */
  'timeline.loadOlder': command(
    z.object({ accountIds: z.array(AccountId).nullable() }),
    z.object({ added: z.number().int(), exhausted: z.boolean() }),
  ),
  'timeline.fillGap': command(z.object({ key: z.string() }), done),
  /** The place in a view, kept over restarts. */
  'timeline.position': query(
    z.object({ view: z.string() }),
    z.object({ key: z.string(), cursor: PageCursor, offset: z.number() }).nullable(),
  ),
  'timeline.setPosition': command(z.object({ view: z.string(), key: z.string(), cursor: PageCursor, offset: z.number() }), done),

  // ── Posts ──
  'posts.get': query(z.object({ ids: z.array(PostId).max(200) }), z.array(PostView)),
  'posts.thread': query(z.object({ postId: PostId }), ThreadView),
  /** Reads the thread from the network; resolves when it is stored. */
  'posts.refreshThread': command(z.object({ postId: PostId }), done),
  'posts.engage': command(z.object({ postId: PostId, accountId: AccountId, verb: EngagementVerb, on: z.boolean() }), done),
  'posts.delete': command(z.object({ postId: PostId }), done),
  /** The own post as a draft that replaces what it says; only publishing it changes the post. The one that is open already, where there is one. */
  'posts.edit': command(z.object({ postId: PostId }), Draft),
  /** The own post as a new draft with everything it had; it is deleted once that draft is stored, and only then. */
  'posts.redraft': command(z.object({ postId: PostId }), Draft),
  /** Shows the posts that are the same one on several networks as separate posts from now on; `authors`: and all others of these authors. */
  'posts.split': command(z.object({ postId: PostId, authors: z.boolean() }), done),
  /** Takes that back. */
  'posts.join': command(z.object({ postId: PostId }), done),
  'posts.mappings': query(z.object({ postId: PostId }), z.array(NetworkPostMapping)),

  // ── Authors ──
  'authors.profile': query(z.object({ authorId: AuthorId }), ProfileView),
  'authors.refreshProfile': command(z.object({ authorId: AuthorId }), done),
  'authors.posts': query(
    z.object({ authorId: AuthorId, ...page }),
    z.object({ postIds: z.array(PostId), posts: z.array(PostView), older: PageCursor.nullable() }),
  ),
  'authors.follow': command(z.object({ authorId: AuthorId, accountId: AccountId, on: z.boolean() }), done),
  /** People whose handle or name begins so, for completion; from the store. */
  'authors.complete': query(
    z.object({ text: z.string().max(100), limit: z.number().int().min(1).max(20) }),
    z.array(
      z.object({ authorId: AuthorId, platform: z.string(), handle: z.string(), displayName: z.string(), avatarUrl: z.string().nullable() }),
    ),
  ),

  // ── Inbox ──
  'inbox.page': query(
    z.object({
      ...page,
      filter: InboxFilter,
      accountIds: z.array(AccountId).nullable(),
      place: InboxPlace.default('inbox'),
      /** In the inbox alone. */
      unreadOnly: z.boolean().default(false),
    }),
    InboxPage,
  ),
  /** What is unread in the inbox, by filter, and how many rows were put off. */
  'inbox.unread': query(
    z.object({ accountIds: z.array(AccountId).nullable().default(null) }),
    z.object({
      mentions: z.number().int(),
      all: z.number().int(),
      conversations: z.number().int(),
      quotes: z.number().int(),
      reactions: z.number().int(),
      follows: z.number().int(),
      snoozed: z.number().int(),
    }),
  ),
  /** Everything of the filter up to and including this time is read; kept in step with the networks. */
  'inbox.markRead': command(
    z.object({ upTo: Timestamp, accountIds: z.array(AccountId).nullable(), filter: InboxFilter.default('all') }),
    inboxActed,
  ),
  /** Everything of the filter that is read leaves the inbox. */
  'inbox.archiveRead': command(z.object({ accountIds: z.array(AccountId).nullable(), filter: InboxFilter.default('all') }), inboxActed),
  /** Does something to rows as they were seen. `restore` puts them back into the inbox; `until` is for `snooze`, and in the future. */
  'inbox.act': command(
    z.object({
      act: z.enum(['read', 'unread', 'snooze', 'archive', 'restore']),
      rows: z
        .array(z.object({ groupId: z.number().int(), upTo: z.number().int() }))
        .min(1)
        .max(500),
      accountIds: z.array(AccountId).nullable().default(null),
      until: Timestamp.nullable().default(null),
    }),
    inboxActed,
  ),
  /** Takes an act back, as far as nothing else was done to the same meanwhile; once. */
  'inbox.undo': command(z.object({ undo: z.string().max(100) }), z.object({ count: z.number().int() })),
  /** The people of a row, the newest first. */
  'inbox.people': query(
    z.object({ ...page, groupId: z.number().int(), accountIds: z.array(AccountId).nullable().default(null) }),
    z.object({ people: z.array(Author), older: PageCursor.nullable() }),
  ),
  'inbox.loadOlder': command(
    z.object({ accountIds: z.array(AccountId).nullable() }),
    z.object({ added: z.number().int(), exhausted: z.boolean() }),
  ),

  // ── Search ──
  /** `indexing`: older posts are still being made ready to be found. */
  'search.posts': query(
    z.object({ text: z.string().max(500), ...page }),
    z.object({ postIds: z.array(PostId), posts: z.array(PostView), older: PageCursor.nullable(), indexing: z.boolean() }),
  ),
  /**
   * The networks' own search, through the accounts whose network has it: newest first, each post once. What is found is stored, and found by
   * `search.posts` from then on. `asked` are the accounts that were asked: a network that cannot be asked for all that is typed is not.
   */
  'search.networks': command(
    z.object({ text: z.string().max(500), limit: z.number().int().min(1).max(100) }),
    z.object({
      postIds: z.array(PostId),
      posts: z.array(PostView),
      failures: z.array(z.object({ accountId: AccountId, error: AppError })),
      asked: z.array(AccountId),
    }),
  ),

  // ── Views of the person's own ──
  /** In the person's order. */
  'views.list': query(none, z.array(SavedView)),
  /**
   * Adds a view, or changes the one with this id. A source that is there already answers its view. Without a title it gets one of its source.
   * Refused with `invalid-input` where nothing could be found by it.
   */
  'views.save': command(
    z.object({ id: LocalId.nullable(), source: ViewSource, title: z.string().max(MAX_VIEW_TEXT).nullable().default(null) }),
    SavedView,
  ),
  'views.remove': command(z.object({ id: LocalId }), done),
  /** Those not named come after, as they were. */
  'views.reorder': command(z.object({ ids: z.array(LocalId).max(500) }), done),
  /** Asks an account's network for its lists and feeds. */
  'views.offered': command(z.object({ accountId: AccountId }), z.array(OfferedView)),
  /** From the store alone. `conflict` where there is no such view (any more). */
  'views.page': query(z.object({ id: LocalId, ...page }), ViewPage),
  /** Reads the newest from the networks; of a search there is nothing to ask. Fails only where every account does: `failures` of a page say which. */
  'views.refresh': command(z.object({ id: LocalId }), z.object({ added: z.number().int() })),
  /** Asks the networks for what is older; as `views.refresh`. */
  'views.loadOlder': command(z.object({ id: LocalId }), z.object({ added: z.number().int(), exhausted: z.boolean() })),

  // ── Mutes ──
  /** What is muted and muffled, the newest rule first; those that have ended too. */
  'mutes.list': query(none, z.array(MuteRule)),
  /**
   * Adds a rule, or changes one. Refused with `invalid-input` where nothing could be found by it, or nobody of that handle is known.
   * Words that are one `#tag` are that tag.
   */
  'mutes.save': command(
    MuteRule.pick({ how: true, accountId: true, until: true }).extend({ id: LocalId.nullable(), subject: NamedSubject }),
    MuteRule,
  ),
  'mutes.remove': command(z.object({ id: LocalId }), done),

  // ── Drafts ──
  /** Open drafts, or those discarded lately, the newest first; only those with every word of `search` in any of their texts. */
  'drafts.list': query(z.object({ search: z.string().max(500).default(''), discarded: z.boolean().default(false) }), z.array(DraftSummary)),
  'drafts.get': query(z.object({ id: LocalId }), Draft),
  /** The draft that a composer begins with: where it goes and how it opens. Nothing is stored before its first `drafts.save`. */
  'drafts.begin': query(newDraft, Draft),
  'drafts.create': command(newDraft, Draft),
  /**
   * Refused with `conflict` when `revision` is not the stored one. Answers the saved draft with its new revision. `begun` is for one
   * that was only begun: it is stored with this save, and a repeat of that save does no harm.
   */
  'drafts.save': command(
    z.object({
      id: LocalId,
      revision: z.number().int(),
      content: DraftContent,
      targets: z.array(DraftTarget),
      options: DraftOptions,
      begun: z.object({ replyTo: PostId.nullable(), quote: PostId.nullable() }).nullable().default(null),
    }),
    Draft,
  ),
  'drafts.discard': command(z.object({ id: LocalId }), done),
  'drafts.restore': command(z.object({ id: LocalId }), Draft),
  /** Begins to copy a file in; chunks follow in order. The size is checked at the end. */
  'media.begin': command(
    z.object({ fileName: z.string().min(1).max(255), mimeType: z.string().max(200), bytes: z.number().int().positive() }),
    z.object({ uploadId: LocalId }),
  ),
  /** `chunk` is base64 of at most 1 MiB. */
  'media.append': command(z.object({ uploadId: LocalId, chunk: z.string().max(1_500_000) }), done),
  'media.finish': command(z.object({ uploadId: LocalId }), DraftMedia),
  /**
   * What an account will get of an attached file, made now where it was not yet: pictures take up to some seconds. `kept` is the file as it
   * was attached. Of a refused file the facts are its own, and `code` with `values` is a problem as in `DraftProblem`, without the names of
   * file and target.
   */
  'media.fit': query(
    z.object({ sha256: DraftMedia.shape.sha256, accountId: AccountId }),
    z.object({
      as: z.enum(['kept', 'fitted', 'refused']),
      mimeType: z.string(),
      bytes: z.number().int(),
      width: z.number().int().nullable(),
      height: z.number().int().nullable(),
      previewUrl: z.string(),
      changes: z.array(FitChange),
      code: z.string().nullable(),
      values: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),

  // ── Publishing ──
  'publishing.validate': query(z.object({ draftId: LocalId }), z.array(DraftProblem)),
  /** Turns the draft into outbox items in one transaction. Refused with `invalid-input` when a target has errors. */
  'publishing.publish': command(
    z.object({ draftId: LocalId, revision: z.number().int() }),
    z.object({ runId: LocalId, undoUntil: Timestamp.nullable() }),
  ),
  /** Takes a run back that has not begun; the draft is there again. */
  'publishing.undo': command(z.object({ runId: LocalId }), Draft),
  'outbox.list': query(none, z.array(PublishRunView)),
  /**
   * Tries again, or posts now what waits for its time. What its network holds is taken back first, and refused with `conflict` or
   * `outcome-unknown` where that is not certain.
   */
  'outbox.retry': command(z.object({ itemId: LocalId }), done),
  'outbox.discard': command(z.object({ itemId: LocalId }), done),
  /** Gives up all of a run that is not posted, or of one account of it. `conflict` where all that is left is just being sent. */
  'outbox.discardRun': command(z.object({ runId: LocalId, accountId: AccountId.nullable() }), done),
  /**
   * Edit and send again: what of a run is not posted becomes an open draft, and leaves the outbox. Refused with `conflict` while something of
   * it is being sent or of unknown outcome. Answers the draft to go on with; threads begun on several accounts leave more among the drafts.
   */
  'outbox.edit': command(z.object({ runId: LocalId }), Draft),
  /** The person says that an unknown item is there. */
  'outbox.confirmPosted': command(z.object({ itemId: LocalId }), done),
  'outbox.clearFinished': command(none, done),

  // ── Metrics ──
  /** The person's own posts with their newest counts. */
  'metrics.ownPosts': query(
    z.object({ accountIds: z.array(AccountId).nullable(), limit: z.number().int().min(1).max(200) }),
    z.object({ posts: z.array(PostView), followers: z.array(z.object({ accountId: AccountId, followers: z.number().int().nullable() })) }),
  ),
  'metrics.history': query(z.object({ postId: PostId }), z.array(PostMetrics)),

  // ── My data ──
  /** What takes how much room; counts anew each time. */
  'data.holdings': query(none, z.array(Holding)),
  /** Export, backup or restoring: the one that is under way, or the last one since the start. */
  'data.task': query(none, DataTask.nullable()),
  /** Writes everything into a folder, in the background. `begun` is false where the person chose none or something else is under way. */
  'data.export': command(none, begun),
  /** `elsewhere`: in a folder that the person is asked for. */
  'data.backUp': command(z.object({ elsewhere: z.boolean().default(false) }), begun),
  /** The newest first. */
  'data.backups': query(none, z.array(Backup)),
  'data.removeBackup': command(z.object({ id: z.string().max(200) }), done),
  /** Goes back to a backup; null = one that the person is asked for. The page is told by `restarted` that it is done. */
  'data.restore': command(z.object({ id: z.string().max(200).nullable() }), begun),
  'data.cancel': command(none, done),
  /** What was done to the database the last time it was replaced; null = the person has read it. */
  'data.mended': query(none, Mended.nullable()),
  'data.dismissMended': command(none, done),

  // ── Settings ──
  'settings.get': query(none, Settings),
  'settings.set': command(SettingsChange, Settings),

  // ── Media host ──
  ...mediaHostCalls,
} as const satisfies Record<string, Call>

export type Contract = typeof contract
export type CallName = keyof Contract
/** What a caller passes. */
export type Input<N extends CallName> = z.input<Contract[N]['input']>
/** What a handler gets. */
export type ParsedInput<N extends CallName> = z.output<Contract[N]['input']>
export type Output<N extends CallName> = z.output<Contract[N]['output']>

/** One handler per call; a missing one does not compile. */
export type Handlers<Context> = {
  readonly [N in CallName]: (input: ParsedInput<N>, context: Context) => Promise<Result<Output<N>>> | Result<Output<N>>
}
