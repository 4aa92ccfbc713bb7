import { findHttpFailure } from '../../http-failure.ts'
import type { AccountClient } from '../account-client.ts'
import { AnswerFailure } from '../../answer-failure.ts'
import type { Gathering } from '../normalise/batch.ts'
import { readStatusesById } from './statuses-by-id.ts'

/** Posts that are fetched with a page from a server that gives them only one by one. */
const MOST_REFERENCES = 8

/** Fetches the posts that those of a page answer or quote where they only name them by an id of the server's. */
export async function seeReferences(client: AccountClient, gathering: Gathering): Promise<void> {
  const missing = gathering.missing().filter((id) => !client.known.isGone(id))
  if (missing.length === 0) return
  try {
    const { statuses, gone } = await readStatusesById(client, missing, MOST_REFERENCES)
    for (const status of statuses) gathering.see(status)
    for (const id of gone) client.known.learnGone(id)
  } catch (error) {
    // A page is worth having without them.
    const isTrouble = error instanceof AnswerFailure || findHttpFailure(error) !== null
    if (!isTrouble || client.signal.aborted) throw error
  }
}

/** Remembers what the server calls what was gathered. */
export function learn(client: AccountClient, gathering: Gathering): void {
  const { posts, authors } = gathering.ids()
  for (const { remoteId, postId, authorId } of posts) client.known.learnPost(remoteId, { postId, authorId })
  for (const { remoteId, authorId, handle } of authors) client.known.learnAuthor(remoteId, { authorId, handle })
}
