import type { ConnectorContext } from '../connector.ts'
import { apiVersions } from '../meta/api-versions.ts'
import type { ContainerApi } from '../meta/containers.ts'
import { createGraph, type Graph } from '../meta/graph.ts'
import type { TokenGrants } from '../meta/long-lived-token.ts'
import { accountToken } from '../meta/session.ts'

/** Source: https://developers.facebook.com/docs/threads/get-started/long-lived-tokens, read 2026-11-27. */
export const GRANTS: TokenGrants = { exchange: 'th_exchange_token', refresh: 'th_refresh_token' }

/** Source: https://developers.facebook.com/docs/threads/reference/publishing and troubleshooting, read 2026-11-27. */
export const CONTAINERS: ContainerApi = {
  createPath: 'me/threads',
  publishPath: 'me/threads_publish',
  statusField: 'status',
  problemField: 'error_message',
}

/** The API as one account uses it. */
export function accountGraph(context: ConnectorContext): Graph {
  return createGraph({
    server: context.account.server,
    version: apiVersions.threads.version,
    http: context.http,
    token: accountToken(context, GRANTS),
    signal: context.signal,
  })
}
