import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { CallName, Input, Output } from '../../../shared/bridge/contract.ts'
import type { Result } from '../../../shared/errors.ts'
import type { FromChild, KillAt, Taken, ToChild } from './messages.ts'

/** Said of every call that was under way when the process ended. `complaints`: what it wrote to its standard error. */
export class ProcessEnded extends Error {
  readonly complaints: string

  constructor(complaints: string) {
    super(`The core has ended: ${complaints}`)
    this.complaints = complaints
  }
}

/** Chirp's core in a process of its own. */
export type CoreProcess = {
  /** A call of the bridge. Rejects with `ProcessEnded`. */
  readonly ask: <N extends CallName>(name: N, input: Input<N>) => Promise<Result<Output<N>>>
  /** The same for a call that has to succeed: rejects with what was refused. */
  readonly need: <N extends CallName>(name: N, input: Input<N>) => Promise<Output<N>>
  /** From now on steps are counted; at this one the process ends. Null: it lives. */
  readonly killAt: (at: KillAt | null) => void
  /** Ends it at once. */
  readonly kill: () => void
  /** The steps since the start, or since `killAt` was called, in order. */
  readonly steps: () => Promise<readonly Taken[]>
  /** Sets its clock, as a person does: no time passes. */
  readonly setClock: (aheadMs: number) => Promise<void>
  /** Lets so much time pass at once: what waits for it goes on. */
  readonly pass: (ms: number) => Promise<void>
  readonly setDisk: (state: 'well' | 'full' | 'read-only') => Promise<void>
  readonly ended: () => boolean
  /** Resolves when it has ended, however. */
  readonly end: Promise<void>
  /** Ends it in order. */
  readonly close: () => Promise<void>
  /** What it wrote to its standard error. */
  readonly complaints: () => string
}

export type CoreProcessOptions = {
  /** The bundle: see build-child.ts. */
  readonly program: string
  readonly dataDirectory: string
  readonly aheadMs: number
  readonly environment: Readonly<Record<string, string>>
  /** Where it ends itself, which may be before it is ready. */
  readonly killAt?: KillAt | null
}

/** Starts one; resolves when it reads and sends. Rejects with `ProcessEnded` where it cannot start. */
export async function startCoreProcess(options: CoreProcessOptions): Promise<CoreProcess> {
  const child: ChildProcess = fork(
    options.program,
    [options.dataDirectory, String(options.aheadMs), JSON.stringify(options.killAt ?? null)],
    {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      execArgv: [],
      env: { ...process.env, ...options.environment },
    },
  )
  let complaints = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const waiting = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }>()
  const ready = Promise.withResolvers<undefined>()
  let hasEnded = false
  let next = 0
  child.on('message', (message: FromChild) => {
    if (message.kind === 'ready') ready.resolve(undefined)
    else waiting.get(message.id)?.resolve(message.value)
  })
  // A message to a process that is just ending cannot be sent, which its end tells as well.
  child.on('error', () => undefined)
  const end = once(child, 'exit').then(() => {
    hasEnded = true
    const error = new ProcessEnded(complaints)
    ready.reject(error)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  })
  const say = (message: ToChild): void => void child.send(message, () => undefined)
  // The answer's type is that of the question, which the process answers with the contract's own router.
  const wait = async <T>(message: (id: number) => ToChild): Promise<T> => {
    if (hasEnded) throw new ProcessEnded(complaints)
    const id = next++
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, answer)
    say(message(id))
    try {
      return (await answer.promise) as T
    } finally {
      waiting.delete(id)
    }
  }
  const ask: CoreProcess['ask'] = (name, input) => wait((id) => ({ do: 'call', id, name, input }))

  await ready.promise
  return {
    ask,
    need: async (name, input) => {
      const result = await ask(name, input)
      if (!result.ok) throw new Error(`${name} was refused: ${JSON.stringify(result.error)}`)
      return result.value
    },
    killAt: (at) => say({ do: 'kill-at', at }),
    kill: () => void child.kill('SIGKILL'),
    steps: () => wait((id) => ({ do: 'steps', id })),
    setClock: (aheadMs) => wait((id) => ({ do: 'clock', id, aheadMs })),
    pass: (ms) => wait((id) => ({ do: 'pass', id, ms })),
    setDisk: (state) => wait((id) => ({ do: 'disk', id, state })),
    ended: () => hasEnded,
    end,
    close: async () => {
      say({ do: 'close' })
      await end
    },
    complaints: () => complaints,
  }
}
