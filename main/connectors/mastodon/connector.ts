import type { PlatformConnector } from '../connector.ts'
import { accountClient } from './account-client.ts'
import { authenticate } from './auth/sign-in.ts'
import { classify } from './failures.ts'
import { health } from './health.ts'
import { live } from './live/live.ts'
import { manifest } from './manifest.ts'
import { probeCapabilities } from './probe.ts'
import { offeredViews } from './read/lists.ts'
import { lookUp } from './read/look-up.ts'
import { markRead, readMark } from './read/notifications.ts'
import { check, profile, resolveAuthor, resolvePost } from './read/people.ts'
import { thread } from './read/thread.ts'
import { read } from './read/timelines.ts'
import { edit } from './write/edit.ts'
import { deletePost, engage, metrics } from './write/engage.ts'
import { publish } from './write/publish.ts'
import { schedule } from './write/schedule.ts'
import { readSource } from './write/source.ts'

/**
 * Mastodon and every server that honours its documented API. Nothing here asks which software a server runs: what differs is asked for
 * (instance, metadata, routes), and what is not there is done without.
 */
export const mastodonConnector: PlatformConnector = {
  manifest,
  authenticate,
  health,
  check,
  discover: (context) => probeCapabilities(accountClient(context), context.clock()),
  read,
  offeredViews,
  live,
  thread,
  profile,
  lookUp,
  resolvePost,
  resolveAuthor,
  publish: { ...publish, schedule },
  source: readSource,
  edit,
  delete: deletePost,
  engage,
  metrics,
  markRead,
  readMark,
  classify,
}
