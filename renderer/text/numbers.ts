/** A count in at most four characters: `412`, `1.2k`, `13k`, `2.4m`. Rounded down, so that it never says more than there is. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count)
  const [value, unit] = count < 1_000_000 ? [count / 1000, 'k'] : [count / 1_000_000, 'm']
  return value < 10 ? `${(Math.floor(value * 10) / 10).toFixed(1).replace(/\.0$/, '')}${unit}` : `${String(Math.floor(value))}${unit}`
}

const whole = new Intl.NumberFormat('en-GB')

/** A count with its thousands apart: `12,480`. */
export function fullCount(count: number): string {
  return whole.format(count)
}
