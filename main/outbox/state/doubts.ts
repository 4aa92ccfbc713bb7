import type { Clock } from '../../core/ports.ts'
import type { OutboxRow } from '../../store/tables/outbox-items.ts'

/**
 * How long this process has known of each doubt, by a clock that nobody can set. Only after a whole wait is a "not there" believed: were it
 * measured by the machine's time alone, a clock that jumps ahead would let a post be sent again while the first one is still on its way.
 */
export class Doubts {
  readonly #since = new Map<string, { readonly doubt: number; readonly at: number }>()
  readonly #monotonic: Clock

  constructor(monotonic: Clock) {
    this.#monotonic = monotonic
  }

  /** Ms since this process first heard of the item's present doubt; 0 the first time. */
  ageOf(item: Pick<OutboxRow, 'id' | 'doubts'>): number {
    const now = this.#monotonic()
    const known = this.#since.get(item.id)
    if (known?.doubt === item.doubts) return now - known.at
    this.#since.set(item.id, { doubt: item.doubts, at: now })
    return 0
  }

  /** It is settled. */
  forget(itemId: string): void {
    this.#since.delete(itemId)
  }
}
