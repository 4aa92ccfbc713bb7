import { z } from 'zod'
import { AccountId, LocalId, PostId, Timestamp } from '../ids.ts'

/** The link between a segment of a posted draft and its post on one network. */
export const NetworkPostMapping = z.object({
  draftId: LocalId,
  segmentId: LocalId,
  accountId: AccountId,
  postId: PostId,
  /** The account's own handle for it in the network's API. */
  remoteId: z.string(),
  url: z.string().nullable(),
  postedAt: Timestamp,
})
export type NetworkPostMapping = z.infer<typeof NetworkPostMapping>
