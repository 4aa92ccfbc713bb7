import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canHappen, isOver, statusOf, transition, type OutboxEvent } from '../../../main/outbox/state/states.ts'
import { unsent, type OutboxProgress } from '../../../main/store/tables/outbox-items.ts'

const error = { kind: 'outcome-unknown', message: null } as const
const as = { postId: 'post:1', remoteId: '1', url: null, postedAt: 1 }

const events = fc.oneof(
  fc.constantFrom<OutboxEvent>(
    { kind: 'hold', reason: 'paused' },
    { kind: 'hold', reason: null },
    { kind: 'prepare' },
    { kind: 'progress', share: 0.5 },
    { kind: 'send' },
    { kind: 'later', reason: 'rate-limit', notBefore: 9, error },
    { kind: 'not-sent', reason: 'offline', notBefore: null, error },
    { kind: 'doubt', error, until: 9 },
    { kind: 'posted', as },
    { kind: 'held', remoteId: '7' },
    { kind: 'look-again', notBefore: 9 },
    { kind: 'wait-until', at: 9 },
    { kind: 'taken-back', at: 9 },
    { kind: 'absent', notBefore: null, moved: false },
    { kind: 'absent-again', error },
    { kind: 'ask-person', error },
    { kind: 'refused', error },
    { kind: 'refused-along', error },
    { kind: 'retry' },
    { kind: 'cancel' },
    { kind: 'confirm' },
    { kind: 'recover', doubtUntil: 9 },
  ),
  fc.nat().map((number): OutboxEvent => ({ kind: 'arm', key: `key-${number}`, prepared: '{}' })),
)
const sequences = fc.array(events, { maxLength: 40 })

/** The items an item was, one after the other, with the event that led to each. */
function history(
  sequence: readonly OutboxEvent[],
): { readonly event: OutboxEvent; readonly before: OutboxProgress; readonly after: OutboxProgress }[] {
  const steps = []
  let item = unsent
  for (const [index, event] of sequence.entries()) {
    const after = transition(item, event, index)
    if (after === null) continue
    steps.push({ event, before: item, after })
    item = after
  }
  return steps
}

describe('the states of an outbox item', () => {
  it('never send again what may have been sent, unless nothing had left or a witness is certain', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        let mayBeOut = false
        for (const { event, after } of history(sequence)) {
          if (event.kind === 'send') {
            expect(mayBeOut).toBe(false)
            mayBeOut = true
          }
          // The server's own "not now" and "no" say that it did nothing.
          if (
            ['not-sent', 'absent', 'absent-again', 'later', 'refused', 'wait-until', 'taken-back'].includes(event.kind) &&
            after.state !== 'unknown'
          )
            mayBeOut = false
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('never change a key once it was written down', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        // What the network let go of for certain is another write.
        for (const { event, before, after } of history(sequence))
          if (before.commitKey !== null) expect(after.commitKey).toBe(event.kind === 'taken-back' ? null : before.commitKey)
      }),
    )
  })

  it('never send without a key and a time written down', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { after } of history(sequence)) {
          if (after.state === 'armed' || after.state === 'sending') expect(after.commitKey).not.toBeNull()
          if (after.state === 'sending') expect(after.sendingSince).not.toBeNull()
        }
      }),
    )
  })

  it('keep the time of the first commit, from which a witness looks', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        // What is left to Chirp again was never posted: its first commit is still to come.
        for (const { event, before, after } of history(sequence))
          if (before.sendingSince !== null && event.kind !== 'wait-until' && event.kind !== 'taken-back')
            expect(after.sendingSince).toBe(before.sendingSince)
      }),
    )
  })

  it('let a post go that a network held only out of its hands: not while it is being sent', () => {
    const states = ['queued', 'preparing', 'armed', 'sending', 'held', 'done', 'failed', 'unknown', 'cancelled'] as const
    expect(states.filter((state) => canHappen(state, 'taken-back'))).toEqual(['held'])
  })

  it('are left by nothing once it is over', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { before } of history(sequence)) expect(isOver(before.state)).toBe(false)
      }),
    )
  })

  it('lead out of every state but the last ones', () => {
    for (const state of ['queued', 'preparing', 'armed', 'sending', 'failed', 'unknown'] as const) {
      expect(
        (['prepare', 'arm', 'send', 'posted', 'retry', 'absent'] as const).some((kind) => canHappen(state, kind)),
        state,
      ).toBe(true)
    }
  })

  it('say "needs you" exactly where nothing goes on without the person', () => {
    expect(statusOf({ state: 'unknown', waitReason: null })).toBe('needs-you')
    expect(statusOf({ state: 'queued', waitReason: 'sign-in' })).toBe('needs-you')
    expect(statusOf({ state: 'unknown', waitReason: 'retry' })).toBe('sending')
    expect(statusOf({ state: 'queued', waitReason: null })).toBe('waiting')
    expect(statusOf({ state: 'armed', waitReason: 'offline' })).toBe('waiting')
    expect(statusOf({ state: 'held', waitReason: 'held-by-network' })).toBe('waiting')
  })
})
