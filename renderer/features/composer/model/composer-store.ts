import { create } from 'zustand'
import type { Draft } from '../../../../shared/model/draft.ts'
import { chosenLanguages } from '../language/guessed-language.ts'
import { beginWriting, isUntouched, reduce, type ComposerAction, type Writing } from './reducer.ts'

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
  /** The store has a draft of it; one that was only begun gets there with the first thing written. */
  readonly stored: boolean
  /** What it was opened with is a text of its own, and not whom a reply opens with. */
  readonly reopened: boolean
  readonly uploads: readonly Upload[]
  /** The last save failed; it is tried again. */
  readonly saveFailed: boolean
  /** Post was pressed and is being carried out. */
  readonly posting: boolean
  /** It was checked and saved, and is being handed to the outbox: what it says does not change any more. */
  readonly publishing: boolean
  /** What kept it from being posted, in words. */
  readonly trouble: string | null
}

type ComposersState = { readonly entries: Readonly<Record<number, ComposerEntry>> }

/** Every open composer by its key. What is written lives here until the store of the core has it. */
export const useComposers = create<ComposersState>(() => ({ entries: {} }))

/** An open composer as it is now. */
export function composerEntry(key: number): ComposerEntry | undefined {
  return useComposers.getState().entries[key]
}

export function addComposer(key: number, draft: Draft, stored: boolean): void {
  const entry = {
    writing: beginWriting(draft, chosenLanguages(draft)),
    begun: draft,
    stored,
    reopened: stored,
    uploads: [],
    saveFailed: false,
    posting: false,
    publishing: false,
    trouble: null,
  }
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

/** Nothing was written into it that could be missed. */
export function isUnwritten({ writing, begun, reopened }: ComposerEntry): boolean {
  return isUntouched(writing.draft, reopened ? '' : (begun.content.segments[0]?.text ?? ''))
}

/** Lets something happen to the draft of a composer. */
export function applyAction(key: number, action: ComposerAction): void {
  updateComposer(key, (entry) => ({ writing: reduce(entry.writing, action), trouble: null }))
}
