import type { PostMetrics } from '../../../shared/model/post-metrics.ts'

export type MetricName = 'replies' | 'reposts' | 'likes' | 'quotes' | 'bookmarks' | 'views'

/** One measured number at a time. */
export type Sample = { readonly at: number; readonly value: number }

/** What was measured of one number, the oldest first; times at which the network did not give it are left out. */
export function samplesOf(history: readonly PostMetrics[], metric: MetricName): readonly Sample[] {
  return history
    .flatMap((one) => {
      const value = one[metric]
      return value === null ? [] : [{ at: one.measuredAt, value }]
    })
    .toSorted((a, b) => a.at - b.at)
}

/** A round number at or above the greatest value, and the steps up to it: 0, half and all. */
export function axisTop(greatest: number): number {
  if (greatest <= 2) return 2
  const power = 10 ** Math.floor(Math.log10(greatest))
  const step = [1, 2, 4, 5, 10].find((one) => one * power >= greatest) ?? 10
  return step * power
}

/** A stretch of the line; `measured` is false where nothing was for much longer than usual. */
export type Stretch = { readonly samples: readonly Sample[]; readonly measured: boolean }

const LEAST_GAP_MS = 2 * 3_600_000

/** Cuts a line at its gaps: longer than two hours and than four times the usual pause between two samples. */
export function stretchesOf(samples: readonly Sample[]): readonly Stretch[] {
  const pauses = samples.slice(1).map((sample, index) => sample.at - (samples[index]?.at ?? sample.at))
  const usual = pauses.toSorted((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 0
  const gap = Math.max(LEAST_GAP_MS, usual * 4)
  const stretches: Stretch[] = []
  let current: Sample[] = []
  for (const sample of samples) {
    const before = current.at(-1)
    if (before !== undefined && sample.at - before.at > gap) {
      stretches.push({ samples: current, measured: true }, { samples: [before, sample], measured: false })
      current = []
    }
    current.push(sample)
  }
  if (current.length > 0) stretches.push({ samples: current, measured: true })
  return stretches
}

/** Marks on the time axis: at most `most`, at round numbers of hours or days since `from`. */
export function timeMarks(from: number, to: number, most: number): { readonly unit: 'hours' | 'days'; readonly marks: readonly number[] } {
  const hour = 3_600_000
  const unit = to - from > 72 * hour ? 'days' : 'hours'
  const size = unit === 'days' ? 24 * hour : hour
  const length = Math.max(1, (to - from) / size)
  const step = [1, 2, 3, 6, 12, 24, 48, 96, 192, 365].find((one) => length / one <= most - 1) ?? Math.ceil(length / (most - 1))
  return { unit, marks: Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step) }
}

/** The `d` of a line through points in pixels. */
export function linePath(points: readonly { readonly x: number; readonly y: number }[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
}
