import { isOn, PERSON_KEYS, type DemoNetwork, type Owner, type PersonKey } from '../people.ts'
import { DAY, HOUR, MINUTE, type PlannedNotification } from '../plan.ts'
import { createRandom, seedOf } from '../random.ts'

type Kind = PlannedNotification['kind']

/** Several people doing the same thing, each a little earlier than the one before. */
function crowd(
  on: DemoNetwork,
  to: Owner,
  kind: Kind,
  post: string | null,
  at: number,
  people: readonly PersonKey[],
  apart = 2 * MINUTE,
): PlannedNotification[] {
  return people.map((by, index) => ({ key: `${kind}-${post ?? 'me'}-${by}`, on, to, kind, by, at: Math.round(at) - index * apart, post }))
}

/** Everybody but the accounts of the demo, in an order of the seed's. */
function others(on: DemoNetwork, seed: string, count: number, not: readonly PersonKey[] = []): PersonKey[] {
  const random = createRandom(seedOf(seed))
  return PERSON_KEYS.filter((key) => key !== 'juno' && key !== 'linnet' && isOn(key, on) && !not.includes(key))
    .map((key) => ({ key, order: random.next() }))
    .toSorted((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ key }) => key)
}

const one = (on: DemoNetwork, to: Owner, kind: Kind, by: PersonKey, post: string | null, at: number): PlannedNotification => ({
  key: `${kind}-${post ?? 'me'}-${by}`,
  on,
  to,
  kind,
  by,
  at: Math.round(at),
  post,
})

/** Likes, reposts, follows and the rest; answers, mentions and quotes follow from the posts themselves. */
export const REACTIONS: readonly PlannedNotification[] = [
  ...crowd('bluesky', 'juno', 'like', 'lower-case-r', -8 * MINUTE, [
    'amara',
    'tomas',
    'yara',
    'greta',
    'otto',
    'marek',
    'noor',
    'sora',
    'haneul',
    'chenyu',
  ]),
  ...crowd('mastodon', 'juno', 'like', 'lower-case-r', -9 * MINUTE, ['kenji', 'pia', 'heike', 'claire']),
  ...crowd('mastodon', 'juno', 'follow', null, -52 * MINUTE, ['kenji', 'noor', 'claire']),
  one('mastodon', 'juno', 'follow-request', 'shira', null, -1.2 * HOUR),
  one('mastodon', 'juno', 'poll-ended', 'kenji', 'which-numeral', -0.6 * DAY),
  one('mastodon', 'juno', 'edit', 'heike', 'edited', -0.5 * DAY),
  one('mastodon', 'juno', 'other', 'tidepool', 'toppings', -3.3 * DAY),
  ...crowd('bluesky', 'linnet', 'repost', 'open-day', -2 * HOUR, ['ruben', 'dele', 'sora', 'amara', 'ines'], 7 * MINUTE),
  one('bluesky', 'juno', 'like', 'yara', 'personality', -3.9 * HOUR),
  ...crowd('bluesky', 'linnet', 'follow', null, -3 * HOUR, ['chenyu', 'ines', 'pangur'], 20 * MINUTE),
  ...crowd('x', 'linnet', 'like', 'open-day', -5 * HOUR, ['marek', 'typeweekly', 'ines', 'dele'], 40 * MINUTE),
  ...crowd('x', 'linnet', 'repost', 'cards', -2.5 * DAY, ['tomas', 'typeweekly'], HOUR),
  ...crowd('x', 'linnet', 'follow', null, -1.5 * DAY, ['nightbus', 'ines'], HOUR),
  ...crowd('bluesky', 'juno', 'like', 'sunday-tram', -1.5 * DAY, others('bluesky', 'tram', 8), 13 * MINUTE),
  ...crowd('bluesky', 'juno', 'repost', 'kerning', -6 * DAY, others('bluesky', 'kerning', 6), 21 * MINUTE),
  ...crowd('bluesky', 'juno', 'like', 'kerning', -6.05 * DAY, others('bluesky', 'kern', 11), 9 * MINUTE),
  ...crowd('bluesky', 'juno', 'follow', null, -4 * DAY, ['haneul', 'ines'], HOUR),
  ...crowd('mastodon', 'juno', 'like', 'first-proof', -2.1 * DAY, others('mastodon', 'proof', 7), 17 * MINUTE),
  ...crowd('mastodon', 'juno', 'repost', 'tea-count', -4 * DAY, others('mastodon', 'tea', 5), 25 * MINUTE),
  ...crowd('mastodon', 'juno', 'like', 'hello-tidepool', -8.6 * DAY, others('mastodon', 'hello', 9), 12 * MINUTE),
  ...crowd('bluesky', 'linnet', 'like', 'cards', -3 * DAY, others('bluesky', 'cards', 12), 11 * MINUTE),
  ...crowd('bluesky', 'linnet', 'repost', 'missing-e', -7.4 * DAY, others('bluesky', 'e', 9), 15 * MINUTE),
  // While the person looks.
  one('bluesky', 'juno', 'like', 'noor', 'sunday-tram', 0.7 * MINUTE),
  one('mastodon', 'juno', 'repost', 'heike', 'lower-case-r', 1.9 * MINUTE),
  one('bluesky', 'linnet', 'like', 'greta', 'roller', 3.4 * MINUTE),
]
