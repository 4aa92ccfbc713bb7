import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createCore, type Core } from '../../../main/core/create-core.ts'
import type { Result } from '../../../shared/errors.ts'
import { startMastodonServer } from '../../mastodon-server/server.ts'
import { memorySecrets, signIn } from './support.ts'

const directory = mkdtempSync(join(tmpdir(), 'chirp-limits-'))
const secrets = memorySecrets()
let core: Core | null = null

async function startChirp(): Promise<Core> {
  core = await createCore({ dataDirectory: directory, host: 'headless', secrets, shell: { notify: () => undefined, isOnline: () => true } })
  core.start()
  return core
}

afterEach(async () => {
  await core?.close()
  rmSync(directory, { recursive: true, force: true })
})

const WINDOW_MS = 8_000
const LIMIT = 40

function kindOf(result: Result<unknown>): string {
  return result.ok ? 'done' : result.error.kind
}

test('of 1,000 wanted requests none goes out over a server’s tight limit, also over a restart, and the account says when it goes on', async () => {
  await using server = await startMastodonServer()
  const me = server.createAccount({ username: 'me' })
  const friend = server.createAccount({ username: 'friend' })
  server.follow(me, friend)
  for (let number = 0; number < 20; number++) server.postStatus(friend, `Proof ${number}`)
  const signedIn = await signIn(server, me)
  server.setRateLimit('account', { limit: LIMIT, periodMs: WINDOW_MS })

  let chirp = await startChirp()
  await chirp.services.accounts.admit('mastodon', 'oauth', signedIn)
  await chirp.services.app.refresh({ accountId: null })
  const page = chirp.services.timelines.page({ cursor: null, limit: 20, accountIds: null })
  const posts = page.ok ? page.value.posts.map((view) => view.post.id) : []
  expect(posts).toHaveLength(20)

  const want = (count: number): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, async (_, index) =>
        kindOf(await chirp.services.posts.refreshThread({ postId: posts[index % posts.length] ?? '' })),
      ),
    )
  const first = await want(500)
  await chirp.close()
  chirp = await startChirp()
  const second = await want(500)

  const outcomes = [...first, ...second]
  expect(outcomes).toHaveLength(1_000)
  expect(new Set(outcomes)).toEqual(new Set(['done', 'rate-limit-exceeded']))
  expect(server.overLimit()).toBe(0)
  expect(server.requests.filter((request) => request.status === 429)).toEqual([])

  // The next read of the home timeline meets the limit too, and says until when.
  await chirp.services.app.refresh({ accountId: null })
  const stateOf = () => {
    const accounts = chirp.services.accounts.list()
    return accounts.ok ? accounts.value[0]?.state : undefined
  }
  const state = stateOf()
  expect(state).toMatchObject({ kind: 'rate-limited' })
  if (state?.kind === 'rate-limited') expect(state.until - Date.now()).toBeLessThanOrEqual(WINDOW_MS + 1_000)
  await expect.poll(() => stateOf()?.kind, { timeout: 3 * WINDOW_MS }).toBe('connected')
  expect(server.overLimit()).toBe(0)
  expect(server.violations).toEqual([])
}, 90_000)
