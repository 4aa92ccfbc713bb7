import type { Authenticate } from '../connector.ts'
import { apiVersions } from '../meta/api-versions.ts'
import { authenticateBy, type MetaEndpoints } from '../meta/sign-in.ts'
import { SCOPE } from './app-setup.ts'
import { instagramCapabilities } from './capabilities.ts'
import { GRANTS } from './client.ts'
import { authorOfProfile } from './normalise/author.ts'
import { readProfile } from './read/self.ts'

/** Source: https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login, read 2026-11-27. */
export function authenticateAt(endpoints: MetaEndpoints): Authenticate {
  return authenticateBy({
    endpoints,
    scope: SCOPE,
    version: apiVersions.instagram.version,
    grants: GRANTS,
    capabilities: instagramCapabilities,
    readAuthor: async (graph) => authorOfProfile(await readProfile(graph)),
  })
}
