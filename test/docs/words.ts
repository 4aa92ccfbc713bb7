const grouped = new Intl.NumberFormat('en')

/** A number with its thousands apart. */
export function number(value: number): string {
  return grouped.format(value)
}

/** A size as a number of bytes, exactly. */
export function bytes(value: number): string {
  return `${number(value)} bytes`
}

/** Milliseconds, largest unit first, without the ones that are nothing: `30 d 10 h 29 min 6 s`. */
export function duration(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const
  let rest = ms
  const parts: string[] = []
  for (const [name, size] of units) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count} ${name}`)
    rest -= count * size
  }
  return parts.join(' ')
}

export function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no'
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
