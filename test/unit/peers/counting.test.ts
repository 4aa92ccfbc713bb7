import { describe, expect, test } from 'vitest'
import { blueskyCapabilities } from '../../../main/connectors/bluesky/capabilities.ts'
import { countText } from '../../../shared/compose/count-text.ts'
import { textCount } from '../../../shared/compose/resolve-capabilities.ts'
import { validateDraft, type TargetContext } from '../../../shared/compose/validate-draft.ts'
import type { DraftContent } from '../../../shared/model/draft.ts'
import { account, content, context, draft, media, segment } from '../compose/build-draft.ts'
import { limits } from '../compose/limits.ts'
import { targetOn } from './mastodon-answers.ts'

// Flaws of other clients in counting, each with where it was found; more beside `countText`.

const family = '👨‍👩‍👧‍👦'
const bluesky = context(account('sky', 'bluesky', { capabilities: blueskyCapabilities }))

function problemsOf(written: DraftContent, target: TargetContext): readonly string[] {
  return validateDraft(draft(written, [target.account.id]), [target], { altTextReminder: false }).map(({ code }) => code)
}

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => media({ id: `m${index}`, sha256: index.toString(16).padStart(64, '0') }))

describe('How long a text is', () => {
  test('Tusky#3849: the very post that is 4 too long there is just within Mastodon’s 500', () => {
    const text = [
      'What I\'m listening to today: "four ( empress effects zoia, moog mother 32, make noise 0-coast )", i saw the SINE wav',
      "Some excellent ambient/drone. Seems at first like it's just going to be unattended wom wom wom zone-out noises for 13 minutes, which would also have been good, but a few minutes in the musician starts more actively guiding things and some DC-offset popping noises that appear at first to be recording errors start to clump together into rhythmic percussion.",
      'https://www.youtube.com/watch?v=7EPYU-1q_fw',
    ].join('\n\n')
    expect(countText(text, null, limits.mastodon)).toBe(500)
  })

  test('Tusky#3339: the server in a mention does not count, also of one that nobody knows', () => {
    expect(countText('@jack@twitter.com hello', null, limits.mastodon)).toBe('@jack hello'.length)
  })

  test('toot#399: the character before a link is not part of it', () => {
    expect(countText('a https://example.com/a', null, limits.mastodon)).toBe(2 + 23)
    expect(countText('(https://example.com/a)', null, limits.mastodon)).toBe(1 + 23 + 1)
  })

  test('elk#1977: a link to nothing but a server counts 23 as well', () => {
    expect(countText(`${'a'.repeat(476)} https://semaphore.vmst.io/`, null, limits.mastodon)).toBe(500)
  })

  test('Tusky#2399: a link shorter than 23 counts 23, so that what the counter lets pass the server takes', () => {
    expect(countText(`${'a'.repeat(477)} http://t.co`, null, limits.mastodon)).toBe(501)
  })

  test('Whalebird Compose.tsx L102: links and mentions are weighed, and the warning counts as characters, not as UTF-16', () => {
    expect(countText(`@bob@example.org https://example.com/${'a'.repeat(80)}`, family, limits.mastodon)).toBe('@bob '.length + 23 + 1)
  })

  test('Postiz posts.service.ts L833: on Bluesky a link counts as it is written, and 3,000 bytes are a limit beside 300 characters', () => {
    const link = `https://example.com/${'a'.repeat(80)}`
    expect(textCount(link, null, blueskyCapabilities)?.count).toBe(link.length)
    expect(problemsOf(content(family.repeat(120)), bluesky)).toEqual([])
    expect(problemsOf(content(family.repeat(121)), bluesky)).toEqual(['text-too-long'])
  })

  test('Phanpy media-attachment.jsx L255: a description is as long as it has characters, not UTF-16 units', async () => {
    const target = await targetOn({ media_attachments: { description_limit: 1500 } })
    const described = (alt: string) => content([segment('Look', { media: [media({ alt })] })])
    expect(problemsOf(described('🦜'.repeat(1500)), target)).toEqual([])
    expect(problemsOf(described('🦜'.repeat(1501)), target)).toEqual(['alt-too-long'])
  })
})

describe('What the server says of itself is the limit', () => {
  test('mixpost#148, postiz#1083, whalebird#360, postybirb-plus#145: 500 is not every server’s limit', async () => {
    const roomy = await targetOn({ statuses: { max_characters: 5000 } })
    expect(problemsOf(content('a'.repeat(5000)), roomy)).toEqual([])
    expect(problemsOf(content('a'.repeat(5001)), roomy)).toEqual(['text-too-long'])
    const tight = await targetOn({ statuses: { max_characters: 280 } })
    expect(problemsOf(content('a'.repeat(281)), tight)).toEqual(['text-too-long'])
  })

  test('Elk PublishWidget.vue L216: 23 is not every server’s price of a link', async () => {
    const dear = await targetOn({ statuses: { max_characters: 500, characters_reserved_per_url: 256 } })
    expect(problemsOf(content(`${'a'.repeat(243)} https://a.co`), dear)).toEqual([])
    expect(problemsOf(content(`${'a'.repeat(244)} https://a.co`), dear)).toEqual(['text-too-long'])
  })

  test('Whalebird Compose.tsx L189: four is not every server’s number of attachments', async () => {
    const roomy = await targetOn({ statuses: { max_media_attachments: 6 } })
    const pictures = (count: number) => content([segment('Look', { media: many(count) })])
    expect(problemsOf(pictures(6), roomy)).toEqual([])
    expect(problemsOf(pictures(7), roomy)).toEqual(['too-many-images'])
    expect(problemsOf(pictures(10), bluesky)).toEqual([])
    expect(problemsOf(pictures(11), bluesky)).toEqual(['too-many-images'])
  })
})
