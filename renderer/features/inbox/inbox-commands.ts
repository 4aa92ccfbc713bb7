import { t, type MessageKey } from '../../i18n/i18n.ts'
import { accountsOptions } from '../../queries/app.ts'
import {
  actOnInbox,
  archiveRead,
  markRead,
  undoInbox,
  type InboxAct,
  type InboxActed,
  type InboxChoice,
  type InboxRow,
} from '../../queries/inbox.ts'
import { queryClient } from '../../queries/query-client.ts'
import { announce } from '../../state/announce.ts'
import { useUi } from '../../state/ui.ts'
import { clockOrDay } from '../../text/time.ts'
import { currentFeed } from '../feed/feed-control.ts'
import { attempt } from '../post/post-commands.ts'
import { chooseTimeFor, dropDots, getShown, useInbox } from './inbox-state.ts'

const EVERYTHING: Pick<InboxChoice, 'filter' | 'accountIds'> = { filter: 'all', accountIds: null }

const DONE = {
  read: 'inbox.done.read',
  unread: 'inbox.done.unread',
  archive: 'inbox.done.archive',
  restore: 'inbox.done.restore',
} as const satisfies Record<Exclude<InboxAct, 'snooze'>, MessageKey>

/** What can be taken back, the newest last. */
const undone: string[] = []

/** Does something to a row, says so, and can take it back. */
export async function actOn(row: InboxRow, act: Exclude<InboxAct, 'snooze'>): Promise<void> {
  if (act !== 'unread') dropDots([row.key])
  await attempt(async () => {
    const acted = await actOnInbox(act, [row], choiceShown())
    // What was in view was read already and had only its dot left.
    if (act === 'read' && acted.count === 0) announce('success', t(DONE.read))
    else said(acted, t(DONE[act]))
  })
}

/** Puts a row off until a time, epoch ms. */
export async function snooze(row: InboxRow, until: number): Promise<void> {
  stepFrom(row)
  dropDots([row.key])
  await attempt(async () =>
    said(await actOnInbox('snooze', [row], choiceShown(), until), t('inbox.done.snooze', { time: clockOrDay(until, Date.now()) })),
  )
}

/** Marks everything that the view shows as read, or everything there is where it is not shown. */
export async function markAllRead(): Promise<void> {
  dropDots(null)
  await attempt(async () => {
    const acted = await markRead(Date.now(), getShown()?.choice ?? EVERYTHING)
    said(acted, t('inbox.done.allRead', { count: acted.count }))
  })
}

/** Everything that is read leaves the inbox. */
export async function archiveAllRead(): Promise<void> {
  await attempt(async () => {
    const acted = await archiveRead(getShown()?.choice ?? EVERYTHING)
    said(acted, t('inbox.done.allArchived', { count: acted.count }))
  })
}

/** Opening a row is reading it; nothing needs to be said. */
export function markOpened(row: InboxRow): void {
  if (!row.read) void attempt(() => actOnInbox('read', [row], choiceShown()))
}

/** Takes back the newest act that was not taken back yet. */
export async function undoLast(): Promise<void> {
  const undo = undone.at(-1)
  if (undo === undefined) announce('success', t('inbox.nothingToUndo'))
  else await takeBack(undo)
}

async function takeBack(undo: string): Promise<void> {
  if (undone.includes(undo)) undone.splice(undone.indexOf(undo), 1)
  await attempt(async () => announce('success', t((await undoInbox(undo)) === 0 ? 'inbox.nothingToUndo' : 'inbox.undone')))
}

function said({ undo, count }: InboxActed, words: string): void {
  if (undo === null || count === 0) {
    announce('success', t('inbox.nothingChanged'))
    return
  }
  undone.push(undo)
  announce('success', words, { label: t('status.undo'), run: () => void takeBack(undo) })
}

function choiceShown(): Pick<InboxChoice, 'accountIds'> {
  return getShown()?.choice ?? EVERYTHING
}

/** The row that the keys act on: the one with the focus, else the selected one. */
function currentRow(): InboxRow | null {
  const key = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? useUi.getState().selected['mentions'] ?? null
  return getShown()?.rows.find((row) => row.key === key) ?? null
}

/** Runs something on the current row. What takes it out of the list leads on to the next one first, so that the keys go on from there. */
function withRow(act: (row: InboxRow) => void, leaves: (row: InboxRow) => boolean): () => void {
  return () => {
    const row = currentRow()
    if (row === null || currentFeed()?.name !== 'mentions') return
    if (leaves(row)) stepFrom(row)
    act(row)
  }
}

function stepFrom(row: InboxRow): void {
  const selected = (): string | null => useUi.getState().selected['mentions'] ?? null
  if (selected() !== row.key) return
  currentFeed()?.step(1)
  if (selected() === row.key) currentFeed()?.step(-1)
}

/** What the keys do. */
export const inboxKeyActs = {
  archive: withRow(
    (row) => void actOn(row, row.place === 'inbox' ? 'archive' : 'restore'),
    () => true,
  ),
  toggleRead: withRow(
    (row) => void actOn(row, isShownUnread(row) ? 'read' : 'unread'),
    () => getShown()?.choice.unreadOnly === true,
  ),
  snooze: withRow(
    (row) => chooseTimeFor(row.key),
    () => false,
  ),
}

/** Whether a row has a dot. */
export function isShownUnread(row: InboxRow): boolean {
  return !row.read || useInbox.getState().fresh.has(row.key)
}

/** The accounts that a choice of the settings stands for; null = all. Of an account or network that is gone nothing is left to choose. */
export function accountsFrom(from: { readonly accountId: string } | { readonly platform: string } | null): readonly string[] | null {
  if (from === null) return null
  const accounts = queryClient.getQueryData(accountsOptions.queryKey) ?? []
  const chosen = accounts.filter((account) => ('accountId' in from ? account.id === from.accountId : account.platform === from.platform))
  return chosen.length === 0 ? null : chosen.map(({ id }) => id)
}
