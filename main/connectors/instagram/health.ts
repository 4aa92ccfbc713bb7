import { z } from 'zod'
import type { ConnectorContext, HealthLimit, HealthReport } from '../connector.ts'
import { readPage } from '../meta/answers.ts'
import { apiVersions } from '../meta/api-versions.ts'
import type { Graph } from '../meta/graph.ts'
import { isAllowed, quotaOf } from '../meta/health.ts'
import { MetaSession } from '../meta/session.ts'
import { PERMISSIONS } from './app-setup.ts'
import { accountGraph } from './client.ts'
import { readProfile } from './read/self.ts'
import { readQuota } from './write/quota.ts'

type Permission = (typeof PERMISSIONS)[number]['name']

/**
 * No page of this API tells what a token may do. What was allowed at the sign-in is known, and of two permissions whether a call that needs them is
 * let through; a refused look at insights says nothing, because posts that few have seen are refused with the same code.
 */
export async function health(context: ConnectorContext): Promise<HealthReport> {
  const graph = accountGraph(context)
  await readProfile(graph)
  const session = MetaSession.safeParse(await context.session.read())
  const limits: HealthLimit[] = []
  const mayPublish = await isAllowed(async () => {
    const quota = await readQuota(graph)
    if (quota !== null) limits.push(quotaOf('posts', quota.quota_usage, quota.config))
  })
  const seen: Partial<Record<Permission, boolean | null>> = {
    instagram_business_content_publish: mayPublish,
    instagram_business_manage_comments: await mayReadComments(graph),
  }
  const granted = session.success ? session.data.permissions : undefined
  const isMissing = (name: Permission): boolean => !(seen[name] ?? granted?.includes(name) ?? true)
  return {
    missing: PERMISSIONS.filter(({ name }) => isMissing(name)).map(({ purpose }) => purpose),
    limits,
    apiEndsOn: apiVersions.instagram.endsOn,
  }
}

/** Null where there is no media that could have comments. */
async function mayReadComments(graph: Graph): Promise<boolean | null> {
  const { items } = await readPage(graph, 'me/media', { fields: 'id', limit: 1 }, null, z.object({ id: z.string() }))
  const [newest] = items
  return newest === undefined ? null : isAllowed(() => graph.get(`${encodeURIComponent(newest.id)}/comments`, { fields: 'id', limit: 1 }))
}
