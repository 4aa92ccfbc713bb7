import type { PostView } from '../../../shared/bridge/views.ts'
import type { MetricName } from './chart.ts'

export const SHOWN_METRICS = ['replies', 'reposts', 'likes', 'views'] as const satisfies readonly MetricName[]
export type ShownMetric = (typeof SHOWN_METRICS)[number]

/** A number over several posts: null where none of their networks gives it. */
export type Figure = {
  readonly metric: ShownMetric
  readonly total: number | null
  /** The same over as long a time before. */
  readonly before: number | null
  /** Names of the networks it is from, when not all of them give it; null when all do. */
  readonly only: readonly string[] | null
}

/** Posts of a time. Times are epoch ms, `from` inclusive, `to` exclusive. */
export function postsBetween(posts: readonly PostView[], from: number, to: number): readonly PostView[] {
  return posts.filter(({ post }) => post.createdAt >= from && post.createdAt < to)
}

/** What the posts of a time got together, beside those of the time before it. */
export function figuresOf(now: readonly PostView[], before: readonly PostView[]): readonly Figure[] {
  return SHOWN_METRICS.map((metric) => {
    const giving = now.filter(({ post }) => post.metrics[metric] !== null)
    const names = [...new Set(giving.map(({ platformName }) => platformName))]
    const all = new Set(now.map(({ platformName }) => platformName))
    return {
      metric,
      total: sum(now, metric),
      before: sum(before, metric),
      only: names.length === 0 || names.length === all.size ? null : names,
    }
  })
}

function sum(posts: readonly PostView[], metric: ShownMetric): number | null {
  const given = posts.flatMap(({ post }) => post.metrics[metric] ?? [])
  return given.length === 0 ? null : given.reduce((total, one) => total + one, 0)
}
