import type { FaultProxy } from '../faults/fault-proxy.ts'
import type { BlueskyNetwork, PostHandle, TestAccount } from '../support/bluesky-network.ts'
import type { Chance } from '../support/seeded.ts'
import type { Truth } from './compare.ts'
import type { Side } from './day.ts'

const NEWEST = 12
const PAGE = 100
const TIMELINE = 'GET /xrpc/app.bsky.feed.getTimeline'

/** Life on a real Bluesky network, and what goes wrong on the way to it. */
export async function blueskySide(
  network: BlueskyNetwork,
  proxy: FaultProxy,
  me: TestAccount,
  people: readonly TestAccount[],
  chance: Chance,
): Promise<Side> {
  const posted: { readonly by: TestAccount; readonly post: PostHandle }[] = []
  const own: PostHandle[] = []
  for (const number of [1, 2, 3]) own.push(await network.post(me, `My own ${number}`))
  await network.processAll()
  const strangers: TestAccount[] = []
  for (const number of [1, 2, 3]) strangers.push(await network.createAccount(`stranger${number}`))
  const followers = [...people, ...strangers]
  const liked = new Set<string>()
  let number = 0
  const say = async (text: string, fields: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    const by = chance.pick(people)
    posted.push({ by, post: await network.post(by, text, fields) })
  }
  return {
    name: 'bluesky',
    doings: {
      post: () => say(`Note ${++number}`),
      mention: () => {
        const name = `@${me.handle}`
        const mention = { $type: 'app.bsky.richtext.facet#mention', did: me.did }
        return say(`${name} have you seen number ${++number}?`, {
          facets: [{ index: { byteStart: 0, byteEnd: Buffer.byteLength(name) }, features: [mention] }],
        })
      },
      reply: async () => {
        const by = chance.pick(people)
        posted.push({ by, post: await network.reply(by, chance.pick(own), `Answer ${++number}`) })
      },
      // Posts of this network cannot be edited.
      edit: () => say(`Another note ${++number}`),
      remove: async () => {
        const place = Math.max(0, posted.length - 1 - chance.below(NEWEST))
        const [gone] = posted.splice(place, 1)
        if (gone !== undefined) await gone.by.agent.deletePost(gone.post.uri)
      },
      like: async () => {
        const [by, post] = [chance.pick(people), chance.pick(own)]
        if (liked.has(`${by.did} ${post.uri}`)) return
        liked.add(`${by.did} ${post.uri}`)
        await network.like(by, post)
      },
      follow: async () => {
        const next = followers.pop()
        if (next !== undefined) await network.follow(next, me)
      },
    },
    faults: {
      'the feed fails': () => proxy.failNext({ match: TIMELINE, status: 502, body: '<html>Bad gateway</html>' }),
      'the feed is half': () => proxy.failNext({ match: TIMELINE, truncate: true }),
      'the notifications break off': () => proxy.failNext({ match: 'GET /xrpc/app.bsky.notification.listNotifications', reset: true }),
      'a limit': () =>
        proxy.failNext({
          match: TIMELINE,
          status: 429,
          headers: { 'retry-after': '4' },
          body: { error: 'RateLimitExceeded', message: 'Slow down' },
        }),
      'posts cannot be looked up': () =>
        proxy.failNext({ match: 'GET /xrpc/app.bsky.feed.getPosts', status: 500, body: { error: 'InternalServerError' } }),
    },
    setReachable: (reachable) => {
      proxy.clearFaults()
      if (!reachable) proxy.failNext({ match: '* /*', reset: true, times: 1_000_000 })
    },
    calm: () => proxy.clearFaults(),
    truth: async (since): Promise<Truth> => {
      await network.processAll()
      const posts = new Map<string, string>()
      for (let cursor: string | undefined; ;) {
        const { data } = await me.agent.getTimeline({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
        for (const { post } of data.feed) {
          // The network is ours, and its records are those of its lexicons.
          const record = post.record as { readonly text: string; readonly createdAt: string }
          if (Date.parse(record.createdAt) >= since) posts.set(post.uri, record.text)
        }
        cursor = data.cursor
        if (cursor === undefined || data.feed.length === 0) break
      }
      const notifications = new Set<string>()
      for (let cursor: string | undefined; ;) {
        const { data } = await me.agent.listNotifications({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
        for (const { uri, reason, indexedAt } of data.notifications) {
          // One record may be news twice: a reply that quotes.
          if (Date.parse(indexedAt) >= since) notifications.add(`${uri}#${reason}`)
        }
        cursor = data.cursor
        if (cursor === undefined || data.notifications.length === 0) break
      }
      return { posts, notifications }
    },
  }
}
