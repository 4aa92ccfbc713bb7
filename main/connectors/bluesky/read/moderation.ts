import { matchMuteWords, type AppBskyActorDefs } from '@atproto/api'
import { z } from 'zod'
import type { CanonicalPost } from '../../../../shared/model/canonical-post.ts'
import type { NormalisedPost, ReadBatch, WireViewer } from '../../connector.ts'
import { ask, type Connection } from '../agent.ts'

/** What a person said in their preferences about what they do not want to see. */
export type Moderation = {
  readonly mutedWords: readonly AppBskyActorDefs.MutedWord[]
  readonly hiddenPosts: ReadonlySet<string>
}

const nothing: Moderation = { mutedWords: [], hiddenPosts: new Set() }

const MutedWord = z.object({
  value: z.string().min(1).max(10_000),
  targets: z.array(z.string()).catch([]),
  actorTarget: z.string().catch('all'),
  expiresAt: z.string().optional().catch(undefined),
})
const Preferences = z.object({ preferences: z.array(z.looseObject({ $type: z.string() })) })

/** The preferences of an answer, as far as they are about this; null when it is none. Source: lexicon app.bsky.actor.defs, read 2026-11-26. */
export function parseModeration(answer: unknown): Moderation | null {
  const parsed = Preferences.safeParse(answer)
  if (!parsed.success) return null
  const items = (type: string): unknown[] =>
    parsed.data.preferences.flatMap((preference) =>
      preference.$type === `app.bsky.actor.defs#${type}` && Array.isArray(preference['items']) ? (preference['items'] as unknown[]) : [],
    )
  return {
    mutedWords: items('mutedWordsPref').flatMap((item) => {
      const word = MutedWord.safeParse(item)
      if (!word.success) return []
      const { expiresAt, ...rest } = word.data
      return [expiresAt === undefined ? rest : { ...rest, expiresAt }]
    }),
    hiddenPosts: new Set(items('hiddenPostsPref').filter((item) => typeof item === 'string')),
  }
}

/** How long preferences are believed: they change seldom, and home feeds are read twice a minute. */
const BELIEVED_MS = 10 * 60 * 1000

/** The preferences of the accounts that read, each asked for now and then. */
export type ModerationCache = Map<string, { readonly at: number; readonly moderation: Moderation }>

/** The account's preferences. A server that does not tell them keeps nobody from reading: what was last known is taken then. */
export async function readModeration(connection: Connection, cache: ModerationCache): Promise<Moderation> {
  const { did, context } = connection
  const known = cache.get(did)
  if (known !== undefined && context.clock() - known.at < BELIEVED_MS) return known.moderation
  let moderation = known?.moderation ?? nothing
  try {
    const answer = await ask(connection, (agent, options) => agent.app.bsky.actor.getPreferences({}, options))
    moderation = parseModeration(answer) ?? moderation
  } catch {
    context.signal.throwIfAborted()
  }
  cache.set(did, { at: context.clock(), moderation })
  return moderation
}

/** A batch of the home feed with what the preferences want of each post. */
export function withModeration(batch: ReadBatch, moderation: Moderation): ReadBatch {
  const followed = new Set(batch.authors.flatMap(({ author, relationship }) => (relationship?.following === true ? [author.id] : [])))
  return {
    ...batch,
    posts: batch.posts.map((entry): NormalisedPost => {
      const { post, viewer } = entry
      if (viewer === null || viewer.filter != null) return entry
      return { post, viewer: { ...viewer, filter: filterOf(post, moderation, followed.has(post.authorId)) } }
    }),
  }
}

/** As the network's own app does it: text, tags, alt texts and the card of a link are looked at. */
function filterOf(
  post: CanonicalPost,
  { mutedWords, hiddenPosts }: Moderation,
  followed: boolean,
): NonNullable<WireViewer['filter']> | null {
  if (hiddenPosts.has(post.id)) return { how: 'mute', reason: null }
  if (mutedWords.length === 0) return null
  const outlineTags = post.text.spans.flatMap((span) => (span.kind === 'tag' ? [span.tag] : []))
  const card = post.linkCard === null ? [] : [`${post.linkCard.title} ${post.linkCard.description}`]
  for (const [index, text] of [post.text.text, ...post.media.map(({ alt }) => alt), ...card].entries()) {
    // Of the author only whether they are followed is looked at.
    const actor = { viewer: followed ? { following: 'at://' } : {} } as AppBskyActorDefs.ProfileViewBasic
    const [match] =
      matchMuteWords({
        mutedWords: [...mutedWords],
        text,
        outlineTags: index === 0 ? outlineTags : [],
        languages: post.languages,
        actor,
      }) ?? []
    if (match !== undefined) return { how: 'mute', reason: match.word.value }
  }
  return null
}
