import { create } from 'zustand'

/** What the keys can do with the list that is shown. */
export type FeedControl = {
  readonly name: string
  /** Selects the next (1) or previous (-1) row. */
  readonly step: (by: 1 | -1) => void
  /** Opens the selected row; false when none is. */
  readonly open: () => boolean
  /** The post of the selected row. */
  readonly current: () => { readonly postId: string; readonly from: readonly string[] } | null
  /** Goes to the first row: to the one with the key `first` as soon as it is drawn, where it was only just let in. */
  readonly toTop: (first: string | null) => void
  /** The first row is where it is at rest: nothing above was scrolled away. */
  readonly atTop: () => boolean
  /** Lets in what is held back above the list, where it holds anything back. */
  readonly showNew: (() => void) | null
}

const feeds: FeedControl[] = []

/** Makes a list the one the keys speak to while it is in the page. Returns a function that ends it. */
export function registerFeed(control: FeedControl): () => void {
  feeds.push(control)
  return () => {
    const index = feeds.indexOf(control)
    if (index !== -1) feeds.splice(index, 1)
  }
}

/** Where several lists stand side by side, the one that was used last, by its name. */
export const useFeedInUse = create<{ readonly name: string | null }>(() => ({ name: null }))

export function setFeedInUse(name: string): void {
  if (useFeedInUse.getState().name !== name) useFeedInUse.setState({ name })
}

/** The list the keys speak to: the one in use, else the first one of the main column. */
export function currentFeed(): FeedControl | null {
  const { name } = useFeedInUse.getState()
  return (name === null ? null : feedNamed(name)) ?? feeds.find((feed) => !feed.name.startsWith('pane:')) ?? feeds.at(-1) ?? null
}

/** A list by its name, when it is shown. */
export function feedNamed(name: string): FeedControl | null {
  return feeds.find((feed) => feed.name === name) ?? null
}
