import { create } from 'zustand'
import type { MuteRule, MuteSubject } from '../../../shared/model/mute-rule.ts'

/** What the dialog begins with: a rule to change, or a subject to be muted. */
export type MuteRequest = { readonly rule: MuteRule | null; readonly subject: MuteSubject }

export const useMuteDialog = create<{ readonly request: MuteRequest | null }>(() => ({ request: null }))

let openedFrom: HTMLElement | null = null

/** Asks for something to mute; `text` is there already. */
export function openMuteDialog(text = ''): void {
  open({ rule: null, subject: { kind: 'words', text } })
}

export function changeMute(rule: MuteRule): void {
  open({ rule, subject: rule.subject })
}

function open(request: MuteRequest): void {
  openedFrom = document.activeElement instanceof HTMLElement ? document.activeElement : null
  useMuteDialog.setState({ request })
}

/** So long may a dialog take to go. */
const PATIENCE_MS = 3_000

/** Closes it; the focus goes back to where it was, as far as that is there, when the dialog that has it is gone. */
export function closeMuteDialog(): void {
  useMuteDialog.setState({ request: null })
  const began = performance.now()
  const look = (): void => {
    const active = document.activeElement
    if (active === null || active === document.body) openedFrom?.focus({ preventScroll: true })
    else if (active.closest('[role="dialog"]') !== null && performance.now() - began < PATIENCE_MS) window.requestAnimationFrame(look)
  }
  window.requestAnimationFrame(look)
}
