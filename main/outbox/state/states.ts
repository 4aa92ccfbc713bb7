import { assertNever, type AppError } from '../../../shared/errors.ts'
import type { OutboxState, OutboxStatus, WaitReason } from '../../../shared/model/outbox-item.ts'
import type { OutboxProgress } from '../../store/tables/outbox-items.ts'

/** Where a post is on the network. */
type PostedAs = { readonly postId: string; readonly remoteId: string; readonly url: string | null; readonly postedAt: number }

/** Something that happens to an outbox item. */
export type OutboxEvent =
  /** It has to wait, for a reason that has nothing to do with trying (paused, offline, an earlier segment); null = no longer. */
  | { readonly kind: 'hold'; readonly reason: WaitReason | null }
  | { readonly kind: 'prepare' }
  | { readonly kind: 'progress'; readonly share: number }
  /** Prepared, and the key is written down; `prepared` null = what was prepared before is still good. */
  | { readonly kind: 'arm'; readonly key: string; readonly prepared: string | null }
  | { readonly kind: 'send' }
  /** Tried in vain and nothing has come of it for certain; tried again at `notBefore`, or when the reason has gone. */
  | { readonly kind: 'later'; readonly reason: WaitReason; readonly notBefore: number | null; readonly error: AppError }
  /** The commit failed before a byte left: it may be sent again as it is. */
  | { readonly kind: 'not-sent'; readonly reason: WaitReason; readonly notBefore: number | null; readonly error: AppError }
  /** The commit may have happened. */
  | { readonly kind: 'doubt'; readonly error: AppError; readonly until: number }
  | { readonly kind: 'posted'; readonly as: PostedAs }
  /** The network has it, and posts it at the time it was given. */
  | { readonly kind: 'held'; readonly remoteId: string }
  /** The network should have posted what it held, and is looked at again. */
  | { readonly kind: 'look-again'; readonly notBefore: number }
  /** The network does not hold it: Chirp sends it at that time, epoch ms. */
  | { readonly kind: 'wait-until'; readonly at: number }
  /** The network held it and has let go of it for certain: Chirp sends it at that time, epoch ms. */
  | { readonly kind: 'taken-back'; readonly at: number }
  /**
   * A witness is certain that nothing is there and nothing will come: it may be sent again, under the same key. `moved`: it stands elsewhere in
   * its thread now, so that it has to be prepared anew.
   */
  | { readonly kind: 'absent'; readonly notBefore: number | null; readonly moved: boolean }
  /** The same, but it came to nothing too often. */
  | { readonly kind: 'absent-again'; readonly error: AppError }
  /** Nobody but the person can tell. */
  | { readonly kind: 'ask-person'; readonly error: AppError }
  | { readonly kind: 'refused'; readonly error: AppError }
  /** Another post of the thread it goes with was refused, before anything left. */
  | { readonly kind: 'refused-along'; readonly error: AppError }
  /** The person presses Retry, the network is back, the account is signed in again. */
  | { readonly kind: 'retry' }
  | { readonly kind: 'cancel' }
  /** The person says that it is there. */
  | { readonly kind: 'confirm' }
  /** The process that held it is gone. */
  | { readonly kind: 'recover'; readonly doubtUntil: number }

/** From which states an event may come. A create cannot be sent twice because `send` starts only from `armed`, and see who leads there. */
const from = {
  hold: ['queued', 'armed', 'unknown'],
  prepare: ['queued', 'armed'],
  progress: ['preparing'],
  arm: ['queued', 'preparing'],
  send: ['armed'],
  later: ['preparing', 'sending', 'unknown'],
  'not-sent': ['sending'],
  doubt: ['sending'],
  posted: ['sending', 'held', 'unknown'],
  held: ['sending', 'unknown'],
  'look-again': ['held'],
  'wait-until': ['armed', 'sending'],
  'taken-back': ['held'],
  absent: ['unknown'],
  'absent-again': ['unknown'],
  'ask-person': ['held', 'unknown'],
  refused: ['preparing', 'sending'],
  'refused-along': ['queued', 'armed'],
  retry: ['queued', 'armed', 'unknown', 'failed'],
  cancel: ['queued', 'preparing', 'armed', 'failed', 'unknown'],
  confirm: ['unknown'],
  recover: ['preparing', 'sending'],
} as const satisfies Readonly<Record<OutboxEvent['kind'], readonly OutboxState[]>>

/** States nothing leaves by itself. */
export function isOver(state: OutboxState): boolean {
  return state === 'done' || state === 'cancelled'
}

/** Whether an event may happen in a state. */
export function canHappen(state: OutboxState, kind: OutboxEvent['kind']): boolean {
  const allowed: readonly OutboxState[] = from[kind]
  return allowed.includes(state)
}

/** The item after an event, or null where the event cannot happen in its state (it was cancelled meanwhile). Pure. */
export function transition<Item extends OutboxProgress>(item: Item, event: OutboxEvent, now: number): Item | null {
  if (!canHappen(item.state, event.kind)) return null
  const waiting = { waitReason: null, notBefore: null }
  // What was refused may have been refused for what was uploaded.
  const unprepared = { prepared: null, preparedAt: null }
  switch (event.kind) {
    case 'hold':
      if (item.state !== 'unknown') return { ...item, waitReason: event.reason }
      // One that waits for the person goes on doing so; see `isAsking`.
      return isAsking(item) ? { ...item, waitReason: event.reason ?? 'retry' } : null
    case 'prepare':
      return { ...item, ...waiting, state: 'preparing', progress: null }
    case 'progress':
      return { ...item, progress: event.share }
    case 'arm': {
      const made = event.prepared === null ? {} : { prepared: event.prepared, preparedAt: now }
      return { ...item, ...waiting, ...made, state: 'armed', commitKey: item.commitKey ?? event.key, progress: null }
    }
    case 'send':
      return { ...item, ...waiting, state: 'sending', error: null, sendingSince: item.sendingSince ?? now }
    case 'later':
      return {
        ...item,
        state: item.state === 'unknown' ? 'unknown' : 'queued',
        waitReason: event.reason,
        notBefore: event.notBefore,
        attempts: item.state === 'unknown' ? item.attempts : item.attempts + 1,
        error: event.error,
        progress: null,
      }
    case 'not-sent':
      return {
        ...item,
        state: 'armed',
        waitReason: event.reason,
        notBefore: event.notBefore,
        attempts: item.attempts + 1,
        error: event.error,
      }
    case 'doubt':
      return {
        ...item,
        state: 'unknown',
        waitReason: 'retry',
        notBefore: null,
        error: event.error,
        doubtUntil: event.until,
        doubts: item.doubts + 1,
      }
    case 'posted':
      return { ...item, ...waiting, ...event.as, state: 'done', error: null, progress: null }
    case 'held':
      return {
        ...item,
        state: 'held',
        waitReason: 'held-by-network',
        notBefore: item.holdUntil,
        remoteScheduleId: event.remoteId,
        attempts: 0,
        doubts: 0,
        doubtUntil: null,
        error: null,
        progress: null,
      }
    case 'look-again':
      return { ...item, notBefore: event.notBefore }
    case 'wait-until':
    case 'taken-back': {
      // A network that knows keys would answer to this one that it held it already: what is taken back is another write.
      const key = event.kind === 'taken-back' ? { commitKey: null } : {}
      const ours = { ...key, holdUntil: null, remoteScheduleId: null, sendingSince: null }
      return { ...item, ...unprepared, ...ours, state: 'queued', waitReason: 'scheduled', notBefore: event.at, error: null, progress: null }
    }
    case 'absent':
      return {
        ...item,
        ...(event.moved ? unprepared : {}),
        state: 'armed',
        doubtUntil: null,
        waitReason: event.notBefore === null ? null : 'retry',
        notBefore: event.notBefore,
      }
    case 'absent-again':
      return { ...item, ...waiting, ...unprepared, state: 'failed', error: event.error, doubtUntil: null }
    case 'ask-person':
      return { ...item, ...waiting, state: 'unknown', error: event.error }
    case 'refused':
      return { ...item, ...waiting, ...unprepared, state: 'failed', error: event.error, progress: null }
    case 'refused-along':
      // What was uploaded for it is still good.
      return { ...item, ...waiting, state: 'failed', error: event.error, progress: null }
    case 'retry': {
      // Without a key nobody can be asked about it: of a restored backup, where it had not begun. The person has looked.
      const begins = item.state === 'failed' || (item.state === 'unknown' && item.commitKey === null)
      return {
        ...item,
        state: begins ? 'queued' : item.state,
        // An unknown item that waits for nothing waits for the person: see `isAsking`.
        waitReason: begins || item.state !== 'unknown' ? null : 'retry',
        notBefore: null,
        attempts: 0,
        doubts: 0,
        error: begins || item.state !== 'unknown' ? null : item.error,
      }
    }
    case 'cancel':
      return { ...item, ...waiting, state: 'cancelled', progress: null }
    case 'confirm':
      return { ...item, ...waiting, state: 'done', error: null, postedAt: item.sendingSince ?? now }
    case 'recover':
      if (item.state === 'preparing') return { ...item, ...waiting, state: 'queued', progress: null }
      return {
        ...item,
        state: 'unknown',
        waitReason: 'retry',
        notBefore: null,
        error: { kind: 'outcome-unknown', message: null },
        doubtUntil: event.doubtUntil,
        doubts: item.doubts + 1,
      }
    default:
      return assertNever(event)
  }
}

/** An unknown item is asked about by Chirp as long as it has a reason to wait for; without one it waits for the person. */
export function isAsking(item: Pick<OutboxProgress, 'state' | 'waitReason'>): boolean {
  return item.state === 'unknown' && item.waitReason !== null
}

/** What the person is shown. */
export function statusOf(item: Pick<OutboxProgress, 'state' | 'waitReason'>): OutboxStatus {
  switch (item.state) {
    case 'held':
      return 'waiting'
    case 'queued':
      return item.waitReason === 'sign-in' ? 'needs-you' : 'waiting'
    case 'armed':
      if (item.waitReason === 'sign-in') return 'needs-you'
      return item.waitReason === null ? 'sending' : 'waiting'
    case 'unknown':
      if (item.waitReason === null || item.waitReason === 'sign-in') return 'needs-you'
      return item.waitReason === 'retry' ? 'sending' : 'waiting'
    case 'preparing':
    case 'sending':
      return 'sending'
    case 'done':
      return 'posted'
    case 'failed':
      return 'failed'
    case 'cancelled':
      return 'cancelled'
    default:
      return assertNever(item.state)
  }
}
