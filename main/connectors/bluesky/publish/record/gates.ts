import { z } from 'zod'
import type { QuotePolicy, ReplyAudience, ReplyPolicy } from '../../../../../shared/model/draft.ts'
import type { OutgoingPost } from '../../../connector.ts'
import { ask, type Connection } from '../../agent.ts'
import { isRefusal } from '../../failures.ts'

/**
 * Who may answer and quote: two records beside the post, under its own record key. Lexicons, read 2026-11-26:
 * https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/threadgate.json and postgate.json
 */
export const THREADGATE = 'app.bsky.feed.threadgate'
export const POSTGATE = 'app.bsky.feed.postgate'

/** The lexicons' bound of rules in one gate. */
const MOST_RULES = 5

/** A rule as it stands in a record; those of lists name the list. */
const Rule = z.looseObject({ $type: z.string() })

/** The rules a post is to have; null = no gate, so that everybody may. */
export const Gates = z.object({
  /** Who may answer; empty = nobody. */
  allow: z.array(Rule).max(MOST_RULES).nullable(),
  /** What is forbidden to who quotes. */
  embedding: z.array(Rule).max(MOST_RULES).nullable(),
})
export type Gates = z.infer<typeof Gates>

export const NO_GATES: Gates = { allow: null, embedding: null }

const AUDIENCE_RULES: Readonly<Record<ReplyAudience, string>> = {
  mentioned: `${THREADGATE}#mentionRule`,
  following: `${THREADGATE}#followingRule`,
  followers: `${THREADGATE}#followerRule`,
}
const DISABLE_RULE = `${POSTGATE}#disableRule`

/** The gates of a post: what the person chose, or what they set as their default in the network's own app. A reply has no threadgate of its own. */
export async function gatesFor(
  connection: Connection,
  post: Pick<OutgoingPost, 'replyTo' | 'replyPolicy' | 'quotePolicy'>,
): Promise<Gates> {
  const isRoot = post.replyTo === null
  const wantsDefault = (isRoot && post.replyPolicy === null) || post.quotePolicy === null
  const preset = wantsDefault ? await defaultGates(connection) : NO_GATES
  return {
    allow: !isRoot ? null : post.replyPolicy === null ? preset.allow : allowedBy(post.replyPolicy),
    embedding: post.quotePolicy === null ? preset.embedding : post.quotePolicy === 'everyone' ? null : [{ $type: DISABLE_RULE }],
  }
}

function allowedBy(policy: ReplyPolicy): Gates['allow'] {
  switch (policy.kind) {
    case 'everyone':
      return null
    case 'nobody':
      return []
    case 'some':
      return [...new Set(policy.audiences)].map((audience) => ({ $type: AUDIENCE_RULES[audience] }))
  }
}

const Preferences = z.object({ preferences: z.array(z.unknown()) })
const InteractionSettings = z.object({
  $type: z.literal('app.bsky.actor.defs#postInteractionSettingsPref'),
  threadgateAllowRules: Gates.shape.allow.optional(),
  postgateEmbeddingRules: Gates.shape.embedding.optional(),
})

/** The person's own default, kept by their server. A server that does not tell it has none. */
async function defaultGates(connection: Connection): Promise<Gates> {
  const answer = await ask(connection, (agent, options) => agent.app.bsky.actor.getPreferences({}, options)).catch((error: unknown) => {
    if (isRefusal(error)) return null
    throw error
  })
  const preferences = Preferences.safeParse(answer)
  for (const each of preferences.success ? preferences.data.preferences : []) {
    const settings = InteractionSettings.safeParse(each)
    if (!settings.success) continue
    const { threadgateAllowRules = null, postgateEmbeddingRules = null } = settings.data
    return { allow: threadgateAllowRules, embedding: postgateEmbeddingRules?.length === 0 ? null : postgateEmbeddingRules }
  }
  return NO_GATES
}

/**
 * The records of a post's gates, to be written in one with the post at `uri`. A post that turns out to be an answer (the second of a thread) has
 * no say in who answers.
 */
export function gateRecords(
  uri: string,
  post: Readonly<Record<string, unknown>>,
  { allow, embedding }: Gates,
): readonly { readonly collection: string; readonly value: { readonly [name: string]: unknown } }[] {
  const base = { post: uri, createdAt: post['createdAt'] }
  return [
    ...(allow === null || 'reply' in post ? [] : [{ collection: THREADGATE, value: { $type: THREADGATE, ...base, allow } }]),
    ...(embedding === null ? [] : [{ collection: POSTGATE, value: { $type: POSTGATE, ...base, embeddingRules: embedding } }]),
  ]
}

/** A threadgate record read back as a policy. Groups that Chirp has no name for (lists) are left out: never wider than it was. */
export function replyPolicyOf(record: unknown): ReplyPolicy {
  const gate = z.object({ allow: z.array(z.unknown()).optional() }).safeParse(record)
  if (!gate.success || gate.data.allow === undefined) return { kind: 'everyone' }
  const audiences = gate.data.allow.flatMap((each) => {
    const rule = Rule.safeParse(each)
    return (Object.keys(AUDIENCE_RULES) as ReplyAudience[]).filter(
      (audience) => rule.success && rule.data.$type === AUDIENCE_RULES[audience],
    )
  })
  return audiences.length === 0 ? { kind: 'nobody' } : { kind: 'some', audiences: [...new Set(audiences)] }
}

/** A postgate record read back as a policy. */
export function quotePolicyOf(record: unknown): QuotePolicy {
  const gate = z.object({ embeddingRules: z.array(Rule).optional() }).safeParse(record)
  return gate.success && gate.data.embeddingRules?.some(({ $type }) => $type === DISABLE_RULE) === true ? 'nobody' : 'everyone'
}
