import { isOn, PERSON_KEYS, type DemoNetwork, type PersonKey } from './people.ts'
import { ALT, ART, CLIPS, DAY, HOUR, MINUTE, type PlannedPost } from './plan.ts'
import { createRandom, seedOf, type Random } from './random.ts'
import { NOTES } from './texts/notes.ts'
import { SCRIPT } from './texts/script.ts'
import { CARDS, REPLIES, TOPICS } from './texts/topics.ts'

/** Everything that is and will be posted on one network, in no order. */
export type World = { readonly posts: readonly PlannedPost[] }

const OLDEST = -10 * DAY
/** The scripted posts have the hours before the beginning for themselves. */
const YOUNGEST = -5.6 * HOUR
/** How many posts of the topics the past holds, besides everything written out. */
const TOPIC_POSTS: Readonly<Record<DemoNetwork, number>> = { bluesky: 75, mastodon: 60, x: 14 }
/** People fall silent after so long; the demo is a visit, not a life. */
const LAST = 30 * DAY

const worlds = new Map<DemoNetwork, World>()

/** The world of a network: the same every time, with times relative to the beginning of the demo. */
export function worldOf(network: DemoNetwork): World {
  let world = worlds.get(network)
  if (world === undefined) {
    world = buildWorld(network)
    worlds.set(network, world)
  }
  return world
}

function buildWorld(network: DemoNetwork): World {
  const random = createRandom(seedOf(`Chirp ${network}`))
  const script = SCRIPT.filter(({ on }) => on === network).map(inWholeMs)
  const past = [...notes(network, random), ...topicPosts(network, random)]
  const answered = [...script.filter(({ at, visibility }) => at < 0 && visibility !== 'direct'), ...past]
  return { posts: [...script, ...past, ...answered.flatMap((post) => answersTo(post, random)), ...arrivals(network, random)] }
}

/** The script is written in parts of hours and days. */
function inWholeMs(post: PlannedPost): PlannedPost {
  return {
    ...post,
    at: Math.round(post.at),
    ...(post.editedAt === undefined ? {} : { editedAt: Math.round(post.editedAt) }),
    ...(post.poll === undefined ? {} : { poll: { ...post.poll, endsAt: Math.round(post.poll.endsAt) } }),
  }
}

/** A time in the past, rather recent than old, and rather by day than by night. */
function pastTime(random: Random): number {
  for (;;) {
    const at = YOUNGEST + (OLDEST - YOUNGEST) * random.next() ** 1.3
    const hour = (((at / HOUR) % 24) + 24) % 24
    // The demo is usually begun by day, so night is half a day away from it.
    if (Math.abs(hour - 12) > 4 || random.chance(0.25)) return Math.round(at)
  }
}

/** Most posts are liked a little, a few very much. */
function popularity(random: Random): { likes: number; reposts: number } {
  const likes = Math.floor(Math.exp(random.next() * 3 + random.next() * 3.4))
  return { likes, reposts: Math.floor(likes * random.next() * 0.3) }
}

const PICTURES = (Object.keys(ART) as (keyof typeof ART)[]).filter((file) => !(file in CLIPS))

function notes(network: DemoNetwork, random: Random): PlannedPost[] {
  return NOTES.filter(({ on }) => on === network).flatMap(({ by, language, texts }) =>
    texts.map((text, index) => {
      const at = pastTime(random)
      const file = random.pick(PICTURES)
      return {
        key: `note-${by}-${index}`,
        on: network,
        by,
        at,
        text,
        language: text.startsWith('Me ha') ? 'es' : language,
        ...popularity(random),
        ...(['pia', 'sora', 'marek', 'ruben'].includes(by) && random.chance(0.3) ? { media: [{ file, alt: ALT[file] }] } : {}),
        ...reposted(network, by, at, random),
      }
    }),
  )
}

function reposted(network: DemoNetwork, by: PersonKey, at: number, random: Random): Pick<PlannedPost, 'repostedBy'> {
  if (!random.chance(0.09)) return {}
  const who = random.pick(PERSON_KEYS.filter((key) => key !== by && key !== 'juno' && key !== 'linnet' && isOn(key, network)))
  return { repostedBy: { by: who, at: Math.min(YOUNGEST, at + Math.round((0.2 + random.next() * 5) * HOUR)) } }
}

/** An opening and an ending of a topic by somebody it suits. */
function said(network: DemoNetwork, random: Random, used: Set<string>): { by: PersonKey; text: string } {
  const suits = (by: readonly PersonKey[]) => by.filter((key) => isOn(key, network) && key !== 'juno' && key !== 'linnet')
  const topics = TOPICS.filter(({ by }) => suits(by).length > 0)
  for (let attempts = 0; ; attempts++) {
    const topic = random.pick(topics)
    const people = suits(topic.by)
    const text = `${random.pick(topic.openings)} ${random.pick(topic.endings)}`
    // There are enough combinations for the past; of what comes in the following weeks some may come again.
    if (used.has(text) && attempts < 20) continue
    used.add(text)
    return { by: random.pick(people), text }
  }
}

const TAGS = ['#letterpress', '#tram', '#harbour', '#weather', '#bread', '#paper']

function topicPosts(network: DemoNetwork, random: Random): PlannedPost[] {
  const used = new Set<string>()
  return Array.from({ length: TOPIC_POSTS[network] }, (_, index): PlannedPost => {
    const { by, text } = said(network, random, used)
    const at = pastTime(random)
    const file = random.pick(PICTURES)
    const base = {
      key: `topic-${index}`,
      on: network,
      by,
      at,
      language: 'en',
      text,
      ...popularity(random),
      ...reposted(network, by, at, random),
    }
    const kind = random.next()
    if (kind < 0.16) return { ...base, media: [{ file, alt: ALT[file] }] }
    if (kind < 0.26) return { ...base, text: `${text} ${random.pick(TAGS)}` }
    if (kind < 0.31) {
      const card = random.pick(CARDS)
      return { ...base, text: `${text} ${card.url}`, card }
    }
    if (kind < 0.36 && network !== 'x')
      return {
        ...base,
        text: random.pick(REPLIES.slice(0, 18)),
        quote: random.pick(
          ['harbour-prints', 'hello-tidepool', 'bells-card', 'missing-e', 'kerning', 'jonas'].filter((key) =>
            SCRIPT.some((post) => post.key === key && post.on === network),
          ),
        ),
      }
    if (kind < 0.39 && network === 'mastodon')
      return { ...base, warning: random.pick(['Food', 'Weather, mild complaint', 'Long sigh', 'Birds']) }
    return base
  })
}

/** A few answers below a post, some of them answered by its author. */
function answersTo(post: PlannedPost, random: Random): PlannedPost[] {
  if (post.replyTo !== undefined || post.at > -HOUR) return []
  const answers: PlannedPost[] = []
  const count = random.chance(0.45) ? 0 : 1 + random.below(3)
  let at = post.at
  for (let index = 0; index < count; index++) {
    at = Math.min(-MINUTE, Math.round(at + (2 + random.next() * 40) * MINUTE))
    const by = random.pick(PERSON_KEYS.filter((key) => key !== post.by && key !== 'juno' && key !== 'linnet' && isOn(key, post.on)))
    const key = `${post.key}-answer-${index}`
    const parent = random.chance(0.25) ? (answers.at(-1)?.key ?? post.key) : post.key
    answers.push({
      key,
      on: post.on,
      by,
      at,
      replyTo: parent,
      language: null,
      text: random.pick(REPLIES),
      likes: random.below(20),
      reposts: 0,
    })
    if (random.chance(0.3) && post.by !== 'juno' && post.by !== 'linnet') {
      at = Math.min(-MINUTE / 2, Math.round(at + (1 + random.next() * 20) * MINUTE))
      answers.push({
        key: `${key}-thanks`,
        on: post.on,
        by: post.by,
        at,
        replyTo: key,
        language: null,
        text: random.pick([
          'Thank you, this made my evening.',
          'Exactly, and then some.',
          'I will pass it on.',
          '🙏',
          'Come by, I will show you.',
        ]),
        likes: random.below(9),
        reposts: 0,
      })
    }
  }
  return answers
}

/** What is posted after the scripted first minutes: every few minutes for an hour, then a few times an hour. */
function arrivals(network: DemoNetwork, random: Random): PlannedPost[] {
  const posts: PlannedPost[] = []
  const used = new Set<string>()
  let at = 8 * MINUTE
  for (let index = 0; ; index++) {
    const pause = at < HOUR ? 4 + random.next() * 5 : 25 + random.next() * 70
    at += Math.round(pause * (network === 'x' ? 4 : 1) * MINUTE)
    if (at > LAST) return posts
    const { by, text } = said(network, random, used)
    posts.push({ key: `later-${index}`, on: network, by, at, language: 'en', text, ...popularity(random) })
  }
}
