import type { Authenticate } from '../connector.ts'
import { apiVersions } from '../meta/api-versions.ts'
import { authenticateBy, type MetaEndpoints } from '../meta/sign-in.ts'
import { SCOPE } from './app-setup.ts'
import { threadsCapabilities } from './capabilities.ts'
import { GRANTS } from './client.ts'
import { authorOfProfile } from './normalise/author.ts'
import { readProfile } from './read/self.ts'

/** Source: https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions, read 2026-11-27. */
export function authenticateAt(endpoints: MetaEndpoints): Authenticate {
  return authenticateBy({
    endpoints,
    scope: SCOPE,
    version: apiVersions.threads.version,
    grants: GRANTS,
    capabilities: threadsCapabilities,
    readAuthor: async (graph) => authorOfProfile(await readProfile(graph)),
  })
}
