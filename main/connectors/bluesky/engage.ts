import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'
import type { Engage, EngagementResult, RemoteAuthor, RemotePost } from '../connector.ts'
import { ask, askToWrite, connect, type Connection } from './agent.ts'
import { ProfileView, PostView } from './normalise/wire.ts'
import type { OAuthEnvironment } from './sign-in/oauth-client.ts'
import { badAnswer, getPosts } from './read/read.ts'

/** Liking, reposting, bookmarking and following. What is done already stays as it is, since the server is looked at first. */
export function engager(environment: OAuthEnvironment): Engage {
  return {
    set: (context, verb, on, post, ref) => setEngagement(connect(context, environment), verb, on, post, ref),
    follow: (context, author, on, ref) => setFollow(connect(context, environment), author, on, ref),
  }
}

async function setEngagement(
  connection: Connection,
  verb: EngagementVerb,
  on: boolean,
  post: RemotePost,
  ref: string | null,
): Promise<EngagementResult> {
  switch (verb) {
    case 'bookmark':
      return setBookmark(connection, on, post)
    case 'like':
      return setRecord(connection, 'app.bsky.feed.like', on, post, ref, (view) => view.viewer?.like)
    case 'repost':
      return setRecord(connection, 'app.bsky.feed.repost', on, post, ref, (view) => view.viewer?.repost)
  }
}

/** A second like is a second record, which nobody sees and which undoing would leave behind: hence the look before. */
async function setRecord(
  connection: Connection,
  collection: 'app.bsky.feed.like' | 'app.bsky.feed.repost',
  on: boolean,
  post: RemotePost,
  ref: string | null,
  ownRecord: (view: PostView) => string | undefined,
): Promise<EngagementResult> {
  if (!on && ref !== null) return removeRecord(connection, collection, ref)
  const view = await findPost(connection, post.remoteId)
  const existing = view === null ? undefined : ownRecord(view)
  if (on) {
    if (view === null) throw new AppFailure({ kind: 'post-not-found', message: null })
    return existing === undefined ? createRecord(connection, collection, { uri: view.uri, cid: view.cid }) : { ref: existing }
  }
  return existing === undefined ? { ref: null } : removeRecord(connection, collection, existing)
}

async function findPost(connection: Connection, uri: string): Promise<PostView | null> {
  const [found] = await getPosts(connection, [uri])
  const view = PostView.safeParse(found)
  return view.success ? view.data : null
}

const Created = z.object({ uri: z.string() })

async function createRecord(connection: Connection, collection: string, subject: unknown): Promise<{ readonly ref: string }> {
  const record = { $type: collection, subject, createdAt: new Date(connection.context.clock()).toISOString() }
  const answer = await askToWrite(connection, (agent, options) =>
    agent.com.atproto.repo.createRecord({ repo: connection.did, collection, record }, { ...options, encoding: 'application/json' }),
  )
  const created = Created.safeParse(answer)
  if (!created.success) throw badAnswer()
  return { ref: created.data.uri }
}

/** Deleting what is not there succeeds on the server too. */
async function removeRecord(connection: Connection, collection: string, uri: string): Promise<{ readonly ref: null }> {
  const prefix = `at://${connection.did}/${collection}/`
  if (!uri.startsWith(prefix)) throw new AppFailure({ kind: 'remote-rejected', message: null, code: 'not-own-record' })
  const rkey = uri.slice(prefix.length)
  await askToWrite(connection, (agent, options) =>
    agent.com.atproto.repo.deleteRecord({ repo: connection.did, collection, rkey }, { ...options, encoding: 'application/json' }),
  )
  return { ref: null }
}

/** Bookmarks are private: kept by the AppView, and not a record of anybody's. */
async function setBookmark(connection: Connection, on: boolean, post: RemotePost): Promise<EngagementResult> {
  if (on) {
    const cid = post.revision ?? (await findPost(connection, post.remoteId))?.cid
    if (cid === undefined) throw new AppFailure({ kind: 'post-not-found', message: null })
    await askToWrite(connection, (agent, options) =>
      agent.app.bsky.bookmark.createBookmark({ uri: post.remoteId, cid }, { ...options, encoding: 'application/json' }),
    )
  } else {
    await askToWrite(connection, (agent, options) =>
      agent.app.bsky.bookmark.deleteBookmark({ uri: post.remoteId }, { ...options, encoding: 'application/json' }),
    )
  }
  return { ref: null }
}

const FOLLOW = 'app.bsky.graph.follow'

async function setFollow(
  connection: Connection,
  author: RemoteAuthor,
  on: boolean,
  ref: string | null,
): Promise<{ readonly ref: string | null; readonly requested: boolean }> {
  const existing = on || ref === null ? await existingFollow(connection, author.remoteId) : ref
  if (on) return { ref: existing ?? (await createRecord(connection, FOLLOW, author.remoteId)).ref, requested: false }
  if (existing !== null) await removeRecord(connection, FOLLOW, existing)
  return { ref: null, requested: false }
}

async function existingFollow(connection: Connection, did: string): Promise<string | null> {
  const answer = await ask(connection, (agent, options) => agent.app.bsky.actor.getProfile({ actor: did }, options))
  const profile = ProfileView.safeParse(answer)
  if (!profile.success) throw badAnswer()
  return profile.data.viewer?.following ?? null
}
