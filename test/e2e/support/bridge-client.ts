import { once } from 'node:events'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { AppError } from '../../../shared/errors.ts'

type Answered = { readonly value: unknown } | { readonly error: AppError }

/** The bridge of a host, spoken to as the page does, for more calls than a person can make. */
export type BridgeClient = {
  /** Resolves with the value, or with the error it was refused with. */
  call(name: string, input: object): Promise<Answered>
  close(): void
}

const Answer = z.object({
  id: z.number(),
  result: z.union([z.object({ ok: z.literal(true), value: z.unknown() }), z.object({ ok: z.literal(false), error: z.custom<AppError>() })]),
})

/** `url` is the host's, with its token. */
export async function openBridge(url: string): Promise<BridgeClient> {
  const { origin, hash } = new URL(url)
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, ['chirp.v1', hash.slice('#token='.length)], {
    headers: { origin },
  })
  const waiting = new Map<number, (answer: Answered) => void>()
  let next = 0
  socket.on('message', (data: Buffer) => {
    const answer = Answer.safeParse(JSON.parse(data.toString()))
    // Everything else is an event.
    if (!answer.success) return
    const { id, result } = answer.data
    waiting.get(id)?.(result.ok ? { value: result.value } : { error: result.error })
    waiting.delete(id)
  })
  await once(socket, 'open')
  return {
    call: (name, input) =>
      new Promise((resolve) => {
        waiting.set(next, resolve)
        socket.send(JSON.stringify({ id: next++, name, input }))
      }),
    close: () => socket.terminate(),
  }
}
