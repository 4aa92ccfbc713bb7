import { z } from 'zod'
import { AccountId, PostId } from '../ids.ts'

/** The things an account can do to a post with one press. */
export const EngagementVerb = z.enum(['like', 'repost', 'bookmark'])
export type EngagementVerb = z.infer<typeof EngagementVerb>

/** How one of the person's accounts sees a post, and what it did to it. */
export const ViewerState = z.object({
  accountId: AccountId,
  postId: PostId,
  liked: z.boolean(),
  reposted: z.boolean(),
  bookmarked: z.boolean(),
  /** False where the network says that this account may not (reply controls, quote policy); true where unknown. */
  canReply: z.boolean(),
  canQuote: z.boolean(),
  canRepost: z.boolean(),
})
export type ViewerState = z.infer<typeof ViewerState>
