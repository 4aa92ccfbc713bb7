import { AppFailure } from '../../../shared/errors.ts'
import type { Timer } from '../../connectors/rate-limiter.ts'
import type { Clock, Log } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import { pruneBounds, type PruneBound } from '../../store/retention/bounds.ts'
import { pruneNotifications } from '../../store/retention/prune-notifications.ts'
import { prunePosts } from '../../store/retention/prune-posts.ts'
import { mediaUnusedSince } from '../../store/tables/cached-media.ts'
import { getSettings } from '../../store/tables/settings.ts'

/** After the start everything else comes first. */
const FIRST_MS = 15 * 60_000
const DAY_MS = 24 * 60 * 60_000
/** Who chooses how long things are kept may choose once more. */
const CHOSEN_MS = 60_000
/** One slice is to take about so long, so that nobody notices it, and more is left to everything else. */
const SLICE_MS = 5
const REST_MS = 20
const MOST_AT_ONCE = 200
/** How long a disk that cannot be written is left alone. */
const DISK_PATIENCE_MS = 60_000
/** What held another post may have gone itself: then that one can go, too. */
const MOST_ROUNDS = 5

export type PrunerDependencies = {
  readonly store: Store
  readonly forgetPictures: (keys: readonly string[]) => Promise<void>
  readonly timer: Timer
  readonly clock: Clock
  readonly monotonic: Clock
  readonly log: Log
}

/** Where a pass stands: first notifications, then posts, then pictures. */
type Pass =
  | { readonly kind: 'notifications'; readonly cutoff: number; readonly bounds: readonly PruneBound[]; readonly after: number }
  | {
      readonly kind: 'posts'
      readonly cutoff: number
      readonly bounds: readonly PruneBound[]
      readonly below: number
      readonly round: number
      readonly pruned: number
    }
  | { readonly kind: 'pictures' }

/**
 * Forgets what is older than the person wants to keep: a while after the start, then once a day, and soon after they chose otherwise. In slices,
 * each of them one short transaction; a pass that is interrupted begins anew the next time. From `start` on until it is disposed of.
 */
export class Pruner implements Disposable {
  readonly #deps: PrunerDependencies
  readonly #stopListening: () => void
  #cancel: (() => void) | null = null
  #isRunning = false
  #pass: Pass | null = null
  #atOnce = 20
  #forgotten = 0
  #kept = ''

  constructor(deps: PrunerDependencies) {
    this.#deps = deps
    this.#stopListening = deps.store.onCommitted((touched) => {
      if (!this.#isRunning || !touched.some(({ topic }) => topic === 'settings') || this.#wishes() === this.#kept) return
      this.#kept = this.#wishes()
      this.#pass = null
      this.#later(CHOSEN_MS)
    })
  }

  start(): void {
    this.#isRunning = true
    this.#kept = this.#wishes()
    this.#later(FIRST_MS)
  }

  /** How long what is kept, as one text. */
  #wishes(): string {
    const { keepPostsDays, keepNotificationsDays, keepPicturesDays } = this.#deps.store.read((db) => getSettings(db))
    return JSON.stringify([keepPostsDays, keepNotificationsDays, keepPicturesDays])
  }

  #later(ms: number): void {
    this.#cancel?.()
    this.#cancel = this.#deps.timer.after(ms, () => {
      this.#cancel = null
      this.#step()
    })
  }

  #step(): void {
    const { monotonic, log } = this.#deps
    const began = monotonic()
    try {
      this.#pass = this.#slice(this.#pass ?? this.#begin('notifications'))
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error
      log.warn('What is old could not be forgotten.', { error })
      this.#later(DISK_PATIENCE_MS)
      return
    }
    const tookMs = monotonic() - began
    this.#atOnce = Math.min(MOST_AT_ONCE, Math.max(1, Math.round((this.#atOnce * SLICE_MS) / Math.max(tookMs, 0.5))))
    if (this.#pass !== null) {
      this.#later(Math.max(REST_MS, tookMs * 4))
      return
    }
    if (this.#forgotten > 0) {
      log.info('What is older than is to be kept was forgotten.', { count: this.#forgotten })
      this.#deps.store.write((db) => {
        for (const topic of ['timeline', 'inbox'] as const) db.touch({ topic })
      })
    }
    this.#forgotten = 0
    this.#later(DAY_MS)
  }

  /** The first slice from a kind on that has something to do. */
  #begin(kind: Pass['kind']): Pass {
    const { store, clock } = this.#deps
    const { keepPostsDays, keepNotificationsDays } = store.read((db) => getSettings(db))
    const before = (days: number): number => clock() - days * DAY_MS
    if (kind === 'notifications' && keepNotificationsDays !== null) {
      const cutoff = before(keepNotificationsDays)
      return { kind, cutoff, bounds: store.read((db) => pruneBounds(db, 'notifications', cutoff)), after: 0 }
    }
    if (kind !== 'pictures' && keepPostsDays !== null) {
      const cutoff = before(keepPostsDays)
      const bounds = store.read((db) => pruneBounds(db, 'home', cutoff))
      return { kind: 'posts', cutoff, bounds, below: Number.MAX_SAFE_INTEGER, round: 1, pruned: 0 }
    }
    return { kind: 'pictures' }
  }

  #slice(pass: Pass): Pass | null {
    const { store } = this.#deps
    const limit = this.#atOnce
    switch (pass.kind) {
      case 'notifications': {
        const { pruned, after } = store.write((db) => pruneNotifications(db, { ...pass, limit }))
        this.#forgotten += pruned
        return after === null ? this.#begin('posts') : { ...pass, after }
      }
      case 'posts': {
        const { pruned, below } = store.write((db) => prunePosts(db, { ...pass, limit }))
        this.#forgotten += pruned
        const sum = pass.pruned + pruned
        if (below !== null) return { ...pass, below, pruned: sum }
        if (sum === 0 || pass.round === MOST_ROUNDS) return this.#begin('pictures')
        return { ...pass, below: Number.MAX_SAFE_INTEGER, round: pass.round + 1, pruned: 0 }
      }
      case 'pictures':
        return this.#forgetPictures() ? pass : null
    }
  }

  /** Whether there may be more. */
  #forgetPictures(): boolean {
    const { store, clock, log, forgetPictures } = this.#deps
    const { keepPicturesDays } = store.read((db) => getSettings(db))
    if (keepPicturesDays === null) return false
    const keys = store.read((db) => mediaUnusedSince(db, clock() - keepPicturesDays * DAY_MS, MOST_AT_ONCE))
    if (keys.length === 0) return false
    forgetPictures(keys).catch((error: unknown) => log.warn('Pictures could not be deleted.', { error }))
    return keys.length === MOST_AT_ONCE
  }

  [Symbol.dispose](): void {
    this.#isRunning = false
    this.#stopListening()
    this.#cancel?.()
    this.#cancel = null
  }
}
