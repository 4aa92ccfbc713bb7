import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { CommittedPost } from '../../connector.ts'
import type { AccountClient } from '../account-client.ts'
import { learn } from '../read/gathered.ts'
import type { WireStatus } from '../wire.ts'

/** What `prepare` leaves: the server's ids of the uploaded files, in order. */
export const Prepared = z.object({ mediaIds: z.array(z.string()) })
export type Prepared = z.infer<typeof Prepared>

/** A created status as what the outbox keeps. */
export function committedPost(client: AccountClient, status: WireStatus): CommittedPost {
  const gathering = client.gather()
  gathering.see(status)
  learn(client, gathering)
  const normalised = gathering.posts().posts.find(({ viewer }) => viewer?.remoteId === status.id)
  if (!normalised) throw new AppFailure({ kind: 'outcome-unknown', message: null })
  return { normalised, author: gathering.authors().find(({ author }) => author.id === normalised.post.authorId) ?? null }
}
