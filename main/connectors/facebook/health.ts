import type { ConnectorContext, HealthReport } from '../connector.ts'
import { apiVersions } from '../meta/api-versions.ts'
import { createGraph } from '../meta/graph.ts'
import { missingUses, permissionsOf } from '../meta/health.ts'
import { PERMISSIONS } from './app-setup.ts'
import { pageGraph, readPageSession } from './client.ts'
import { readPageOf } from './read/self.ts'

/**
 * The page's token is looked at with the token of the app, which is its id and secret.
 * Source: https://developers.facebook.com/docs/graph-api/reference/debug_token and
 * https://developers.facebook.com/docs/facebook-login/guides/access-tokens, "App access tokens", read 2026-11-27.
 */
export async function health(context: ConnectorContext): Promise<HealthReport> {
  const page = await pageGraph(context)
  await readPageOf(page, page.pageId)
  const { accessToken, clientId, clientSecret } = await readPageSession(context)
  const app = createGraph({
    server: context.account.server,
    version: apiVersions.facebook.version,
    http: context.http,
    token: () => Promise.resolve(`${clientId}|${clientSecret}`),
    signal: context.signal,
  })
  const missing = missingUses(PERMISSIONS, await permissionsOf(app, accessToken))
  return { missing, limits: [], apiEndsOn: apiVersions.facebook.endsOn }
}
