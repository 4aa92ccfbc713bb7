import { useSyncExternalStore } from 'react'
import { useComposers, type ComposerEntry } from './composer-store.ts'
import { after, inPause } from './pause.ts'

type Entries = Readonly<Record<number, ComposerEntry>>

/** Longer than it takes a quick typist from one key to the next: what begins just before a key would keep it waiting, ms. */
const REST_MS = 200
/** Whoever types without a rest sees the counters follow this long after they did last, in the pause after a key, ms. */
const EVERY_MS = 333

/** When a change is shown: at once, when the fingers rest or a few times a second, or with the next one that is. */
type Pace = 'at once' | 'at rest' | 'in passing'

let shown: Entries = {}
let shownAt = -Infinity
/** Takes back the showing that is due; null when all is shown. */
let cancel: (() => void) | null = null
let isPauseAwaited = false
let pace: Pace = 'at once'
const listeners = new Set<() => void>()

useComposers.subscribe(() => {
  if (pace === 'at once') show()
  else if (pace === 'at rest') showAtRest()
  else cancel ??= after(REST_MS, show)
})

/**
 * The open composers as the page shows them. A key is on the screen by its text area alone, in the frame it was pressed in; what the draft
 * becomes by it is in the store at once, and is shown (counters, checks, the preview) when the fingers rest, or a few times a second:
 * every showing is a frame of its own, for which the next key may have to wait. All else is shown as it happens, and what is due with it.
 */
export function useShownComposers(): Entries {
  return useSyncExternalStore(subscribe, () => shown)
}

/** Makes a change that is typed, and whose text is on the screen already. Whether it changed anything. */
export function typing(change: () => void): boolean {
  const { entries } = useComposers.getState()
  paced('at rest', change)
  return useComposers.getState().entries !== entries
}

/** Makes a change of which there is little to see. */
export function inPassing(change: () => void): void {
  paced('in passing', change)
}

function paced(at: Pace, change: () => void): void {
  pace = at
  try {
    change()
  } finally {
    pace = 'at once'
  }
}

/** Shows what is due. */
export function showNow(): void {
  if (cancel !== null) show()
}

/** Whether there is something that is not shown yet. */
export function isShowingDue(): boolean {
  return cancel !== null
}

function showAtRest(): void {
  // Whoever types on does not put off what waits for a pause.
  if (isPauseAwaited) return
  cancel?.()
  isPauseAwaited = performance.now() - shownAt >= EVERY_MS
  cancel = isPauseAwaited ? inPause(show) : after(REST_MS, show)
}

function show(): void {
  cancel?.()
  cancel = null
  isPauseAwaited = false
  shown = useComposers.getState().entries
  shownAt = performance.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
