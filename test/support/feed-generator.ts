import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestAccount } from './bluesky-network.ts'

/** A server that makes feeds for a Bluesky network, as anybody may run one: it says which posts are in them and in which order. */
export type FeedGenerator = {
  /** Publishes a feed in an account's name; answers its address. */
  publish(account: TestAccount, name: string, displayName: string): Promise<string>
  /** What a feed holds from now on, by address, in its order. */
  fill(feed: string, posts: readonly string[]): void
  close(): Promise<void>
}

/** Starts one on this machine; it is known by its address alone (`did:web`). */
export async function startFeedGenerator(): Promise<FeedGenerator> {
  const feeds = new Map<string, readonly string[]>()
  const answer = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin())
    if (url.pathname === '/.well-known/did.json') {
      const service = { id: '#bsky_fg', type: 'BskyFeedGenerator', serviceEndpoint: origin() }
      answer(response, 200, { '@context': ['https://www.w3.org/ns/did/v1'], id: did(), service: [service] })
      return
    }
    const feed = url.searchParams.get('feed') ?? ''
    const posts = url.pathname === '/xrpc/app.bsky.feed.getFeedSkeleton' ? feeds.get(feed) : undefined
    if (posts === undefined) {
      answer(response, 400, { error: 'UnknownFeed', message: 'There is no such feed' })
      return
    }
    const start = Number(url.searchParams.get('cursor') ?? 0)
    const page = posts.slice(start, start + Number(url.searchParams.get('limit') ?? 50))
    const end = start + page.length
    answer(response, 200, { feed: page.map((post) => ({ post })), ...(end < posts.length ? { cursor: String(end) } : {}) })
  })
  const port = (): number => (server.address() as AddressInfo).port
  const origin = (): string => `http://localhost:${String(port())}`
  const did = (): string => `did:web:localhost%3A${String(port())}`
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    publish: async ({ agent, did: repo }, name, displayName) => {
      const record = { $type: 'app.bsky.feed.generator', did: did(), displayName, createdAt: new Date().toISOString() }
      const { data } = await agent.com.atproto.repo.createRecord({ repo, collection: 'app.bsky.feed.generator', rkey: name, record })
      return data.uri
    },
    fill: (feed, posts) => void feeds.set(feed, posts),
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}
