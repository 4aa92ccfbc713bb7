import { describe, expect, test } from 'vitest'
import { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import { countAgainst, mediaRuleFor, offeredBySome, primaryTextLimit, textCount } from '../../../shared/compose/resolve-capabilities.ts'
import { bluesky, mastodon } from './build-draft.ts'
import { limits } from './limits.ts'

describe('the counter of a target', () => {
  test('shows the limit in characters, not the one in bytes', () => {
    expect(primaryTextLimit({ text: { limits: [limits.blueskyBytes, limits.bluesky], required: false } })).toBe(limits.bluesky)
    expect(primaryTextLimit({ text: { limits: [limits.blueskyBytes], required: false } })).toBe(limits.blueskyBytes)
    expect(primaryTextLimit({ text: { limits: [], required: false } })).toBeNull()
    expect(textCount('x', null, { text: { limits: [], required: false } })).toBeNull()
  })

  test.each([
    [0, 'ok'],
    [279, 'ok'],
    [280, 'near'],
    [300, 'near'],
    [301, 'over'],
  ])('%i of 300 is %s', (length, fullness) => {
    expect(countAgainst('a'.repeat(length), null, limits.bluesky)).toEqual({
      limit: limits.bluesky,
      count: length,
      remaining: 300 - length,
      fullness,
    })
  })

  test('of a long limit the last 5 % are near, of a tiny one the last half', () => {
    const long = { ...limits.bluesky, value: 5000 }
    expect([4749, 4750].map((length) => countAgainst('a'.repeat(length), null, long).fullness)).toEqual(['ok', 'near'])
    const tiny = { ...limits.bluesky, value: 10 }
    expect([4, 5].map((length) => countAgainst('a'.repeat(length), null, tiny).fullness)).toEqual(['ok', 'near'])
  })

  test('shows the limit that is passed when it is not the first', () => {
    expect(textCount('👨‍👩‍👧‍👦'.repeat(121), null, bluesky)).toMatchObject({ limit: limits.blueskyBytes, count: 3025, fullness: 'over' })
    expect(textCount('👨‍👩‍👧‍👦'.repeat(100), null, bluesky)).toMatchObject({ limit: limits.bluesky, count: 100, fullness: 'ok' })
  })
})

describe('rules', () => {
  test('for media go by kind', () => {
    expect(mediaRuleFor('image/webp', bluesky)).toBe(bluesky.images)
    expect(mediaRuleFor('video/webm', bluesky)).toBe(bluesky.video)
    expect(mediaRuleFor('audio/mpeg', bluesky)).toBeNull()
  })

  test('of several targets: a control is there when some has it, a visibility when all that have any know it', () => {
    expect(offeredBySome([bluesky, mastodon])).toEqual({
      visibility: mastodon.visibility,
      contentWarning: true,
      poll: true,
      thread: true,
      language: true,
    })
    expect(offeredBySome([mastodon, { ...mastodon, visibility: ['direct', 'public'] }]).visibility).toEqual(['public', 'direct'])
    expect(offeredBySome([])).toEqual({ visibility: null, contentWarning: false, poll: false, thread: false, language: false })
  })
})

test('what was stored before files, links and the like were limited has no such limits', () => {
  const { files: _, elements: __, ...stored } = { ...mastodon, replyPolicy: { audiences: ['followers'] } }
  expect(PlatformCapabilities.parse(JSON.parse(JSON.stringify(stored)))).toMatchObject({
    files: { least: null, most: null, mostInReplies: null },
    elements: [],
    replyPolicy: { audiences: ['followers'], several: true, nobody: true },
  })
})

test('what was stored when some limits were bare numbers is still understood', () => {
  const stored = { ...mastodon, maxLanguages: 1, schedule: { minAheadSeconds: 300 }, thread: { maxPosts: 25, atomic: false } }
  const bare = { source: '', checkedOn: '', strength: 'hard' }
  expect(PlatformCapabilities.parse(JSON.parse(JSON.stringify(stored)))).toMatchObject({
    maxLanguages: { value: 1, ...bare },
    schedule: { minAheadSeconds: { value: 300, ...bare } },
    thread: { maxPosts: { value: 25, ...bare } },
  })
  expect(PlatformCapabilities.parse(mastodon)).toEqual(mastodon)
})
