import { beforeEach, describe, expect, test } from 'vitest'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { ANN, bluesky, FakeRepository, token } from '../bluesky/fake-repository.ts'
import { accountOn } from './mastodon-answers.ts'

// Flaws of other clients in keeping somebody signed in, each with where it was found. A lost sign-in stops the queue.

const REFRESH = 'com.atproto.server.refreshSession'
const POST = `at://${ANN}/app.bsky.feed.post/3lbfjxaxcsc2k`
const fresh = { did: ANN, handle: 'ann.test', accessJwt: token(5_000_000_000), refreshJwt: 'next' }

let repository: FakeRepository
beforeEach(() => {
  repository = new FakeRepository()
  // Its access token has just run out.
  repository.now = 4_000_000_001_000
})

/** Deletes a post: any request of the account would do. */
const work = (context = repository.context) => bluesky.delete!(context, { postId: POST, remoteId: POST, revision: null, url: null })
const failing = (context = repository.context) =>
  work(context).then(
    () => null,
    (error: unknown) => bluesky.classify(error),
  )

describe('A token that cannot be exchanged just now', () => {
  test.each([
    ['postiz PR#1822, PR#2003: the server’s balancer answers 502', () => Response.json({ error: 'UpstreamFailure' }, { status: 502 })],
    ['postiz PR#1822: too many requests', () => Response.json({ error: 'RateLimitExceeded' }, { status: 429 })],
    ['social-app PR#294: the network is away', () => Promise.reject(new TypeError('fetch failed'))],
    ['postiz PR#1884: the answer has an empty refresh token', () => Response.json({ ...fresh, refreshJwt: '' })],
    ['an answer that is none', () => new Response('<html>Welcome</html>')],
  ])('%s: the account stays signed in, with the token it had, and goes on afterwards', async (_, answer) => {
    repository.instead.set(REFRESH, answer)
    expect((await failing())?.kind).not.toBe('authentication')
    expect(repository.session.written).toEqual([])
    repository.instead.set(REFRESH, () => Response.json(fresh))
    expect(await failing()).toBeNull()
    expect(await repository.session.read()).toMatchObject({ refreshJwt: 'next' })
  })

  test('postiz PR#1822: a clear word about the token is believed', async () => {
    repository.instead.set(REFRESH, () => Response.json({ error: 'ExpiredToken', message: 'Token has been revoked' }, { status: 400 }))
    expect(await failing()).toMatchObject({ kind: 'authentication', reason: 'revoked' })
  })
})

describe('A token that is exchanged', () => {
  test('social-app#11195: is exchanged once for all that need it, and stored before it is used', async () => {
    const order: string[] = []
    repository.instead.set(REFRESH, () => Response.json(fresh))
    repository.instead.set('com.atproto.repo.getRecord', async () => {
      const stored = (await repository.session.read()) as { readonly refreshJwt: string }
      order.push(`used with ${stored.refreshJwt} stored`)
      return Response.json({ error: 'RecordNotFound', message: 'no' }, { status: 400 })
    })
    await Promise.all([work(), work(), work()])
    expect(repository.asked.filter(({ method }) => method === REFRESH)).toHaveLength(1)
    expect(new Set(order)).toEqual(new Set(['used with next stored']))
  })

  test('atproto#5411: whose answer comes when the request that wanted it was given up is not lost', async () => {
    const given = new AbortController()
    let answer: (response: Response) => void = () => undefined
    repository.instead.set(REFRESH, (init) => {
      return new Promise<Response>((resolve, reject) => {
        answer = resolve
        init?.signal?.addEventListener('abort', () => reject(new DOMException('Given up', 'AbortError')))
      })
    })
    const first = failing({ ...repository.context, signal: given.signal })
    while (!repository.asked.some(({ method }) => method === REFRESH)) await new Promise((resolve) => setTimeout(resolve, 1))
    given.abort()
    answer(Response.json(fresh))
    await first
    expect(repository.session.written.at(-1)).toMatchObject({ refreshJwt: 'next' })
  })

  test('postiz PR#1884: for one without a new refresh token keeps the one there is (Mastodon)', async () => {
    let isOld = true
    const { context, session } = accountOn(({ path, token: used }) => {
      if (path === '/oauth/token') {
        isOld = false
        return Response.json({ access_token: 'new', token_type: 'Bearer', refresh_token: null, scope: 'read write' })
      }
      if (isOld || used !== 'new') return Response.json({ error: 'The access token expired' }, { status: 401 })
      return null
    })
    await mastodonConnector.check(context).catch(() => undefined)
    expect(session.written).toEqual([expect.objectContaining({ accessToken: 'new', refreshToken: 'refresh' })])
  })
})
