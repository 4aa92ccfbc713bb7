import { create } from 'zustand'

/** Something said once: `error` as an alert that stays until it is dismissed or 12 s have passed, `success` as a status for 6 s, or 12 s with an action. */
export type Announcement = {
  readonly id: number
  readonly tone: 'error' | 'success'
  readonly text: string
  readonly action: { readonly label: string; readonly run: () => void } | null
}

type AnnounceState = { readonly said: readonly Announcement[] }

export const useAnnouncements = create<AnnounceState>(() => ({ said: [] }))

const STAYS_MS = { error: 12_000, success: 6_000 } as const
/** What offers something to be done stays longer: it has to be reached. */
const OFFER_STAYS_MS = 12_000
let nextId = 1

/** Says something aloud and shows it for a while. What is already being said is not said twice. */
export function announce(tone: Announcement['tone'], text: string, action: Announcement['action'] = null): void {
  const id = nextId++
  useAnnouncements.setState(({ said }) => ({
    said: [...said.filter((one) => one.text !== text), { id, tone, text, action }].slice(-4),
  }))
  window.setTimeout(() => dismiss(id), action === null ? STAYS_MS[tone] : OFFER_STAYS_MS)
}

export function dismiss(id: number): void {
  useAnnouncements.setState(({ said }) => ({ said: said.filter((one) => one.id !== id) }))
}
