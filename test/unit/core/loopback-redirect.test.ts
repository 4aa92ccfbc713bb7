import { createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { openLoopbackRedirect, redirectAddress } from '../../../main/core/loopback-redirect.ts'
import { AppFailure } from '../../../shared/errors.ts'

/** A port of the loopback address that somebody uses. */
async function takenPort(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It has no port')
  return { port: address.port, server }
}

test('comes back to the first port of the list that is free', async () => {
  const taken = await takenPort()
  const free = await takenPort()
  await new Promise((closed) => free.server.close(closed))
  const redirect = await openLoopbackRedirect([taken.port, free.port])
  expect(redirect.redirectUri).toBe(redirectAddress(free.port))
  const answer = await fetch(`${redirect.redirectUri}?code=abc&state=1`)
  expect(answer.status).toBe(200)
  expect(await redirect.returned).toEqual({ code: 'abc', state: '1' })
  await redirect.close()
  taken.server.close()
})

test('says which ports are wanted where others use them all', async () => {
  const [first, second] = [await takenPort(), await takenPort()]
  const thrown: unknown = await openLoopbackRedirect([first.port, second.port]).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(AppFailure)
  expect((thrown as AppFailure).error).toEqual({
    kind: 'invalid-input',
    issues: [{ field: 'redirectUri', code: 'redirect-port-busy', values: { port: `${first.port}, ${second.port}` } }],
  })
  first.server.close()
  second.server.close()
})
