import type { ConnectorContext, HealthReport } from '../connector.ts'
import { hasStatus } from '../answer-failure.ts'
import { readSession } from './auth/session.ts'
import { check } from './read/people.ts'

/** What each scope is for. `follow` is an older name for a part of two of them (docs.joinmastodon.org/api/oauth-scopes, read 2026-11-20). */
const USES: readonly { readonly scopes: readonly string[]; readonly use: string }[] = [
  { scopes: ['read:statuses', 'read'], use: 'Reading your timeline and threads.' },
  { scopes: ['read:notifications', 'read'], use: 'Reading your mentions and other notifications.' },
  { scopes: ['read:accounts', 'read'], use: 'Reading profiles.' },
  { scopes: ['read:search', 'read'], use: 'Searching on your server.' },
  { scopes: ['read:lists', 'read'], use: 'Reading your lists.' },
  { scopes: ['read:follows', 'read', 'follow'], use: 'Showing whom you follow.' },
  { scopes: ['write:statuses', 'write'], use: 'Posting, reposting and deleting.' },
  { scopes: ['write:media', 'write'], use: 'Uploading the files of your posts.' },
  { scopes: ['write:favourites', 'write'], use: 'Liking posts.' },
  { scopes: ['write:bookmarks', 'write'], use: 'Bookmarking posts.' },
  { scopes: ['write:follows', 'write', 'follow'], use: 'Following people.' },
]

/** Servers do not tell what a token may do: it is known since it was given out. A token that may not ask who it is of is alive all the same. */
export async function health(context: ConnectorContext): Promise<HealthReport> {
  await check(context).catch((error: unknown) => {
    if (!hasStatus(error, 403)) throw error
  })
  const granted = (await readSession(context)).scope.split(/\s+/)
  const missing = USES.filter(({ scopes }) => !scopes.some((scope) => granted.includes(scope))).map(({ use }) => use)
  return { missing, limits: [], apiEndsOn: null }
}
