import { AppFailure } from '../../../../shared/errors.ts'
import type { Author, AuthorProfile } from '../../../../shared/model/author.ts'
import type { ConnectorContext, NormalisedAuthor, ReadBatch, RemoteAuthor } from '../../connector.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { AnswerFailure, hasStatus } from '../../answer-failure.ts'
import { authorIdOf, fullHandle, normaliseAccount, normaliseProfile } from '../normalise/author.ts'
import { postIdOf } from '../normalise/post.ts'
import { parseAnswer, parseList, WireAccount, WireRelationship, WireStatus } from '../wire.ts'
import { learn, seeReferences } from './gathered.ts'
import { search } from './search.ts'

/** Who the account's token belongs to. */
export async function check(context: ConnectorContext): Promise<NormalisedAuthor> {
  const client = accountClient(context)
  try {
    const account = parseAnswer(WireAccount, await client.api.v1.accounts.verifyCredentials(), client.server)
    return normaliseAccount(account, client.home)
  } catch (error) {
    // What some servers answer to this question where they know no person by the token.
    if (!hasStatus(error, 422)) throw error
    throw new AppFailure({ kind: 'authentication', reason: 'revoked', message: null }, { cause: error })
  }
}

export async function profile(
  context: ConnectorContext,
  author: RemoteAuthor,
): Promise<{ readonly profile: AuthorProfile; readonly normalised: NormalisedAuthor }> {
  const client = accountClient(context)
  const [account, relationship] = await Promise.all([
    client.get(`/api/v1/accounts/${encodeURIComponent(author.remoteId)}`).then(({ data }) => parseAnswer(WireAccount, data, client.server)),
    relationshipTo(client, author.remoteId),
  ])
  return { profile: normaliseProfile(account, client.home), normalised: normaliseAccount(account, client.home, relationship) }
}

/** How the account stands to somebody; null where the server does not say. */
async function relationshipTo(client: AccountClient, remoteId: string): Promise<WireRelationship | null> {
  try {
    const { data } = await client.get('/api/v1/accounts/relationships', { id: [remoteId] })
    return parseList(WireRelationship, data, client.server).items.find(({ id }) => id === remoteId) ?? null
  } catch (error) {
    if (error instanceof AnswerFailure && !hasStatus(error, 401, 429)) return null
    throw error
  }
}

/** Has the account's server fetch a post by its id or page, and takes only the very post. */
export async function resolvePost(context: ConnectorContext, postId: string, url: string | null): Promise<ReadBatch | null> {
  const client = accountClient(context)
  const addresses = [...new Set([postId, url])].filter((address) => address !== null && /^https?:\/\//.test(address))
  for (const q of addresses) {
    const found = await searchOrNothing(client, { q, type: 'statuses', resolve: true, limit: 5 })
    const { items } = parseList(WireStatus, found.statuses, client.server)
    const status = items.find((each) => postIdOf(each, client.home) === postId)
    if (!status) continue
    const gathering = client.gather()
    gathering.see(status)
    await seeReferences(client, gathering)
    learn(client, gathering)
    return gathering.batch({})
  }
  return null
}

/** Finds somebody on the account's server, which fetches them where it does not know them yet. */
export async function resolveAuthor(context: ConnectorContext, author: Author): Promise<NormalisedAuthor | null> {
  const client = accountClient(context)
  const isMeant = (account: WireAccount): boolean =>
    authorIdOf(account, client.home) === author.id || fullHandle(account.acct, client.home).toLowerCase() === author.handle.toLowerCase()
  const found = await searchOrNothing(client, { q: `@${author.handle}`, type: 'accounts', resolve: true, limit: 5 })
  const account = parseList(WireAccount, found.accounts, client.server).items.find(isMeant)
  if (!account) return null
  const normalised = normaliseAccount(account, client.home, await relationshipTo(client, account.id))
  client.known.learnAuthor(account.id, { authorId: normalised.author.id, handle: normalised.author.handle })
  return normalised
}

/** Nothing found is what many servers answer with a refusal when they cannot reach the other server. */
async function searchOrNothing(client: AccountClient, query: Readonly<Record<string, unknown>>) {
  try {
    return await search(client, query)
  } catch (error) {
    if (hasStatus(error, 400, 404, 410, 422)) return { statuses: [], accounts: [] }
    throw error
  }
}
