import type { ConnectorContext, PlatformConnector } from '../connectors/connector.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Store } from '../store/open-database.ts'
import type { Circuits } from './circuit.ts'
import type { OutboxEvent } from './state/states.ts'

/** A connector and what it needs to work for one account. */
export type Connection = { readonly connector: PlatformConnector; readonly context: ConnectorContext }

/** The way to an account's connector; null for an account that is not there, or whose network has no connector. */
type Connect = (accountId: string, signal: AbortSignal) => Connection | null

/** What both runners need. */
export type OutboxDependencies = {
  readonly store: Store
  readonly connect: Connect
  /** Whether the machine says it has a network. */
  readonly isOnline: () => boolean
  readonly clock: Clock
  /** Ms that only ever grow, whoever sets the clock; the system's where it is left out. */
  readonly monotonic?: Clock
  /** Which servers are left alone for a while; both runners share it. Its own where it is left out. */
  readonly circuits?: Circuits
  /** From 0 to 1. */
  readonly random: () => number
  readonly log: Log
  /** How long a running request may go on after the app begins to close, ms. 5 s where it is left out. */
  readonly graceMs?: number
  /** Told of every step, in the moment it is taken: see `OutboxStep`. For tests that end the process there. */
  readonly onStep?: OnOutboxStep
}

/** A step of sending: an event just before it is written down and just after, or a witness that is about to be asked. */
export type OutboxStep = `before ${OutboxEvent['kind']}` | `after ${OutboxEvent['kind']}` | 'witness'
export type OnOutboxStep = (step: OutboxStep, itemId: string) => void
