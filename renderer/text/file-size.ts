const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** A number of bytes as people say it: `800 kB`, `3.4 MB`. In steps of 1,000, as networks state their limits. */
export function fileSize(bytes: number): string {
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const rounded = value < 10 && unit > 0 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.max(1, Math.round(value)))
  return `${bytes === 0 ? '0' : rounded} ${UNITS[unit] ?? ''}`
}
