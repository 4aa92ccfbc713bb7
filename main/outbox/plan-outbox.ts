import type { AccountState } from '../../shared/model/account.ts'
import type { WaitReason } from '../../shared/model/outbox-item.ts'
import type { OutboxRow } from '../store/tables/outbox-items.ts'
import { isAsking } from './state/states.ts'
import type { Unit } from './publish/units.ts'

/** What is known when it is decided what may be sent. */
export type OutboxSituation = {
  /** Everything that is not over, put together as it is sent, in the order in which it is to be sent. */
  readonly units: readonly Unit[]
  readonly accounts: ReadonlyMap<string, { readonly state: AccountState; readonly server: string }>
  readonly online: boolean
  /** Whether the segment before it is not posted yet. */
  readonly isBlocked: (item: OutboxRow) => boolean
  /** How long a server is left alone, ms; 0 = it may be asked; `Infinity` = somebody is just finding out. */
  readonly restOf: (server: string) => number
  readonly now: number
}

/** What may be sent now, and what has to be written down about the rest. */
export type OutboxPlan = {
  /** What is next for each account. */
  readonly next: ReadonlyMap<string, Unit>
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
  const next = new Map<string, Unit>()
  const holds: { item: OutboxRow; reason: WaitReason | null }[] = []
  const orphans: OutboxRow[] = []
  /** Accounts of which something could not get out: what was queued after it waits for it, so that all goes out in order. */
  const stuck = new Set<string>()
  let nextAt: number | null = null
  const due = (at: number): void => {
    if (Number.isFinite(at)) nextAt = Math.min(nextAt ?? at, at)
  }
  for (const unit of situation.units) {
    const [{ accountId }] = unit
    const account = accounts.get(accountId)
    if (account === undefined) {
      // What the network holds it posts, account or not.
      orphans.push(...unit.filter(({ state }) => state !== 'sending' && state !== 'held'))
      continue
    }
    const turn = turnOf(unit)
    if (turn.length === 0) continue
    const waitsUntil = Math.max(...turn.map(({ notBefore }) => notBefore ?? 0))
    if (waitsUntil > now) {
      due(waitsUntil)
      if (turn.some(couldNotGetOut)) stuck.add(accountId)
      continue
    }
    const restMs = situation.restOf(account.server)
    const reason =
      gateOf(account.state, situation.online) ??
      (turn.some(({ state }) => state === 'queued') && situation.isBlocked(unit[0]) ? 'earlier-segment' : null) ??
      (stuck.has(accountId) ? 'earlier-segment' : null) ??
      (restMs > 0 ? 'server' : null)
    if (reason === 'offline') due(now + OFFLINE_LOOK_MS)
    if (reason === 'server') due(now + restMs)
    for (const item of turn) {
      const isChanged = reason === null ? item.waitReason !== null && isHold(item.waitReason) : item.waitReason !== reason
      if (isChanged && item.state !== 'held') holds.push({ item, reason })
    }
    if (reason === null && !next.has(accountId)) next.set(accountId, unit)
  }
  return { next, holds, orphans, nextAt }
}

/** What an item waits for, and until when: what goes as one (`companions`, in order) waits for the one of them that waits longest. Pure. */
export function waitOf(item: OutboxRow, companions: readonly OutboxRow[]): Pick<OutboxRow, 'waitReason' | 'notBefore'> {
  const turn = turnOf(companions)
  if (!turn.some(({ id }) => id === item.id)) return item
  return turn.reduce<OutboxRow>((longest, one) => ((one.notBefore ?? 0) > (longest.notBefore ?? 0) ? one : longest), item)
}

/**
 * The items of a unit that are to be taken up next: those of unknown outcome before the rest of their thread is sent. None while some are under
 * way, or while the person alone can tell.
 */
function turnOf(unit: readonly OutboxRow[]): readonly OutboxRow[] {
  if (unit.some(({ state }) => state === 'preparing' || state === 'sending')) return []
  const unknown = unit.filter(({ state }) => state === 'unknown')
  return unknown.length === 0 ? unit : unknown.filter(isAsking)
}

/** It waits because nothing got through to its server, which is no fault of its own. */
function couldNotGetOut({ waitReason, error }: OutboxRow): boolean {
  return waitReason === 'offline' || (error?.kind === 'platform-unavailable' && error.reason === 'unreachable')
}

/** Why nothing of an account may be sent; null = it may. */
export function gateOf(account: AccountState, online: boolean): WaitReason | null {
  if (account.kind === 'paused') return 'paused'
  if (account.kind === 'needs-sign-in') return 'sign-in'
  return online ? null : 'offline'
}

/** Reasons that go away with what caused them, not with time. */
function isHold(reason: WaitReason): boolean {
  return reason === 'paused' || reason === 'sign-in' || reason === 'offline' || reason === 'earlier-segment' || reason === 'server'
}
