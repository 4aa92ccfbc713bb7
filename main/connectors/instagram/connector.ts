import type { PlatformConnector } from '../connector.ts'
import { classify } from '../meta/classify.ts'
import { renewalOf } from '../meta/session.ts'
import { endpointsAt, type MetaEndpoints } from '../meta/sign-in.ts'
import { instagramCapabilities } from './capabilities.ts'
import { GRANTS } from './client.ts'
import { INSTAGRAM } from './endpoints.ts'
import { health } from './health.ts'
import { manifest } from './manifest.ts'
import { lookUp } from './read/look-up.ts'
import { check, metrics, profile } from './read/people.ts'
import { read } from './read/streams.ts'
import { thread } from './read/thread.ts'
import { authenticateAt } from './sign-in.ts'
import { publish } from './write/publish.ts'

/** Instagram, with its API elsewhere: for servers that speak as it does. */
export function createInstagramConnector(endpoints: MetaEndpoints): PlatformConnector {
  return {
    manifest,
    authenticate: authenticateAt(endpoints),
    renewal: renewalOf(GRANTS),
    health,
    check,
    // Nothing of it can be asked for. Times are told so that it is not asked again and again.
    discover: (context) => Promise.resolve({ ...instagramCapabilities, askedAt: context.clock() }),
    read,
    thread,
    profile,
    lookUp,
    publish,
    metrics,
    classify,
  }
}

/** Instagram, through an app of the person's own. */
export const instagramConnector = createInstagramConnector(endpointsAt(process.env['CHIRP_INSTAGRAM_ORIGIN'], INSTAGRAM))
