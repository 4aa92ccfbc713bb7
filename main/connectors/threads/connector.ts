import type { PlatformConnector } from '../connector.ts'
import { classify } from '../meta/classify.ts'
import { renewalOf } from '../meta/session.ts'
import { endpointsAt, type MetaEndpoints } from '../meta/sign-in.ts'
import { threadsCapabilities } from './capabilities.ts'
import { GRANTS } from './client.ts'
import { THREADS } from './endpoints.ts'
import { health } from './health.ts'
import { manifest } from './manifest.ts'
import { lookUp, metrics } from './read/look-up.ts'
import { check, profile } from './read/people.ts'
import { read } from './read/streams.ts'
import { thread } from './read/thread.ts'
import { authenticateAt } from './sign-in.ts'
import { deletePost, readSource } from './write/own-posts.ts'
import { publish } from './write/publish.ts'

/** Threads, with its API elsewhere: for servers that speak as it does. */
export function createThreadsConnector(endpoints: MetaEndpoints): PlatformConnector {
  return {
    manifest,
    authenticate: authenticateAt(endpoints),
    renewal: renewalOf(GRANTS),
    health,
    check,
    // Nothing of it can be asked for. Times are told so that it is not asked again and again.
    discover: (context) => Promise.resolve({ ...threadsCapabilities, askedAt: context.clock() }),
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

/** Threads, through an app of the person's own. */
export const threadsConnector = createThreadsConnector(endpointsAt(process.env['CHIRP_THREADS_ORIGIN'], THREADS))
