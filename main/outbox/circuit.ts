import { assertNever, type AppError } from '../../shared/errors.ts'
import type { Clock } from '../core/ports.ts'

/**
 * Whether a server is asked. `open`: it failed too often in a row and is left alone until a time; then one request goes ahead (`probing`), and
 * what becomes of it decides. Times are ms of a clock that nobody can set.
 */
export type Circuit =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number; readonly restMs: number }
  | { readonly kind: 'probing'; readonly restMs: number }

/** What a step showed of its server: that it answers, that it does not, or neither. */
export type ServerSign = 'answered' | 'failed' | 'nothing'

export const CIRCUIT = {
  /** So many failures in a row, of whatever account, and the server is left alone. */
  failures: 5,
  firstRestMs: 30_000,
  /** No post waits for longer than this because of others. */
  longestRestMs: 5 * 60_000,
} as const

const whole: Circuit = { kind: 'closed', failures: 0 }

/** The circuit when something is about to be sent, or null where nothing may be. Pure. */
export function entered(circuit: Circuit, now: number): Circuit | null {
  switch (circuit.kind) {
    case 'closed':
      return circuit
    case 'open':
      return circuit.until <= now ? { kind: 'probing', restMs: circuit.restMs } : null
    case 'probing':
      return null
    default:
      return assertNever(circuit)
  }
}

/** The circuit after a step ended. Pure. */
export function left(circuit: Circuit, sign: ServerSign, now: number): Circuit {
  if (sign === 'answered') return whole
  switch (circuit.kind) {
    case 'closed': {
      if (sign === 'nothing') return circuit
      const failures = circuit.failures + 1
      if (failures < CIRCUIT.failures) return { kind: 'closed', failures }
      return { kind: 'open', until: now + CIRCUIT.firstRestMs, restMs: CIRCUIT.firstRestMs }
    }
    case 'open':
      // Begun before it opened: no news.
      return circuit
    case 'probing': {
      if (sign === 'nothing') return { kind: 'open', until: now, restMs: circuit.restMs }
      const restMs = Math.min(circuit.restMs * 2, CIRCUIT.longestRestMs)
      return { kind: 'open', until: now + restMs, restMs }
    }
    default:
      return assertNever(circuit)
  }
}

/** What a failure shows of the server. `asked`: the step cannot have failed without asking it. Pure. */
export function signOf(error: AppError, asked: boolean): ServerSign {
  switch (error.kind) {
    case 'platform-unavailable':
      return error.reason === 'not-this-platform' ? 'nothing' : 'failed'
    case 'outcome-unknown':
      return 'failed'
    case 'authentication':
    case 'post-not-found':
    case 'remote-rejected':
    case 'conflict':
      return asked ? 'answered' : 'nothing'
    // Of the machine, or of Chirp itself: its own limiter speaks like a server's.
    case 'offline':
    case 'rate-limit-exceeded':
    case 'capability-not-supported':
    case 'invalid-input':
    case 'storage-unavailable':
    case 'internal':
      return 'nothing'
    default:
      return assertNever(error)
  }
}

/** The circuits of all servers, by origin. Kept in memory: a new process asks everybody afresh. */
export class Circuits {
  readonly #circuits = new Map<string, Circuit>()
  readonly #listeners = new Set<() => void>()
  readonly #monotonic: Clock

  constructor(monotonic: Clock) {
    this.#monotonic = monotonic
  }

  /** How long a server is still left alone, ms; 0 = it may be asked; `Infinity` = one request is on its way to find out. */
  restOf(server: string): number {
    const circuit = this.#circuits.get(server) ?? whole
    switch (circuit.kind) {
      case 'closed':
        return 0
      case 'open':
        return Math.max(circuit.until - this.#monotonic(), 0)
      case 'probing':
        return Number.POSITIVE_INFINITY
    }
  }

  /** Says that a step begins; false where the server is to be left alone. Each `enter` that answers true is followed by one `leave`. */
  enter(server: string): boolean {
    const next = entered(this.#circuits.get(server) ?? whole, this.#monotonic())
    if (next !== null) this.#circuits.set(server, next)
    return next !== null
  }

  leave(server: string, sign: ServerSign): void {
    const before = this.#circuits.get(server) ?? whole
    const after = left(before, sign, this.#monotonic())
    this.#circuits.set(server, after)
    // Whoever waits for the one that went ahead may go, or knows until when.
    if (before.kind !== after.kind) for (const listener of this.#listeners) listener()
  }

  /** The person wants it now: the next request goes ahead at once. */
  tryAgain(server: string): void {
    const circuit = this.#circuits.get(server)
    if (circuit?.kind === 'open') this.#circuits.set(server, { ...circuit, until: this.#monotonic() })
  }

  /** Called when a server may be asked again, or no longer. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
