import type { PlatformConnector } from '../connector.ts'
import { classify } from '../meta/classify.ts'
import { facebookCapabilities } from './capabilities.ts'
import { facebookAt, type FacebookEndpoints } from './endpoints.ts'
import { health } from './health.ts'
import { manifest } from './manifest.ts'
import { lookUp, metrics } from './read/look-up.ts'
import { check, profile } from './read/people.ts'
import { read } from './read/streams.ts'
import { thread } from './read/thread.ts'
import { authenticateAt } from './sign-in.ts'
import { deletePost, readSource } from './write/own-posts.ts'
import { publish } from './write/publish.ts'

/** Facebook Pages, with its API elsewhere: for servers that speak as it does. */
export function createFacebookConnector(endpoints: FacebookEndpoints): PlatformConnector {
  return {
    manifest,
    authenticate: authenticateAt(endpoints),
    health,
    check,
    // Nothing of it can be asked for. Times are told so that it is not asked again and again.
    discover: (context) => Promise.resolve({ ...facebookCapabilities, askedAt: context.clock() }),
    read,
    thread,
    profile,
    lookUp,
    publish,
    source: readSource,
    delete: deletePost,
    metrics,
    classify,
  }
}

/** Facebook Pages, through an app of the person's own. */
export const facebookConnector = createFacebookConnector(facebookAt(process.env['CHIRP_FACEBOOK_ORIGIN']))
