import { create } from 'zustand'
import type { InboxPlace } from '../../../shared/model/inbox-item.ts'
import type { InboxChoice, InboxRow } from '../../queries/inbox.ts'

type InboxState = {
  /** Which box is looked into. */
  readonly place: InboxPlace
  /** Keys of rows that were unread when they came into the view: they keep their dot until it is left, the reader is still finding them. */
  readonly fresh: ReadonlySet<string>
  /** The row for which a time is being chosen. */
  readonly snoozing: string | null
}

export const useInbox = create<InboxState>(() => ({ place: 'inbox', fresh: new Set(), snoozing: null }))

export function lookInto(place: InboxPlace): void {
  useInbox.setState({ place })
}

export function chooseTimeFor(key: string | null): void {
  useInbox.setState({ snoozing: key })
}

export function keepDots(keys: readonly string[]): void {
  const { fresh } = useInbox.getState()
  if (keys.some((key) => !fresh.has(key))) useInbox.setState({ fresh: new Set([...fresh, ...keys]) })
}

/** The dot of a row goes as soon as the person says so; all dots when the view is left. */
export function dropDots(keys: readonly string[] | null): void {
  const { fresh } = useInbox.getState()
  useInbox.setState({ fresh: keys === null ? new Set() : new Set([...fresh].filter((key) => !keys.includes(key))) })
}

/** What the Mentions view shows just now, for the keys. */
let shown: { readonly choice: InboxChoice; readonly rows: readonly InboxRow[] } | null = null

export function setShown(choice: InboxChoice, rows: readonly InboxRow[]): void {
  shown = { choice, rows }
}

export function clearShown(): void {
  shown = null
}

export function getShown(): typeof shown {
  return shown
}
