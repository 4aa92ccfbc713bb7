import { create } from 'zustand'

/** The views that everybody has. */
export type FixedView = 'timeline' | 'mentions' | 'search' | 'drafts' | 'outbox' | 'metrics' | 'accounts' | 'settings' | 'columns'

/** What the main column can show: one of these, or a view that the person saved, by its id. */
export type View = FixedView | `view:${string}`

/** What the right pane can show. */
export type Pane =
  | { readonly kind: 'thread'; readonly postId: string }
  | { readonly kind: 'profile'; readonly authorId: string }
  | { readonly kind: 'capabilities'; readonly accountId: string }
  | { readonly kind: 'post-metrics'; readonly postId: string }
  | { readonly kind: 'people'; readonly groupId: number; readonly postId: string | null }
  | { readonly kind: 'draft'; readonly draftId: string; readonly discarded: boolean }

/** The name of a saved view, as a view of the main column and as a list. */
export function viewName(id: string): `view:${string}` {
  return `view:${id}`
}

/** The id of the saved view that is shown as this; null where it is one of the others. */
export function savedViewId(name: string): string | null {
  return name.startsWith('view:') ? name.slice('view:'.length) : null
}

/** A composer to show. `key` tells two apart that are open at once; `draftId` is null until the draft is made. */
export type ComposerRequest = {
  readonly key: number
  readonly draftId: string | null
  readonly replyTo: string | null
  readonly quote: string | null
  /** Accounts to write as; null = as the settings say. */
  readonly targets: readonly string[] | null
}

/** The pictures being looked at, large. */
export type ViewerState = { readonly postId: string; readonly index: number }

type UiState = {
  readonly view: View
  /** Per view, what was opened in the pane, the newest last. Kept while other views are looked at. */
  readonly panes: Readonly<Partial<Record<View, readonly Pane[]>>>
  /** Per list, the key of the row that j and k are on. */
  readonly selected: Readonly<Record<string, string | null>>
  readonly composers: readonly ComposerRequest[]
  readonly viewer: ViewerState | null
  readonly overlay: 'palette' | 'keys' | null
  /** The section of the settings to be brought into view; null = none, or it was. */
  readonly section: string | null
  /** The accounts whose posts the timeline shows; null = all. */
  readonly timelineAccounts: readonly string[] | null
  /** Post ids whose warning or media the person opened; forgotten when the page closes. */
  readonly opened: Readonly<Record<string, boolean>>
}

export const useUi = create<UiState>(() => ({
  view: 'timeline',
  panes: {},
  selected: {},
  composers: [],
  viewer: null,
  overlay: null,
  section: null,
  timelineAccounts: null,
  opened: {},
}))

const get = useUi.getState
const set = useUi.setState

export function goTo(view: View): void {
  set({ view })
}

/** Opens the settings at one of their sections. */
export function showSettings(section: string): void {
  set({ view: 'settings', section })
}

/** It is in view. */
export function sectionShown(): void {
  set({ section: null })
}

const NO_PANES: readonly Pane[] = []

/** The panes opened in the view that is shown. */
export function usePanes(): readonly Pane[] {
  return useUi((state) => state.panes[state.view] ?? NO_PANES)
}

/** Opens something beside the current view; opening what is on top already changes nothing. */
export function openPane(pane: Pane): void {
  const { view, panes } = get()
  const stack = panes[view] ?? NO_PANES
  if (JSON.stringify(stack.at(-1)) === JSON.stringify(pane)) return
  set({ panes: { ...panes, [view]: [...stack, pane] } })
}

/** Opens a post from a list: its thread replaces what that list had opened before. */
export function openFromList(pane: Pane): void {
  const { view, panes } = get()
  set({ panes: { ...panes, [view]: [pane] } })
}

/** Closes the newest pane of the view; false when there was none. */
export function backPane(): boolean {
  const { view, panes } = get()
  const stack = panes[view] ?? NO_PANES
  if (stack.length === 0) return false
  set({ panes: { ...panes, [view]: stack.slice(0, -1) } })
  return true
}

export function closePanes(): void {
  const { view, panes } = get()
  set({ panes: { ...panes, [view]: NO_PANES } })
}

export function select(list: string, key: string | null): void {
  set(({ selected }) => ({ selected: { ...selected, [list]: key } }))
}

let nextComposer = 1

/** Opens a composer: an empty one, for a draft, or to reply or quote. Asking for the same draft or reply again shows the one that is there. */
export function openComposer(request: Partial<Omit<ComposerRequest, 'key'>> = {}): void {
  const wanted = { draftId: null, replyTo: null, quote: null, targets: null, ...request }
  const { composers } = get()
  const same = composers.find((one) =>
    wanted.draftId === null ? one.replyTo === wanted.replyTo && one.quote === wanted.quote : one.draftId === wanted.draftId,
  )
  const others = composers.filter((one) => one !== same)
  set({ composers: [...others, same ?? { ...wanted, key: nextComposer++ }] })
}

export function closeComposer(key: number): void {
  set(({ composers }) => ({ composers: composers.filter((one) => one.key !== key) }))
}

/** Tells which draft a composer writes, once it has been made. */
export function composerDraft(key: number, draftId: string): void {
  set(({ composers }) => ({ composers: composers.map((one) => (one.key === key ? { ...one, draftId } : one)) }))
}

export function openViewer(viewer: ViewerState | null): void {
  set({ viewer })
}

export function showOverlay(overlay: UiState['overlay']): void {
  set({ overlay })
}

export function setTimelineAccounts(timelineAccounts: readonly string[] | null): void {
  set({ timelineAccounts })
}

/** Opens or folds what is behind a warning (`id` is the post's, with a suffix for media). */
export function setOpened(id: string, open: boolean): void {
  set(({ opened }) => ({ opened: { ...opened, [id]: open } }))
}
