import { AppFailure } from '../../../../shared/errors.ts'
import { parseAnswer } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { WireQuota } from '../wire.ts'

/** The window moves on and the API does not say by how much: asked again after a while. */
const ASK_AGAIN_MS = 30 * 60_000

/**
 * Rejects with `rate-limit-exceeded` where the account may not post any more today. How many it may differs by page (50 and 100) and account, so
 * that what the API says is all that counts.
 * Source: .../instagram-graph-api/reference/ig-user/content_publishing_limit, read 2026-11-27.
 */
export async function refuseOverQuota(graph: Graph, now: number): Promise<void> {
  const quota = await readQuota(graph)
  if (quota !== null && quota.quota_usage >= quota.config.quota_total)
    throw new AppFailure({ kind: 'rate-limit-exceeded', retryAt: now + ASK_AGAIN_MS, message: null })
}

/** How many posts were published in the last day, and how many may be; null where the API says nothing. Same page. */
export async function readQuota(graph: Graph): Promise<WireQuota['data'][number] | null> {
  const { data } = parseAnswer(WireQuota, await graph.get('me/content_publishing_limit', { fields: 'quota_usage,config' }), graph)
  return data[0] ?? null
}
