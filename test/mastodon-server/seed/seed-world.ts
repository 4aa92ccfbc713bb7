import type { MastodonTestServer } from '../server.ts'
import type { StatusDraft, WorldAccount, WorldStatus } from '../world/types.ts'
import { addFile } from '../world/world.ts'
import { encodePng } from './png.ts'
import { SEED_PEOPLE, SEED_TEXTS } from './seed-texts.ts'

const MINUTE_MS = 60_000
const SEED_LENGTH = 120

/** Who and what a seeded world holds; statuses newest last. */
export interface SeededWorld {
  readonly me: WorldAccount
  readonly people: readonly WorldAccount[]
  readonly statuses: readonly WorldStatus[]
}

function pick<Item>(items: readonly Item[], place: number): Item {
  const item = items[place % items.length]
  if (item === undefined) throw new Error('Nothing to pick from')
  return item
}

/** What kind of status stands at a place; each kind comes again and again at its own pace. */
function draftAt(
  server: MastodonTestServer,
  place: number,
  author: WorldAccount,
  before: readonly WorldStatus[],
  createdAt: number,
): StatusDraft {
  const { text, language } = pick(SEED_TEXTS, place)
  const base = { text, language, createdAt, visibility: place % 29 === 7 ? 'unlisted' : 'public' } satisfies StatusDraft
  const local = author.domain === null
  if (place % 6 === 1) {
    const count = 1 + (place % Math.min(4, server.variant.maxMedia))
    const media = Array.from({ length: count }, (_, nth) =>
      server.addMedia(author, {
        hue: (place * 37 + nth * 60) % 360,
        width: 160 + (nth % 2) * 80,
        height: 120,
        description: nth === 0 ? `A generated picture, number ${place}` : null,
      }),
    )
    return { ...base, mediaIds: media.map((one) => one.id), sensitive: place % 18 === 1 }
  }
  if (place % 13 === 3) return { ...base, spoilerText: 'Talk of food', sensitive: true }
  if (place % 17 === 5)
    return {
      ...base,
      text: 'Which way to the sea?',
      poll: { options: ['By the river', 'Over the hill', 'Through the wood'], expiresInSeconds: 7 * 86_400, multiple: place % 2 === 0 },
    }
  if (place % 11 === 4)
    return {
      ...base,
      card: {
        url: `https://news.example/stories/${place}`,
        title: `Story ${place}: the harbour opens again`,
        description: 'What the harbour master said',
        providerName: 'Example News',
        imageUrl: addFile(server.world, `cards/${place}.png`, {
          bytes: encodePng(200, 100, { hue: place * 11, pattern: 'stripes' }),
          contentType: 'image/png',
        }),
        authorName: 'Nora Reporter',
      },
      text: `${text}\n\nhttps://www.news.example/stories/${place}/the-harbour-opens-again-after-a-long-winter`,
    }
  const earlier = before.filter((one) => one.reblogOfId === null && one.visibility === 'public')
  if (place % 7 === 6 && earlier.length > 0) {
    const parent = pick(earlier, place * 5)
    const to = server.world.accounts.get(parent.accountId)
    return { ...base, inReplyToId: parent.id, text: `@${to?.domain == null ? to?.username : `${to.username}@${to.domain}`} ${text}` }
  }
  if (place % 19 === 8 && earlier.length > 0 && local && server.variant.quotes)
    return { ...base, quotedStatusId: pick(earlier, place * 3).id, text: `This. ${text}` }
  return base
}

/**
 * Fills a world: `me` (password `password`) with eight followed people of three servers and about 120 statuses in the
 * home feed, eleven minutes apart and ending ten minutes ago: pictures, warnings, polls, quotes, boosts, replies, cards,
 * custom emoji, five languages. Some of them touch `me`, so that there are notifications of most kinds. The same each time.
 */
export function seedWorld(server: MastodonTestServer): SeededWorld {
  const now = server.world.now()
  server.addEmoji('chirp', encodePng(24, 24, { hue: 200, pattern: 'rings' }), 'Birds')
  server.addEmoji('blobcat', encodePng(24, 24, { hue: 45, pattern: 'checks' }))
  const me = server.createAccount({
    username: 'me',
    displayName: 'Mina Example',
    email: 'me@mail.example',
    locked: false,
    fields: [{ name: 'Site', value: '<a href="https://mina.example">mina.example</a>' }],
  })
  const people = SEED_PEOPLE.map((draft) => server.createAccount({ ...draft, locked: false, createdAt: now - 90 * 86_400_000 }))
  for (const person of people) server.follow(me, person, { notify: person.username === 'dora' })
  const statuses: WorldStatus[] = []
  for (let place = 0; place < SEED_LENGTH; place++) {
    const createdAt = now - 10 * MINUTE_MS - (SEED_LENGTH - place) * 11 * MINUTE_MS
    const author = pick(people, place * 3 + Math.floor(place / people.length))
    const boostable = statuses.filter(
      (one) =>
        one.reblogOfId === null &&
        one.accountId !== author.id &&
        one.visibility === 'public' &&
        !statuses.some((other) => other.reblogOfId === one.id && other.accountId === author.id),
    )
    statuses.push(
      place % 9 === 2 && boostable.length > 0
        ? server.reblog(author, pick(boostable, place * 7), createdAt)
        : server.postStatus(author, draftAt(server, place, author, statuses, createdAt)),
    )
  }
  const mine = server.postStatus(me, { text: 'My first chirp :chirp: #hello', createdAt: now - 8 * 3_600_000 })
  const [first, second, third] = [pick(people, 0), pick(people, 1), pick(people, 2)]
  for (const person of [first, second]) server.follow(person, me)
  for (const person of people.slice(0, 4)) server.favourite(person, mine)
  server.reblog(second, mine, now - 7 * 3_600_000)
  server.postStatus(third, { text: '@me welcome! How do you like it here?', inReplyToId: mine.id, createdAt: now - 6 * 3_600_000 })
  if (server.variant.quotes) server.postStatus(first, { text: 'Look who came', quotedStatusId: mine.id, createdAt: now - 5 * 3_600_000 })
  server.addList(me, 'Neighbours', people.slice(0, 3))
  server.followTag(me, 'harbour')
  server.bookmark(me, pick(statuses, 0))
  server.favourite(me, pick(statuses, 4))
  return { me, people, statuses }
}
