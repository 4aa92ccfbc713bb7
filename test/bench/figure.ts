/** One measured figure, as it is printed: one JSON object a line. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | 'bytes' | 'MiB' | 'posts/s'
  /** `value` against what `against` names in the same run; null where there is nothing to compare with. */
  readonly ratio: number | null
  readonly against: string | null
  /** A bound on the ratio, such as "<=1.3"; null where the figure has none. */
  readonly target: string | null
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** Prints a figure; says whether it is within its bound. */
export function report(figure: Figure): boolean {
  console.log(JSON.stringify({ ...figure, value: rounded(figure.value), ratio: figure.ratio === null ? null : rounded(figure.ratio) }))
  const bound = /^(<=|>=)([\d.]+)$/.exec(figure.target ?? '')
  if (bound === null || figure.ratio === null) return true
  return bound[1] === '<=' ? figure.ratio <= Number(bound[2]) : figure.ratio >= Number(bound[2])
}

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The measurement that a share of all, from 0 to 1, does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
