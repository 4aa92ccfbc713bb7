import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { World } from './world.ts'

/** Where the process is killed: when a request arrives, before or after the server has done what it asks, or when its answer is out. */
type Moment = { readonly path: string; readonly at: 'before' | 'after' | 'answered' }

let world: World
let server: Server
let moment: Moment | null
let child: ChildProcess | null
const posts: string[] = []

beforeEach(async () => {
  world = new World()
  posts.length = 0
  child = null
  server = createServer((request, response) => {
    const { method = '', url = '' } = request
    const killHere = (at: Moment['at']): boolean => {
      if (moment?.at !== at || method !== 'POST' || !url.startsWith(moment.path)) return false
      moment = null
      child?.kill('SIGKILL')
      return true
    }
    if (killHere('before')) return
    const key = url.replace('/posts/', '')
    if (method === 'POST' && url.startsWith('/posts/')) posts.push(key)
    if (killHere('after')) return
    const there = posts.indexOf(key)
    response.statusCode = url === '/media' || there >= 0 ? 200 : 404
    response.end(`net-${there}`, () => void killHere('answered'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  child?.kill('SIGKILL')
  server.closeAllConnections()
  server.close()
  await world.remove()
})

/** Runs the sending half until it is killed or everything is posted. */
async function run(): Promise<'killed' | 'over'> {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const started = fork(join(import.meta.dirname, 'killed-process.ts'), [join(world.directory, 'chirp.db'), address], { execArgv: [] })
  child = started
  return Promise.race([once(started, 'message').then(() => 'over' as const), once(started, 'exit').then(() => 'killed' as const)])
}

it.each<Moment>([
  { path: '/media', at: 'before' },
  { path: '/media', at: 'after' },
  { path: '/posts/', at: 'before' },
  { path: '/posts/', at: 'after' },
  { path: '/posts/', at: 'answered' },
])(
  'a process killed by the system at $path, $at, is followed by one that ends with one post',
  async (where) => {
    moment = where
    const writing = world.boot(['ann'])
    world.now = Date.now()
    writing.post(['Hello'])
    await writing.kill()
    // "answered" may come too late to kill it before it wrote that down: then it is over at once, and rightly.
    const first = await run()
    if (where.at !== 'answered') expect(first).toBe('killed')
    if (first === 'killed') expect(await run()).toBe('over')
    expect(posts).toHaveLength(1)
    child?.kill('SIGKILL')
    const reading = world.boot(['ann'])
    expect(reading.itemOf('ann').status).toBe('posted')
  },
  30_000,
)
