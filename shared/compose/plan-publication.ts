import { z } from 'zod'
import { LocalId, PostId } from '../ids.ts'
import type { Account } from '../model/account.ts'
import { Visibility } from '../model/canonical-post.ts'
import type { PlatformCapabilities } from '../model/capabilities.ts'
import { DraftMedia, DraftPoll, QuotePolicy, ReplyPolicy, type Draft, type DraftSegment, type DraftTarget } from '../model/draft.ts'
import { contentFor, isBlank, isEmptySegment, warningOf } from './draft-content.ts'
import { countAgainst } from './resolve-capabilities.ts'
import { splitThread } from './split-thread.ts'
import { targetText } from './target-text.ts'

/** What a planned post answers: a post that is there, or the one that another segment of the same draft becomes. */
export const PlannedParent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('post'), postId: PostId }),
  z.object({ kind: z.literal('segment'), segmentId: LocalId }),
])
export type PlannedParent = z.infer<typeof PlannedParent>

/** One post that a draft becomes on one network, exactly as it will be sent. Stored with the outbox item, so that every repeat is the same. */
export const PlannedPost = z.object({
  /** Its own id: the segment's for the first post of a segment, with a number behind it for the others that a long one was cut into. */
  segmentId: LocalId,
  segmentIndex: z.number().int().nonnegative(),
  /** The segment of the draft that it comes from. */
  sourceSegmentId: LocalId,
  text: z.string(),
  media: z.array(DraftMedia),
  poll: DraftPoll.nullable(),
  contentWarning: z.string().nullable(),
  sensitive: z.boolean(),
  language: z.string().nullable(),
  visibility: Visibility.nullable(),
  /** Only on the post that begins a thread. */
  replyPolicy: ReplyPolicy.nullable(),
  quotePolicy: QuotePolicy.nullable(),
  /** Only on the post that begins a thread. Plans of an older Chirp have none. */
  topicTag: z.string().nullable().default(null),
  replyTo: PlannedParent.nullable(),
  /** The post the whole thread hangs on; null where this is the first of a thread of its own. */
  root: PlannedParent.nullable(),
  /** Only the first segment quotes. */
  quote: PostId.nullable(),
})
export type PlannedPost = z.infer<typeof PlannedPost>

/** What one account is to send, in this order, each after the one before it. */
export type TargetPlan = { readonly accountId: string; readonly posts: readonly PlannedPost[] }

/** Of an account, what decides how a draft goes out there. */
export type PlanningAccount = Pick<Account, 'platform' | 'capabilities'>

/**
 * What a draft becomes on each of its targets. Pure; `validateDraft` has said that it can. What a network has no notion of is left
 * out (language, warning, visibility, policies); targets without an account are too, and segments with nothing in them.
 */
export function planPublication(draft: Draft, accounts: readonly Account[]): readonly TargetPlan[] {
  const plans: TargetPlan[] = []
  for (const target of draft.targets) {
    const account = accounts.find(({ id }) => id === target.accountId)
    if (account === undefined || plans.some(({ accountId }) => accountId === account.id)) continue
    plans.push({ accountId: account.id, posts: planTarget(draft, target, account) })
  }
  return plans
}

/**
 * The posts one target gets: people named as the network knows them, long segments cut under its own limit where that is wanted, numbered
 * where that is.
 */
export function planTarget(draft: Draft, target: DraftTarget, { platform, capabilities }: PlanningAccount): readonly PlannedPost[] {
  const content = contentFor(draft, target)
  const { mentions } = draft.options
  const segments = content.segments.filter((segment, index) => !isEmptySegment(segment) || (index === 0 && draft.quote !== null))
  const contentWarning = capabilities.contentWarning === null ? null : warningOf(content)
  const texts = segments.map((segment) => targetText(segment.text, platform, mentions).text)
  const parts = cut(texts, contentWarning, draft, capabilities, content.language).flatMap((cutTexts, at) => {
    const segment = segments[at]
    return segment === undefined ? [] : cutTexts.map((text, part): Part => ({ segment, part, text }))
  })
  const answered: PlannedParent | null = draft.replyTo === null ? null : { kind: 'post', postId: draft.replyTo }
  const [first] = parts
  return parts.map((part, index): PlannedPost => {
    const before = parts[index - 1]
    const begins = before === undefined
    return {
      segmentId: idOf(part),
      segmentIndex: index,
      sourceSegmentId: part.segment.id,
      text: part.text,
      media: part.part === 0 ? part.segment.media : [],
      poll: part.part === 0 ? part.segment.poll : null,
      contentWarning,
      sensitive: content.sensitive,
      language: capabilities.maxLanguages === null ? null : content.language,
      visibility: capabilities.visibility === null ? null : target.visibility,
      replyPolicy: begins && answered === null && capabilities.replyPolicy !== null ? target.replyPolicy : null,
      quotePolicy: capabilities.quotePolicy === null ? null : target.quotePolicy,
      topicTag: begins && answered === null && capabilities.topicTag !== null ? topicOf(target) : null,
      replyTo: begins ? answered : { kind: 'segment', segmentId: idOf(before) },
      root: begins || first === undefined ? answered : (answered ?? { kind: 'segment', segmentId: idOf(first) }),
      quote: begins ? draft.quote : null,
    }
  })
}

/** One post of a segment: the segment is cut into several where it is too long. */
type Part = { readonly segment: DraftSegment; readonly part: number; readonly text: string }

function idOf({ segment, part }: Part): string {
  return part === 0 ? segment.id : `${segment.id}.${String(part)}`
}

/** The number at the end of a post of a thread, with what parts it from the text before it. */
export function numberOf(index: number, total: number): string {
  return `${String(index + 1)}/${String(total)}`
}

function withNumber(text: string, index: number, total: number): string {
  return isBlank(text) ? numberOf(index, total) : `${text.trimEnd()} ${numberOf(index, total)}`
}

/** The texts of each segment's posts. How much room a number takes depends on how many posts there are: it is left for that many digits. */
function cut(
  texts: readonly string[],
  warning: string | null,
  { options }: Draft,
  capabilities: PlatformCapabilities,
  language: string | null,
): readonly (readonly string[])[] {
  const splits = options.split && capabilities.thread !== null
  if (!splits && !options.numbered) return texts.map((text) => [text])
  const { limits } = capabilities.text
  const fits = (text: string): boolean => limits.every((limit) => countAgainst(text, warning, limit).remaining >= 0)
  const cutAt = (most: number | null): readonly (readonly string[])[] =>
    texts.map((text) => {
      const isShort = (part: string): boolean => fits(most === null ? part : withNumber(part, most - 1, most))
      // A text with nothing to cut (only files, or a space) is one post all the same.
      return splits && !isBlank(text) && !isShort(text) ? splitThread(text, isShort, { language }) : [text]
    })
  const plain = cutAt(null)
  if (!options.numbered || countOf(plain) < 2) return plain
  for (let most = 9; ; most = most * 10 + 9) {
    const all = cutAt(most)
    const total = countOf(all)
    // A limit that is shorter than the number itself would be cut for ever.
    if (total > most && most < 1_000_000) continue
    let index = 0
    return all.map((parts) => parts.map((text) => withNumber(text, index++, total)))
  }
}

function countOf(all: readonly (readonly string[])[]): number {
  return all.reduce((sum, parts) => sum + parts.length, 0)
}

/** The topic as it is sent: without the `#` that people put before one, and without space around it; null = none. */
function topicOf({ topicTag }: DraftTarget): string | null {
  const topic = (topicTag ?? '').trim().replace(/^#+\s*/, '')
  return topic === '' ? null : topic
}
