import { setTimeout as sleep } from 'node:timers/promises'
import type { Output } from '../../shared/bridge/contract.ts'
import type { CoreProcess } from '../support/core-process/core-process.ts'

export type Runs = Output<'outbox.list'>
type Item = Runs[number]['items'][number]

/** How far the core's clock is ahead of the machine's, ms. */
export type Clock = { aheadMs: number }

const POLL_MS = 50
/** Longer than servers that know keys may take after their last answer (`settleMs`); what has to wait longer names its time. */
const JUMP_MS = 31_000

/** Items that still have to be sent and wait for nothing but time or the network. What waits for a segment before it waits for what that waits for. */
function unfinished(runs: Runs): readonly Item[] {
  return runs.flatMap(({ items }) =>
    items.filter(({ status, accountId, segmentIndex }) => {
      const isStopped = items.some(
        (earlier) =>
          earlier.accountId === accountId &&
          earlier.segmentIndex < segmentIndex &&
          (earlier.status === 'needs-you' || earlier.status === 'failed'),
      )
      return (status === 'waiting' || status === 'sending') && !isStopped
    }),
  )
}

/**
 * Lets a core work until nothing is left to do, and answers what became of everything. Where all of it waits for a time, the time comes. Rejects with `ProcessEnded`, and with a sentence where it does not come to rest in `patienceMs`.
 */
export async function untilRest(core: CoreProcess, clock: Clock, patienceMs: number): Promise<Runs> {
  const until = Date.now() + patienceMs
  for (;;) {
    const runs = await core.need('outbox.list', {})
    const left = unfinished(runs)
    if (left.length === 0) return runs
    if (Date.now() > until) throw new Error(`Still not at rest after ${patienceMs} ms: ${JSON.stringify(left)}`)
    const now = Date.now() + clock.aheadMs
    const times = left.flatMap(({ notBefore, waitReason }) => (waitReason === 'earlier-segment' ? [] : [notBefore ?? 0]))
    const next = Math.min(...times)
    if (times.length > 0 && next > now) {
      await letPass(core, clock, Math.max(next - now, JUMP_MS))
    } else await sleep(POLL_MS)
  }
}

/** Lets time pass for a core at once. Rejects with `ProcessEnded`. */
export async function letPass(core: CoreProcess, clock: Clock, ms: number): Promise<void> {
  clock.aheadMs += ms
  await core.pass(ms)
}
