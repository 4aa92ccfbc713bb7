/** A time of Graph's, epoch ms; null where it is none. It ends in `+0000`, which not every reader of dates takes. */
export function timeOf(timestamp: string): number | null {
  const at = Date.parse(timestamp.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  return Number.isNaN(at) ? null : at
}
