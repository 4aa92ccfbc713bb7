import type { AccountState } from '../../shared/model/account.ts'
import type { WaitReason } from '../../shared/model/outbox-item.ts'
import type { OutboxRow } from '../store/tables/outbox-items.ts'
import { isAsking } from './states.ts'

/** What is known when it is decided what may be sent. */
export type OutboxSituation = {
  /** Everything that is not over, in the order in which it is to be sent. */
  readonly items: readonly OutboxRow[]
  readonly accounts: ReadonlyMap<string, AccountState>
  readonly online: boolean
  /** Whether the segment before it is not posted yet. */
  readonly isBlocked: (item: OutboxRow) => boolean
  readonly now: number
}

/** What may be sent now, and what has to be written down about the rest. */
export type OutboxPlan = {
  /** The next item of each account. */
  readonly next: ReadonlyMap<string, OutboxRow>
  /** Items whose reason to wait changed; null = they may go. */
  readonly holds: readonly { readonly item: OutboxRow; readonly reason: WaitReason | null }[]
  /** Items of accounts that are no longer there. */
  readonly orphans: readonly OutboxRow[]
  /** When the first of those that wait for a time is due. */
  readonly nextAt: number | null
}

/** Nobody may tell us that the network is back: it is looked at again after this. */
const OFFLINE_LOOK_MS = 30_000

/** Decides what is sent next. Pure. */
export function planOutbox(situation: OutboxSituation): OutboxPlan {
  const { accounts, now } = situation
  const next = new Map<string, OutboxRow>()
  const holds: { item: OutboxRow; reason: WaitReason | null }[] = []
  const orphans: OutboxRow[] = []
  let nextAt: number | null = null
  const due = (at: number): void => {
    nextAt = Math.min(nextAt ?? at, at)
  }
  for (const item of situation.items) {
    const account = accounts.get(item.accountId)
    if (account === undefined) {
      // What the network holds it posts, account or not.
      if (item.state !== 'sending' && item.state !== 'held') orphans.push(item)
      continue
    }
    // What is under way is its lane's; what waits for the person waits.
    if (item.state === 'preparing' || item.state === 'sending' || (item.state === 'unknown' && !isAsking(item))) continue
    if (item.notBefore !== null && item.notBefore > now) {
      due(item.notBefore)
      continue
    }
    const reason = gateOf(account, situation.online) ?? (item.state === 'queued' && situation.isBlocked(item) ? 'earlier-segment' : null)
    if (reason !== null) {
      if (reason === 'offline') due(now + OFFLINE_LOOK_MS)
      if (item.state !== 'held' && item.waitReason !== reason) holds.push({ item, reason })
      continue
    }
    if (item.waitReason !== null && isHold(item.waitReason)) holds.push({ item, reason: null })
    if (!next.has(item.accountId)) next.set(item.accountId, item)
  }
  return { next, holds, orphans, nextAt }
}

/** Why nothing of an account may be sent; null = it may. */
export function gateOf(account: AccountState, online: boolean): WaitReason | null {
  if (account.kind === 'paused') return 'paused'
  if (account.kind === 'needs-sign-in') return 'sign-in'
  return online ? null : 'offline'
}

/** Reasons that go away with what caused them, not with time. */
function isHold(reason: WaitReason): boolean {
  return reason === 'paused' || reason === 'sign-in' || reason === 'offline' || reason === 'earlier-segment'
}
