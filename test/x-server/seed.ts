import type { XTestServer } from './server.ts'
import type { WorldApp, WorldTweet, WorldUser } from './world/types.ts'

export interface SeededWorld {
  readonly app: WorldApp
  readonly me: WorldUser
  readonly people: readonly WorldUser[]
  readonly tweets: readonly WorldTweet[]
}

const MINUTE_MS = 60_000
const TEXTS = [
  'The ferry leaves at seven & the harbour is still asleep',
  'A windmill turns without being asked #windmills',
  'Printed the first sheet 🖨️ and it was <crooked>',
  'Read this: https://example.com/papers/ink?page=2',
  '今日は港まで歩いた。風車がよく回っていた',
  'Half of a bridge is not half as useful 🌉',
]

/** A small world of the last days: somebody with an app, people they follow, and about a hundred tweets of every kind. */
export function seedWorld(server: XTestServer, redirectUris: readonly string[] = []): SeededWorld {
  const app = server.createApp({ redirectUris })
  const me = server.createUser({
    username: 'me_here',
    name: 'Me 🐦',
    description: 'Writes to @ada_print about #windmills, see example.org',
  })
  const people = [
    server.createUser({ username: 'ada_print', name: 'Ada', description: 'Ink & paper' }),
    server.createUser({ username: 'bo_harbour', name: 'Bo <3', subscription: 'Premium' }),
    server.createUser({ username: 'cy_quiet', name: 'Cy', protected: true }),
  ]
  const [ada, bo, cy] = people as [WorldUser, WorldUser, WorldUser]
  for (const person of people) server.follow(me, person)
  server.follow(ada, me)
  const now = server.world.now()
  const tweets: WorldTweet[] = []
  const say = (author: WorldUser, draft: Parameters<typeof server.post>[1], ago: number): WorldTweet => {
    const whole = typeof draft === 'string' ? { text: draft } : draft
    const tweet = server.post(author, { ...whole, createdAt: now - ago * MINUTE_MS })
    tweets.push(tweet)
    return tweet
  }
  for (let number = 0; number < 40; number++) {
    const author = people[number % people.length] ?? ada
    say(author, `${TEXTS[number % TEXTS.length] ?? ''} (${String(number)})`, 2_000 - number * 40)
  }
  for (let number = 0; number < 24; number++) {
    say(me, `Own tweet ${String(number)} about windmills`, 1_900 - number * 30)
    say(ada, `@${me.username} number ${String(number)} was good`, 1_890 - number * 30)
  }
  const photo = server.addMedia(ada, { type: 'image/png', category: 'tweet_image', alt: 'A press, seen from above' })
  const film = server.addMedia(bo, { type: 'video/mp4', category: 'tweet_video' })
  const loop = server.addMedia(bo, { type: 'image/gif', category: 'tweet_gif' })
  const root = say(me, 'Who has been to the windmills?', 300)
  const answer = say(ada, { text: 'I have, twice', replyTo: root }, 290)
  say(bo, { text: 'So have I 🌬️', replyTo: answer }, 280)
  say(me, { text: `And I, @${ada.username}`, replyTo: answer }, 270)
  say(bo, { text: 'As it was said:', quoteOf: root }, 260)
  say(ada, { text: 'The press', mediaIds: [photo.id], lang: 'en' }, 250)
  say(bo, { text: 'The tram', mediaIds: [film.id], sensitive: true }, 240)
  say(bo, { text: '', mediaIds: [loop.id], lang: 'zxx' }, 230)
  say(ada, { text: 'Which paper?', poll: { options: ['Laid', 'Wove', 'Japanese'], minutes: 1_440 } }, 220)
  const long = say(
    bo,
    `A long one about https://example.com/long and @${ada.username}. ${'Word by word it goes on & on. '.repeat(20)}`,
    210,
  )
  tweets.push(server.repost(ada, long, now - 200 * MINUTE_MS), server.repost(me, tweets[0] ?? long, now - 190 * MINUTE_MS))
  const gone = say(cy, 'This will be gone', 180)
  say(cy, { text: 'Answering what is gone', replyTo: gone }, 170)
  say(cy, { text: 'Quoting what is gone', quoteOf: gone }, 160)
  server.remove(gone)
  server.like(bo, root)
  return { app, me, people, tweets }
}
