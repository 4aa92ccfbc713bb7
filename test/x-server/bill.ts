import type { Charge } from './http/call.ts'

/**
 * The documented price list in hundredths of a US cent, written down once more and apart from the connector's own: docs.x.com/x-api/getting-started/pricing
 * and the changelog of 2026-04-16 (own data, summoned answers, posts with an address), both read 2026-11-27. The page does not say which of its
 * rows deleting a post and taking back a repost are; "Interaction: Delete" is what they are taken for here.
 */
const PRICES: Readonly<Record<Charge['price'], number>> = {
  'post-read': 50,
  'user-read': 100,
  'media-read': 50,
  'owned-read': 10,
  create: 150,
  'create-with-url': 2_000,
  'summoned-reply': 100,
  interaction: 150,
  deletion: 100,
  bookmark: 50,
  'media-metadata': 50,
}

export interface Bill {
  /** Hundredths of a cent, of all so far. */
  readonly total: () => number
  readonly cents: () => number
  /** Books what an answer costs, and says how much that was. A resource is paid for once a day, which ends at midnight UTC. */
  readonly book: (charges: readonly Charge[], at: number) => number
}

export function createBill(): Bill {
  const paid = new Set<string>()
  let total = 0
  return {
    total: () => total,
    cents: () => total / 100,
    book: (charges, at) => {
      const day = new Date(at).toISOString().slice(0, 10)
      let sum = 0
      for (const { price, resource } of charges) {
        const key = resource === undefined ? null : `${day} ${resource}`
        if (key !== null && paid.has(key)) continue
        if (key !== null) paid.add(key)
        sum += PRICES[price]
      }
      total += sum
      return sum
    },
  }
}
