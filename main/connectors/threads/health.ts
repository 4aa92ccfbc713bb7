import type { ConnectorContext, HealthLimit, HealthReport } from '../connector.ts'
import { apiVersions } from '../meta/api-versions.ts'
import { isAllowed, missingUses, permissionsOf, quotaOf } from '../meta/health.ts'
import { accountToken } from '../meta/session.ts'
import { PERMISSIONS } from './app-setup.ts'
import { accountGraph, GRANTS } from './client.ts'
import { readProfile } from './read/self.ts'
import { readQuota } from './write/quota.ts'

/** The token is looked at with itself, which the API lets testers of the app do; who uses an app of their own is one. */
export async function health(context: ConnectorContext): Promise<HealthReport> {
  const graph = accountGraph(context)
  await readProfile(graph)
  const granted = await permissionsOf(graph, await accountToken(context, GRANTS)())
  const limits: HealthLimit[] = []
  // Without the permission for posting there is nothing to be told of its limits.
  await isAllowed(async () => {
    const quota = await readQuota(graph)
    if (quota === null) return
    limits.push(quotaOf('posts', quota.quota_usage, quota.config), quotaOf('replies', quota.reply_quota_usage, quota.reply_config))
  })
  return { missing: missingUses(PERMISSIONS, granted), limits, apiEndsOn: apiVersions.threads.endsOn }
}
