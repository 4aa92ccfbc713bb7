import { create } from 'zustand'
import type { Draft } from '../../../../shared/model/draft.ts'
import { beginWriting, reduce, type ComposerAction, type Writing } from './reducer.ts'

/** A file on its way into Chirp. */
export type Upload = {
  readonly id: string
  readonly fileName: string
  readonly version: string | null
  readonly segmentId: string
  /** From 0 to 1. */
  readonly progress: number
  /** Why it could not be taken; null while it goes on. */
  readonly failure: string | null
}

/** One open composer. */
export type ComposerEntry = {
  readonly writing: Writing
  /** The draft as it was opened. */
  readonly begun: Draft
  readonly uploads: readonly Upload[]
  /** The last save failed; it is tried again. */
  readonly saveFailed: boolean
  /** Post was pressed and is being carried out. */
  readonly posting: boolean
  /** What kept it from being posted, in words. */
  readonly trouble: string | null
}

type ComposersState = { readonly entries: Readonly<Record<number, ComposerEntry>> }

/** Every open composer by its key. What is written lives here until the store of the core has it. */
export const useComposers = create<ComposersState>(() => ({ entries: {} }))

export function composerEntry(key: number): ComposerEntry | undefined {
  return useComposers.getState().entries[key]
}

export function addComposer(key: number, draft: Draft): void {
  const entry = { writing: beginWriting(draft), begun: draft, uploads: [], saveFailed: false, posting: false, trouble: null }
  useComposers.setState(({ entries }) => ({ entries: { ...entries, [key]: entry } }))
}

export function forgetComposer(key: number): void {
  useComposers.setState(({ entries }) => ({ entries: Object.fromEntries(Object.entries(entries).filter(([one]) => Number(one) !== key)) }))
}

/** Changes what is known of a composer; nothing when it has been closed meanwhile. */
export function updateComposer(key: number, change: (entry: ComposerEntry) => Partial<ComposerEntry>): void {
  useComposers.setState(({ entries }) => {
    const entry = entries[key]
    return entry === undefined ? {} : { entries: { ...entries, [key]: { ...entry, ...change(entry) } } }
  })
}

/** Lets something happen to the draft of a composer. */
export function applyAction(key: number, action: ComposerAction): void {
  updateComposer(key, (entry) => ({ writing: reduce(entry.writing, action), trouble: null }))
}
