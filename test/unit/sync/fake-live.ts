import type { Live, LiveEvent } from '../../../main/connectors/connector.ts'
import { AppFailure, type AppError } from '../../../shared/errors.ts'

/** The other side of one live connection. */
export class FakeStream {
  closed = false
  readonly #signal: AbortSignal
  readonly #queue: LiveEvent[] = [{ kind: 'open' }]
  #lost: AppError | null = null
  #wake: () => void = () => undefined

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', () => this.#wake())
  }

  say(...events: readonly LiveEvent[]): void {
    this.#queue.push(...events)
    this.#wake()
  }

  lose(error: AppError = { kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null }): void {
    this.#lost = error
    this.#wake()
  }

  async *events(): AsyncGenerator<LiveEvent> {
    try {
      for (;;) {
        this.#signal.throwIfAborted()
        const event = this.#queue.shift()
        if (event !== undefined) yield event
        else if (this.#lost !== null) throw new AppFailure(this.#lost)
        else await new Promise<void>((resolve) => (this.#wake = resolve))
      }
    } finally {
      this.closed = true
    }
  }
}

/** The streams of a network: whoever connects is heard, or refused while `refusal` is set. */
export class FakeStreams {
  readonly all: FakeStream[] = []
  refusal: AppError | null = null
  attempts = 0

  get last(): FakeStream {
    const last = this.all.at(-1)
    if (last === undefined) throw new Error('Nobody has connected')
    return last
  }

  readonly live: Live = (context) => {
    this.attempts += 1
    if (this.refusal !== null) return refuse(this.refusal)
    const stream = new FakeStream(context.signal)
    this.all.push(stream)
    return stream.events()
  }
}

async function* refuse(error: AppError): AsyncGenerator<LiveEvent> {
  await Promise.resolve()
  throw new AppFailure(error)
}
