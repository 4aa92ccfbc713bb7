import type { MastodonTestServer } from '../mastodon-server/server.ts'
import type { WorldAccount, WorldStatus } from '../mastodon-server/world/types.ts'
import { homeFeed } from '../mastodon-server/world/feeds.ts'
import type { Chance } from '../support/seeded.ts'
import type { Truth } from './compare.ts'
import type { Side } from './day.ts'

/** Posts that are edited or deleted are among so many of the newest: who writes changes their mind soon. */
const NEWEST = 12

/** Life on the Mastodon test server, and what goes wrong with it. */
export function mastodonSide(server: MastodonTestServer, me: WorldAccount, people: readonly WorldAccount[], chance: Chance): Side {
  const posted: WorldStatus[] = []
  const own = [1, 2, 3].map((number) => server.postStatus(me, `My own ${number}`))
  const strangers = [1, 2, 3, 4].map((number) => server.createAccount({ username: `stranger${number}`, locked: false }))
  const followers = [...people, ...strangers]
  const there = (): WorldStatus[] => posted.filter(({ id }) => server.world.statuses.has(id)).slice(-NEWEST)
  let number = 0
  const say = (text: string): void => void posted.push(server.postStatus(chance.pick(people), text))
  return {
    name: 'mastodon',
    doings: {
      post: () => say(`Note ${++number}`),
      mention: () => say(`@${me.username} have you seen number ${++number}?`),
      reply: () =>
        void posted.push(server.postStatus(chance.pick(people), { text: `Answer ${++number}`, inReplyToId: chance.pick(own).id })),
      edit: () => {
        const some = there()
        if (some.length > 0) server.editStatus(chance.pick(some), `Edited ${++number}`)
      },
      remove: () => {
        const some = there()
        if (some.length > 0) server.deleteStatus(chance.pick(some))
      },
      like: () => server.favourite(chance.pick(people), chance.pick(own)),
      follow: () => {
        const next = followers.pop()
        if (next !== undefined) server.follow(next, me)
      },
    },
    faults: {
      'the stream drops': () => server.streaming.drop(),
      'the stream closes': () => server.streaming.drop(1011),
      'the stream breaks off inside a message': () => server.streaming.breakOffInside(),
      'the stream falls silent': () => server.streaming.fallSilent(),
      'the stream says nonsense': () => server.streaming.sendRaw('{"stream":["user"],"event":"update","payload":"{\\"id\\":'),
      'the stream is refused': () => {
        server.failNext({ match: 'GET /api/v1/streaming', status: 503, times: 2 })
        server.streaming.drop()
      },
      'the feed fails': () => server.failNext({ match: 'GET /api/v1/timelines/home', status: 502, body: '<html>Bad gateway</html>' }),
      'the feed is half': () => server.failNext({ match: 'GET /api/v1/timelines/home', truncate: true }),
      'the notifications break off': () => server.failNext({ match: 'GET /api/v1/notifications', reset: true }),
      'a limit': () =>
        server.failNext({
          match: 'GET /api/v1/timelines/home',
          status: 429,
          headers: { 'retry-after': '4' },
          body: { error: 'Too many requests' },
        }),
    },
    setReachable: (reachable) => {
      server.clearFaults()
      if (reachable) return
      server.failNext({ match: '* /*', reset: true, times: 1_000_000 })
      server.streaming.drop()
    },
    calm: () => server.clearFaults(),
    truth: async (since): Promise<Truth> => ({
      posts: new Map(
        homeFeed(server.world, me)
          .filter(({ createdAt, reblogOfId }) => createdAt >= since && reblogOfId === null)
          .map(({ uri, text }) => [uri, text]),
      ),
      notifications: new Set(
        [...server.world.notifications.values()].filter(({ ownerId, at }) => ownerId === me.id && at >= since).map(({ id }) => id),
      ),
    }),
  }
}
