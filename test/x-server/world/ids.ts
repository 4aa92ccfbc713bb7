/** When the ids begin, epoch ms; the 41 bits above the lowest 22 are the time since then. */
const EPOCH_MS = 1_288_834_974_657n

/** Makes ids that grow with time and never repeat. */
export function createIds(): (at: number) => string {
  const used = new Set<bigint>()
  return (at) => {
    let id = (BigInt(Math.floor(at)) - EPOCH_MS) << 22n
    while (used.has(id)) id++
    used.add(id)
    return String(id)
  }
}

/** Newest first. */
export function byIdDown(left: { readonly id: string }, right: { readonly id: string }): number {
  return BigInt(left.id) < BigInt(right.id) ? 1 : -1
}
