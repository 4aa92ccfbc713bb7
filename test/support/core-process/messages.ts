/** Where a process ends itself: the `occurrence`th time (from 1) that it takes the step of that name. */
export type KillAt = { readonly step: string; readonly occurrence: number }

/** A step that a process took, and the item of the outbox that took it; null for what is on the wire. */
export type Taken = { readonly step: string; readonly itemId: string | null }

/** What the parent says. */
export type ToChild =
  | { readonly do: 'call'; readonly id: number; readonly name: string; readonly input: object }
  /** Counts steps from now on, from nothing; null = lives. */
  | { readonly do: 'kill-at'; readonly at: KillAt | null }
  | { readonly do: 'steps'; readonly id: number }
  /** Sets the clock under the core's feet. */
  | { readonly do: 'clock'; readonly id: number; readonly aheadMs: number }
  /** Lets time pass at once. */
  | { readonly do: 'pass'; readonly id: number; readonly ms: number }
  | { readonly do: 'disk'; readonly id: number; readonly state: 'well' | 'full' | 'read-only' }
  | { readonly do: 'close' }

/** What the process says. */
export type FromChild = { readonly kind: 'ready' } | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
