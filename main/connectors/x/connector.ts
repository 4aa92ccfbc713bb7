import type { PlatformConnector } from '../connector.ts'
import { placesAt, type Places } from './auth/oauth.ts'
import { renewal } from './auth/session.ts'
import { authenticateAt } from './auth/sign-in.ts'
import { classify } from './failures.ts'
import { health } from './health.ts'
import { manifest } from './manifest.ts'
import { lookUp, metrics, resolvePost } from './read/look-up.ts'
import { check, discover, profile, resolveAuthor } from './read/people.ts'
import { thread } from './read/thread.ts'
import { read } from './read/timelines.ts'
import { engage } from './write/engage.ts'
import { deletePost, readSource } from './write/own-posts.ts'
import { publish } from './write/publish.ts'

/** X by an app of the person's own, as what everybody can sign up for allows it. `places`: where X is. */
export function createXConnector(places: Places): PlatformConnector {
  return {
    manifest,
    authenticate: authenticateAt(places),
    renewal,
    health,
    check,
    discover,
    read,
    thread,
    profile,
    lookUp,
    resolvePost,
    resolveAuthor,
    publish,
    source: readSource,
    delete: deletePost,
    engage,
    metrics,
    classify,
  }
}

export const xConnector: PlatformConnector = createXConnector(placesAt(process.env['CHIRP_X_ORIGIN']))
