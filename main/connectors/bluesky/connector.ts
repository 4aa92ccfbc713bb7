import type { PlatformConnector } from '../connector.ts'
import { connect } from './agent.ts'
import { authenticate } from './sign-in/auth.ts'
import { discoverCapabilities } from './discover.ts'
import { engager } from './engage.ts'
import { classify } from './failures.ts'
import { readHealth } from './health.ts'
import { manifest } from './manifest.ts'
import { createMediaResolver } from './read/media.ts'
import { createOAuthCaches, type OAuthEnvironment } from './sign-in/oauth-client.ts'
import { readProfile } from './read/profile.ts'
import { deletePost } from './publish/delete-post.ts'
import { publisher } from './publish/publish.ts'
import { readSource } from './publish/source.ts'
import type { ModerationCache } from './read/moderation.ts'
import { markSeen, readMetrics, readSeenTime } from './read/read-marks.ts'
import { readOfferedViews } from './read/offered-views.ts'
import { readStream } from './read/read.ts'
import { lookUp, resolveAuthor, resolvePost } from './read/resolve.ts'
import { readThread } from './read/thread.ts'

export type BlueskyOptions = {
  /** Origin of the PLC directory, where DIDs are looked up. */
  readonly plcUrl: string
}

/** The directory of the real network; a development network has one of its own, named by the environment variable CHIRP_PLC_URL. */
const PLC_DIRECTORY = 'https://plc.directory'

/** A connector for Bluesky and every other server of the AT Protocol. */
export function createBlueskyConnector(options: BlueskyOptions): PlatformConnector {
  const environment: OAuthEnvironment = { plcUrl: new URL(options.plcUrl).origin, caches: createOAuthCaches() }
  const preferences: ModerationCache = new Map()
  const to = (context: Parameters<typeof connect>[0]) => connect(context, environment)
  return {
    manifest,
    authenticate: authenticate(environment),
    health: (context) => readHealth(to(context)),
    check: async (context) => (await readProfile(to(context), context.account.authorId)).normalised,
    discover: (context) => discoverCapabilities(context, context.account.server),
    read: (context, request) => readStream(to(context), request, preferences),
    offeredViews: (context) => readOfferedViews(to(context)),
    thread: (context, post) => readThread(to(context), post),
    profile: (context, author) => readProfile(to(context), author.remoteId),
    lookUp: (context, posts) => lookUp(to(context), posts),
    resolvePost: (context, postId, url) => resolvePost(to(context), postId, url),
    resolveAuthor: (context, author) => resolveAuthor(to(context), author),
    publish: publisher(environment),
    source: (context, post) => readSource(to(context), post),
    delete: (context, post) => deletePost(to(context), post.remoteId),
    engage: engager(environment),
    metrics: (context, posts) => readMetrics(to(context), posts),
    markRead: (context, upTo) => markSeen(to(context), upTo.at),
    readMark: (context) => readSeenTime(to(context)),
    resolveMedia: createMediaResolver(environment.plcUrl),
    classify,
  }
}

export const blueskyConnector: PlatformConnector = createBlueskyConnector({ plcUrl: process.env['CHIRP_PLC_URL'] ?? PLC_DIRECTORY })
