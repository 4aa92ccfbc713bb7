import { contract, type CallName, type Input, type Output } from '../../shared/bridge/contract.ts'
import { BridgeEvent } from '../../shared/bridge/events.ts'
import { AppFailure, type Result } from '../../shared/errors.ts'
import { electronTransport } from './electron-transport.ts'
import type { ConnectionState, Transport } from './transport.ts'
import { webTransport } from './web-transport.ts'

let transport: Transport | null = null

function current(): Transport {
  transport ??= electronTransport() ?? webTransport(isQuery)
  return transport
}

function isQuery(name: string): boolean {
  return Object.hasOwn(contract, name) && contract[name as CallName].kind === 'query'
}

/** For tests: what the page talks to instead of its host. */
export function setTransport(other: Transport): void {
  transport = other
}

/**
 * Calls the core. Resolves with the answer; rejects with `AppFailure` for what is expected to go wrong (`error.error` says what), and
 * with a plain error for a bug. The answer is believed: the core checked it.
 */
export async function call<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> {
  const parsed: unknown = contract[name].input.parse(input)
  // Both hosts always answer a `Result` of the contract's output for that name.
  const result = (await current().invoke(name, parsed)) as Result<Output<N>>
  if (!result.ok) throw new AppFailure(result.error)
  return result.value
}

/** Events of the core. An event this version does not know is left out. Returns a function that ends it. */
export function subscribe(listener: (event: BridgeEvent) => void): () => void {
  return current().subscribe((raw) => {
    const event = BridgeEvent.safeParse(raw)
    if (event.success) listener(event.data)
  })
}

export function watchConnection(listener: (state: ConnectionState) => void): () => void {
  return current().watchConnection(listener)
}
