import { z } from 'zod'
import { AnswerFailure } from '../answer-failure.ts'

/**
 * The entities as servers really send them: what Chirp reads of docs.joinmastodon.org/entities, in masto's camelCase, with a stand-in for
 * everything that older and other servers leave out or write differently. Only what nothing can be done without is required.
 */

const text = z.string().catch('')
const optionalText = z.string().nullable().catch(null)
const flag = z.boolean().catch(false)
const optionalFlag = z.boolean().nullable().catch(null)
/** Some servers number their ids. */
const id = z.union([z.string().min(1), z.number().transform(String)])
const optionalId = id.nullable().catch(null)
const number = z.number().nullable().catch(null)
const count = z.number().int().nonnegative().nullable().catch(null)

/** The elements that can be understood. */
function listOf<T>(element: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((values) =>
      values.flatMap((value) => {
        const parsed = element.safeParse(value)
        return parsed.success ? [parsed.data] : []
      }),
    )
}

const WireEmoji = z.object({ shortcode: z.string().min(1), url: text, staticUrl: text })
export type WireEmoji = z.infer<typeof WireEmoji>

export const WireAccount = z.object({
  id,
  username: text,
  acct: text,
  uri: optionalText,
  url: optionalText,
  displayName: text,
  note: text,
  avatar: optionalText,
  avatarStatic: optionalText,
  header: optionalText,
  headerStatic: optionalText,
  bot: flag,
  emojis: listOf(WireEmoji),
  fields: listOf(z.object({ name: text, value: text })),
  followersCount: count,
  followingCount: count,
  statusesCount: count,
  createdAt: optionalText,
})
export type WireAccount = z.infer<typeof WireAccount>

export const WireRelationship = z.object({
  id,
  following: flag,
  requested: flag,
  followedBy: flag,
  muting: flag,
  blocking: flag,
})
export type WireRelationship = z.infer<typeof WireRelationship>

const WireSize = z.object({ width: number, height: number, duration: number }).nullable().catch(null)

export const WireMedia = z.object({
  id: id.catch(''),
  type: text,
  url: optionalText,
  previewUrl: optionalText,
  remoteUrl: optionalText,
  previewRemoteUrl: optionalText,
  description: optionalText,
  blurhash: optionalText,
  meta: z
    .object({
      original: WireSize,
      small: WireSize,
      duration: number,
      focus: z.object({ x: z.number(), y: z.number() }).nullable().catch(null),
    })
    .nullable()
    .catch(null),
  /** Pleroma tells the type here. */
  pleroma: z.object({ mimeType: optionalText }).nullable().catch(null),
})
export type WireMedia = z.infer<typeof WireMedia>

const WirePoll = z.object({
  id,
  expiresAt: optionalText,
  expired: flag,
  multiple: flag,
  votesCount: count,
  votersCount: count,
  options: listOf(z.object({ title: text, votesCount: count })),
  ownVotes: listOf(z.number().int().nonnegative()),
})
export type WirePoll = z.infer<typeof WirePoll>

const WireCard = z.object({
  url: text,
  title: text,
  description: text,
  type: text,
  providerName: text,
  image: optionalText,
  imageDescription: text,
})
export type WireCard = z.infer<typeof WireCard>

const WireFilterResult = z.object({ filter: z.object({ title: text, filterAction: text, context: listOf(z.string()) }) })

const bareStatus = {
  id,
  uri: text,
  url: optionalText,
  createdAt: z.string(),
  editedAt: optionalText,
  account: WireAccount,
  content: text,
  text: optionalText,
  visibility: optionalText,
  sensitive: flag,
  spoilerText: text,
  mediaAttachments: listOf(WireMedia),
  mentions: listOf(z.object({ id: optionalId, username: text, acct: text, url: text })),
  emojis: listOf(WireEmoji),
  repliesCount: count,
  reblogsCount: count,
  favouritesCount: count,
  quotesCount: count,
  inReplyToId: optionalId,
  inReplyToAccountId: optionalId,
  poll: WirePoll.nullable().catch(null),
  card: WireCard.nullable().catch(null),
  language: optionalText,
  favourited: optionalFlag,
  reblogged: optionalFlag,
  bookmarked: optionalFlag,
  quoteApproval: z
    .object({ currentUser: optionalText, automatic: listOf(z.string()) })
    .nullable()
    .catch(null),
  filtered: listOf(WireFilterResult),
}

/** A quoted status names what it quotes itself by id alone. */
const QuotedStatus = z.object({
  ...bareStatus,
  quote: z
    .object({ state: z.string(), quotedStatusId: optionalId })
    .transform((quote) => ({ ...quote, quotedStatus: null }))
    .nullable()
    .catch(null),
})

/** How a status quotes: Mastodon 4.4 and newer wrap the status in its state, or name only its id; others put the status there itself. */
const WireQuote = z.union([
  z.object({ state: z.string(), quotedStatus: QuotedStatus.nullable().catch(null), quotedStatusId: optionalId }),
  QuotedStatus.transform((quotedStatus) => ({ state: 'accepted', quotedStatus, quotedStatusId: quotedStatus.id })),
])
export type WireQuote = z.infer<typeof WireQuote>

const PleromaStatus = z.object({
  quote: QuotedStatus.nullable().catch(null),
  quoteId: optionalId,
  quoteVisible: optionalFlag,
  inReplyToAccountAcct: optionalText,
})

const QuotingStatus = z.object({
  ...bareStatus,
  quote: WireQuote.nullable().catch(null),
  pleroma: PleromaStatus.nullable().catch(null),
})

export const WireStatus = z.object({ ...QuotingStatus.shape, reblog: QuotingStatus.nullable().catch(null) })
export type WireStatus = z.infer<typeof WireStatus>
/** A status as it stands inside another one, as its reblog or its quote, has no reblog; a quoted one no quoted status. */
export type WireInnerStatus = z.infer<typeof QuotedStatus> | z.infer<typeof QuotingStatus>

/** A status as it was typed: docs.joinmastodon.org/entities/StatusSource. */
export const WireSource = z.object({ text: z.string(), spoilerText: text })
export type WireSource = z.infer<typeof WireSource>

export const WireNotification = z.object({
  id,
  type: text,
  createdAt: z.string(),
  account: WireAccount,
  status: WireStatus.nullable().catch(null),
})
export type WireNotification = z.infer<typeof WireNotification>

export const WireContext = z.object({ ancestors: z.array(z.unknown()), descendants: z.array(z.unknown()) })
export const WireList = z.object({ id, title: text })
export const WireSearch = z.object({
  statuses: z.array(z.unknown()).catch([]),
  accounts: z.array(z.unknown()).catch([]),
})

export const WireMarkers = z.object({
  notifications: z.object({ lastReadId: optionalId, updatedAt: optionalText }).nullable().catch(null),
})

/** Parses the answer of one call; what does not fit is the server's fault. */
export function parseAnswer<T>(schema: z.ZodType<T>, data: unknown, server: string): T {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw unreadable(server)
}

/** The elements of a list that can be understood, and how many could not. */
export function parseList<T>(
  schema: z.ZodType<T>,
  data: unknown,
  server: string,
): { readonly items: readonly T[]; readonly skipped: number } {
  if (!Array.isArray(data)) throw unreadable(server)
  const items = data.flatMap((each) => {
    const parsed = schema.safeParse(each)
    return parsed.success ? [parsed.data] : []
  })
  return { items, skipped: data.length - items.length }
}

function unreadable(server: string): AnswerFailure {
  return new AnswerFailure('unreadable', server, { status: 200, headers: new Headers(), body: null })
}
