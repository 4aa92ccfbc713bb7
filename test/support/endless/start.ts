import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { FromHost, ToHost } from './host.ts'

/** A headless host over a network of so many posts, which it reads all of before it is ready; see host.ts. */
export function startEndlessHost(posts: number, seed: number, perRead: number): ChildProcess {
  return fork(join(import.meta.dirname, 'host.ts'), [posts, seed, perRead].map(String))
}

/** Tells the host something. */
export function tell(host: ChildProcess, message: ToHost): void {
  host.send(message)
}

/** The first message that means something; rejects where the host ends before. */
export function answerOf<T>(host: ChildProcess, read: (message: FromHost) => T | null): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`The host ended with ${String(code)}`))
    const onMessage = (message: FromHost): void => {
      const found = read(message)
      if (found === null) return
      host.off('message', onMessage).off('exit', onExit)
      resolve(found)
    }
    host.on('message', onMessage).once('exit', onExit)
  })
}
