import { AppFailure } from '../../../../shared/errors.ts'
import { parseAnswer } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { WireQuota } from '../wire.ts'

/** The window moves on and the API does not say by how much: asked again after a while. */
const ASK_AGAIN_MS = 30 * 60_000

/**
 * Rejects with `rate-limit-exceeded` where the account may not post (or reply) any more today, other apps and Threads' own included.
 * Source: https://developers.facebook.com/docs/threads/overview, read 2026-11-27.
 */
export async function refuseOverQuota(graph: Graph, isReply: boolean, now: number): Promise<void> {
  const quota = await readQuota(graph)
  if (quota === null) return
  const isOver = isReply ? quota.reply_quota_usage >= quota.reply_config.quota_total : quota.quota_usage >= quota.config.quota_total
  if (isOver) throw new AppFailure({ kind: 'rate-limit-exceeded', retryAt: now + ASK_AGAIN_MS, message: null })
}

/** How many posts and replies were published in the last day, and how many may be; null where the API says nothing. Same page. */
export async function readQuota(graph: Graph): Promise<WireQuota['data'][number] | null> {
  const fields = 'quota_usage,config,reply_quota_usage,reply_config'
  const { data } = parseAnswer(WireQuota, await graph.get('me/threads_publishing_limit', { fields }), graph)
  return data[0] ?? null
}
