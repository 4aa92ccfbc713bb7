import type { ConnectorContext } from '../connector.ts'
import { apiVersions } from '../meta/api-versions.ts'
import type { ContainerApi } from '../meta/containers.ts'
import { createGraph, type Graph } from '../meta/graph.ts'
import type { TokenGrants } from '../meta/long-lived-token.ts'
import { accountToken } from '../meta/session.ts'

/** Source: https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login, read 2026-11-27. */
export const GRANTS: TokenGrants = { exchange: 'ig_exchange_token', refresh: 'ig_refresh_token' }

/** Source: https://developers.facebook.com/docs/instagram-platform/content-publishing and reference/ig-container, read 2026-11-27. */
export const CONTAINERS: ContainerApi = {
  createPath: 'me/media',
  publishPath: 'me/media_publish',
  statusField: 'status_code',
  problemField: 'status',
}

/** The API as one account uses it. */
export function accountGraph(context: ConnectorContext): Graph {
  return createGraph({
    server: context.account.server,
    version: apiVersions.instagram.version,
    http: context.http,
    token: accountToken(context, GRANTS),
    signal: context.signal,
  })
}
