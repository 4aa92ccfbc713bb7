import type { DraftProblem } from '../model/draft-problem.ts'
import type { Account } from '../model/account.ts'
import type { Draft, DraftContent, DraftTarget } from '../model/draft.ts'
import { severityOf, type CheckedTarget } from './checked-target.ts'
import { countAgainst } from './resolve-capabilities.ts'
import { contentFor, isBlank, isEmptySegment, warningOf } from './draft-content.ts'
import { planTarget, type PlannedPost } from './plan-publication.ts'
import { problem, type ProblemPlace } from './problem-codes.ts'
import { validateElements } from './validate-elements.ts'
import { validateMedia } from './validate-media.ts'
import { unknownOn } from './target-text.ts'
import { validatePoll } from './validate-poll.ts'

/** What has to be known of a post that is answered or quoted, as one account stands to it. */
export type PostContext = {
  readonly platform: string
  /** The viewer state's `canReply` and `canQuote`: false where the network says that this account may not. */
  readonly canReply: boolean
  readonly canQuote: boolean
  /** The account wrote it itself. */
  readonly own: boolean
}

/** An account the draft may go to, and how it stands to what the draft answers and quotes; null = that post is not stored any more. */
export type TargetContext = { readonly account: Account; readonly reply: PostContext | null; readonly quote: PostContext | null }

export type ValidationOptions = {
  /** The person's setting: remind of missing alt text. */
  readonly altTextReminder: boolean
  /** Epoch ms, to which a planned time is compared; where it is left out, times are not looked at. */
  readonly now?: number
  /** There is a media host, where networks that take no uploads can fetch files; where it is left out, that is not looked at. */
  readonly mediaHost?: boolean
}

/**
 * Everything that keeps a draft from being posted (errors), and what the person should know before (warnings), for the draft and
 * for each of its targets. Pure: the composer calls it as one types, main again before it sends. `contexts` holds the accounts by
 * id in any order; accounts that are no target are not looked at. In the order: draft, then targets as the draft has them.
 */
export function validateDraft(draft: Draft, contexts: readonly TargetContext[], options: ValidationOptions): readonly DraftProblem[] {
  const found: DraftProblem[] = []
  if (draft.targets.length === 0) found.push(problem('error', 'no-target', {}, {}))
  const { scheduledAt } = draft.options
  if (scheduledAt !== null && options.now !== undefined && scheduledAt <= options.now) {
    found.push(problem('error', 'schedule-in-the-past', {}, { at: scheduledAt }))
  }
  const sharedIsUsed = draft.targets.length === 0 || draft.targets.some((target) => target.override === null)
  if (sharedIsUsed) found.push(...validateContent(draft.content, {}, draft.quote !== null, options))
  for (const target of draft.targets) {
    const context = contexts.find((one) => one.account.id === target.accountId)
    if (context === undefined) found.push(problem('error', 'account-missing', { accountId: target.accountId }, {}))
    else found.push(...validateTarget(draft, target, context, options))
  }
  return found
}

/** Whether a draft may be posted: warnings do not hold it back. */
export function isPostable(problems: readonly DraftProblem[]): boolean {
  return problems.every(({ severity }) => severity !== 'error')
}

/** What is wrong with a version of the draft whatever the network. */
function validateContent(content: DraftContent, place: ProblemPlace, quotes: boolean, options: ValidationOptions): readonly DraftProblem[] {
  const found: DraftProblem[] = []
  for (const [index, segment] of content.segments.entries()) {
    // A quote alone says something: the quoted post. It goes with the first segment.
    if (isEmptySegment(segment) && !(quotes && index === 0)) {
      found.push(problem('error', 'empty-post', { ...place, segmentId: segment.id }, {}))
    }
    if (!options.altTextReminder) continue
    for (const media of segment.media) {
      if (!isBlank(media.alt)) continue
      found.push(problem('warning', 'alt-missing', { ...place, segmentId: segment.id, mediaId: media.id }, { fileName: media.fileName }))
    }
  }
  return found
}

function validateTarget(draft: Draft, target: DraftTarget, context: TargetContext, options: ValidationOptions): readonly DraftProblem[] {
  const { account } = context
  const content = contentFor(draft, target)
  const checked: CheckedTarget = {
    account,
    place: { accountId: account.id },
    names: { handle: account.handle, network: account.platformName },
  }
  return [
    ...validateState(checked),
    ...validateReferences(draft, context, checked),
    ...validateVisibility(target, checked),
    ...validateWarning(content, checked),
    ...(target.override === null ? [] : validateContent(target.override, checked.place, draft.quote !== null, options)),
    ...validateMentions(draft, content, checked),
    ...(draft.edits === null ? validateMediaHost(content, checked, options) : []),
    ...validatePosts(planTarget(draft, target, account), warningOf(content), draft.edits !== null, checked),
  ]
}

/** The posts as they will really be sent: named, cut and numbered. Problems are shown at the segment they come from. */
function validatePosts(
  posts: readonly PlannedPost[],
  warning: string | null,
  isEdit: boolean,
  checked: CheckedTarget,
): readonly DraftProblem[] {
  return [
    ...validateThread(posts.length, isEdit, checked),
    ...validateReplyPolicy(posts, checked),
    ...validateTopic(posts, checked),
    ...validateElements(posts, checked),
    ...posts.flatMap((post) => {
      const segment = { id: post.sourceSegmentId, text: post.text, media: post.media, poll: post.poll }
      return [
        ...validateText(post.text, warning, isEmptySegment(segment), { ...checked.place, segmentId: segment.id }, checked),
        ...validateMedia(segment, post.replyTo !== null, checked),
        ...validatePoll(segment, checked),
      ]
    }),
  ]
}

/** Who is named and not known on this network stays plain text there, and is not told. */
function validateMentions(draft: Draft, content: DraftContent, { account, place, names }: CheckedTarget): readonly DraftProblem[] {
  if (account.capabilities.mentions === null) return []
  return content.segments.flatMap((segment) =>
    unknownOn(segment.text, account.platform, draft.options.mentions).map((mention) =>
      problem('warning', 'mention-not-here', { ...place, segmentId: segment.id }, { ...names, mention: `@${mention.handle}` }),
    ),
  )
}

/** Said once, however many files there are: none of them can go there, while the other targets get theirs. A post that is edited has its files. */
function validateMediaHost(
  content: DraftContent,
  { account, place, names }: CheckedTarget,
  { mediaHost }: ValidationOptions,
): readonly DraftProblem[] {
  if (account.capabilities.mediaFrom !== 'public-address' || mediaHost !== false) return []
  return content.segments.some(({ media }) => media.length > 0) ? [problem('error', 'media-needs-host', place, names)] : []
}

/** The draft can be posted all the same: it waits in the outbox. */
function validateState({ account, place, names }: CheckedTarget): readonly DraftProblem[] {
  switch (account.state.kind) {
    case 'connected':
      return []
    case 'needs-sign-in':
      return [problem('warning', 'account-needs-sign-in', place, names)]
    case 'rate-limited':
      return [problem('warning', 'account-rate-limited', place, { ...names, until: account.state.until })]
    case 'paused':
      return [problem('warning', 'account-paused', place, names)]
    case 'unavailable':
      return [problem('warning', 'account-unavailable', place, names)]
  }
}

function validateReferences(draft: Draft, context: TargetContext, { account, place, names }: CheckedTarget): readonly DraftProblem[] {
  const found: DraftProblem[] = []
  const { capabilities, platform } = account
  if (draft.replyTo !== null) {
    const parent = context.reply
    if (!capabilities.reply) found.push(problem('error', 'reply-not-offered', place, names))
    else if (parent === null) found.push(problem('error', 'reply-gone', place, names))
    else if (parent.platform !== platform) found.push(problem('error', 'reply-other-network', place, names))
    else if (!parent.canReply) found.push(problem('error', 'reply-not-allowed', place, names))
  }
  if (draft.quote !== null) {
    const quoted = context.quote
    if (capabilities.quote === null) found.push(problem('error', 'quote-not-offered', place, names))
    else if (quoted === null) found.push(problem('error', 'quote-gone', place, names))
    else if (quoted.platform !== platform) found.push(problem('error', 'quote-other-network', place, names))
    else if (!mayQuote(quoted, capabilities.quote)) found.push(problem('error', 'quote-not-allowed', place, names))
  }
  return found
}

function mayQuote(quoted: PostContext, offered: { readonly own: boolean; readonly others: string }): boolean {
  return quoted.own ? offered.own : offered.others !== 'no' && quoted.canQuote
}

function validateVisibility(target: DraftTarget, { account, place, names }: CheckedTarget): readonly DraftProblem[] {
  const offered = account.capabilities.visibility
  // A network where everything is public shows public posts to everyone, as was asked.
  if (target.visibility === null || (offered ?? ['public']).includes(target.visibility)) return []
  const allowed = (offered ?? []).join(', ')
  return [problem('error', 'visibility-not-offered', place, { ...names, visibility: target.visibility, allowed })]
}

function validateWarning(content: DraftContent, { account, place, names }: CheckedTarget): readonly DraftProblem[] {
  if (warningOf(content) === null) return []
  switch (account.capabilities.contentWarning) {
    case 'free-text':
      return []
    case 'labels':
      return [problem('warning', 'warning-becomes-label', place, names)]
    case null:
      // What the person wanted folded would be shown openly.
      return [problem('error', 'warning-not-offered', place, names)]
  }
}

function validateThread(count: number, isEdit: boolean, { account, place, names }: CheckedTarget): readonly DraftProblem[] {
  const { thread } = account.capabilities
  if (count < 2) return []
  // One post stays one post.
  if (isEdit) return [problem('error', 'edit-one-post', place, { ...names, count })]
  if (thread === null) return [problem('error', 'thread-not-offered', place, { ...names, count })]
  if (thread.maxPosts === null || count <= thread.maxPosts.value) return []
  const limit = thread.maxPosts.value
  return [problem(severityOf(thread.maxPosts), 'thread-too-long', place, { ...names, count, limit, over: count - limit })]
}

/** A guard that the network does not have is not left out in silence. Only the post that begins a thread has one. */
function validateReplyPolicy(posts: readonly PlannedPost[], { account, place, names }: CheckedTarget): readonly DraftProblem[] {
  const offered = account.capabilities.replyPolicy
  const policy = posts[0]?.replyPolicy ?? null
  if (offered === null || policy === null) return []
  if (policy.kind === 'nobody' && !offered.nobody) return [problem('error', 'nobody-may-answer', place, names)]
  const count = policy.kind === 'some' ? policy.audiences.length : 0
  return count > 1 && !offered.several ? [problem('error', 'several-audiences', place, { ...names, count, limit: 1 })] : []
}

/** A topic that the network would refuse keeps the whole post from being made. */
function validateTopic(posts: readonly PlannedPost[], { account, place, names }: CheckedTarget): readonly DraftProblem[] {
  const offered = account.capabilities.topicTag
  const topic = posts[0]?.topicTag ?? null
  if (offered === null || topic === null) return []
  const { maxLength, forbidden } = offered
  const count = topic.length
  const limit = maxLength.value
  const found = forbidden.filter((character) => topic.includes(character)).join(' ')
  return [
    ...(count > limit ? [problem(severityOf(maxLength), 'topic-too-long', place, { ...names, count, limit, over: count - limit })] : []),
    ...(found === '' ? [] : [problem('error', 'topic-characters', place, { ...names, found })]),
  ]
}

function validateText(
  text: string,
  warning: string | null,
  empty: boolean,
  place: ProblemPlace,
  { account, names }: CheckedTarget,
): readonly DraftProblem[] {
  const { limits, required } = account.capabilities.text
  const found: DraftProblem[] = []
  if (required && isBlank(text) && !empty) found.push(problem('error', 'text-required', place, names))
  for (const limit of limits) {
    const { count, remaining } = countAgainst(text, warning, limit)
    if (remaining >= 0) continue
    const values = { ...names, count, limit: limit.value, over: -remaining, unit: limit.unit }
    found.push(problem(severityOf(limit), 'text-too-long', place, values))
  }
  return found
}
