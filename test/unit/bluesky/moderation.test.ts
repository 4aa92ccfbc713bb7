import { describe, expect, test } from 'vitest'
import { parseModeration, withModeration } from '../../../main/connectors/bluesky/read/moderation.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { authorOf, batchOf, NOON, normalisedAuthor, normalisedPost, postOf } from '../../store/builders.ts'

const word = (value: string, more: object = {}): object => ({ value, targets: ['content', 'tag'], actorTarget: 'all', ...more })
const preferences = (words: readonly object[], hidden: readonly unknown[] = []): unknown => ({
  preferences: [
    { $type: 'app.bsky.actor.defs#adultContentPref', enabled: false },
    { $type: 'app.bsky.actor.defs#mutedWordsPref', items: words },
    { $type: 'app.bsky.actor.defs#hiddenPostsPref', items: hidden },
  ],
})

/** What the preferences want of a post. */
function filterOf(answer: unknown, text: string, changes: Partial<CanonicalPost> = {}, following = false): unknown {
  const moderation = parseModeration(answer)
  if (moderation === null) throw new Error('These are no preferences')
  const relationship = { following, requested: false, followedBy: false, muted: false, blocked: false, followRef: null }
  const post = postOf('a', 'ann', NOON, { text: { text, spans: [] }, ...changes })
  const batch = { ...batchOf([post]), authors: [normalisedAuthor(authorOf('ann'), relationship)] }
  return withModeration(batch, moderation).posts[0]?.viewer?.filter
}

describe('the preferences of an account', () => {
  test('mute words as the network does', () => {
    expect(filterOf(preferences([word('spoiler')]), 'A Spoiler!')).toEqual({ how: 'mute', reason: 'spoiler' })
    expect(filterOf(preferences([word('spoiler')]), 'nothing')).toBeNull()
    expect(filterOf(preferences([word('spoiler', { targets: ['tag'] })]), 'a spoiler')).toBeNull()
    const tagged = { text: { text: 'see', spans: [{ kind: 'tag' as const, start: 0, end: 3, tag: 'Spoiler' }] } }
    expect(filterOf(preferences([word('spoiler', { targets: ['tag'] })]), '', tagged)).toMatchObject({ how: 'mute' })
  })

  test('spare who is followed where they say so, and what has ended', () => {
    const spared = preferences([word('spoiler', { actorTarget: 'exclude-following' })])
    expect(filterOf(spared, 'spoiler', {}, true)).toBeNull()
    expect(filterOf(spared, 'spoiler')).toMatchObject({ how: 'mute' })
    expect(filterOf(preferences([word('spoiler', { expiresAt: '2020-01-01T00:00:00.000Z' })]), 'spoiler')).toBeNull()
    expect(filterOf(preferences([word('spoiler', { expiresAt: '2999-01-01T00:00:00.000Z' })]), 'spoiler')).toMatchObject({ how: 'mute' })
  })

  test('hide single posts', () => {
    expect(filterOf(preferences([], ['post:a']), 'hello')).toEqual({ how: 'mute', reason: null })
    expect(filterOf(preferences([], ['post:b']), 'hello')).toBeNull()
  })

  test('that are strange do no harm', () => {
    expect(parseModeration({ preferences: 'none' })).toBeNull()
    const strange = preferences([{ value: 4 }, {}, word('spoiler')], [4, null, 'post:b'])
    expect(filterOf(strange, 'spoiler')).toMatchObject({ how: 'mute' })
    expect(parseModeration({ preferences: [{ $type: 'app.bsky.actor.defs#mutedWordsPref', items: 'none' }] })).toMatchObject({
      mutedWords: [],
    })
  })

  test('do not speak of posts that the account has only seen inside of others', () => {
    const moderation = parseModeration(preferences([word('spoiler')]))
    const batch = { ...batchOf([]), posts: [normalisedPost(postOf('spoiler', 'ann', NOON), null)] }
    expect(moderation === null ? null : withModeration(batch, moderation).posts[0]?.viewer).toBeNull()
  })
})
