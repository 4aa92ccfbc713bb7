import type { PostMetrics } from '../../../shared/model/post-metrics.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { fromJson, mapRows } from '../sql.ts'
import { sameCounts } from './posts.ts'

/** Samples of one post are at least this far apart. */
const SAMPLE_MS = 60 * 60 * 1000

type SampleRow = { measured_at: number; metrics: string }

/** Keeps the counts of one of the person's own posts, at most one sample an hour and only where they changed. */
export function sampleMetrics(db: WritableDatabase, postRow: number, metrics: PostMetrics): void {
  const last = db.get<SampleRow>(
    'select measured_at, metrics from metrics_sample where post_row = ? order by measured_at desc limit 1',
    postRow,
  )
  if (last !== undefined) {
    if (metrics.measuredAt - last.measured_at < SAMPLE_MS) return
    const before = fromJson<PostMetrics>(db, 'metrics_sample', postRow, last.metrics)
    if (before !== null && sameCounts(before, metrics)) return
  }
  db.run(
    'insert into metrics_sample (post_row, measured_at, metrics) values (?, ?, ?)',
    postRow,
    metrics.measuredAt,
    JSON.stringify(metrics),
  )
}

/** The samples of a post, oldest first. */
export function listMetricsSamples(db: ReadableDatabase, postId: string): PostMetrics[] {
  const rows = db.all<SampleRow>(
    'select measured_at, metrics from metrics_sample where post_row = (select row from post where id = ?) order by measured_at',
    postId,
  )
  return mapRows(rows, (row) => fromJson<PostMetrics>(db, 'metrics_sample', row.measured_at, row.metrics))
}
