import { BlobRef } from '@atproto/api'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ConnectorContext, OutgoingMedia, OutgoingPost } from '../../../main/connectors/connector.ts'
import { countText } from '../../../shared/compose/count-text.ts'
import type { TestAccount } from '../../support/bluesky-network.ts'
import { refusalsOf } from '../../support/check-draft.ts'
import { errorOf, network, newcomer, outgoing, picture, pictureOf, publish, publisher } from './support.ts'

/**
 * Both sides of every limit: what is at it passes Chirp's rules and is accepted by a real server; what is one past it is refused by
 * Chirp's rules, and by the server when it is sent all the same.
 */

let ann: TestAccount
let context: ConnectorContext

beforeAll(async () => {
  ;({ account: ann, context } = await newcomer('ann'))
})

/** Sends a record as it is, past all of Chirp's rules. Whether the server took it. */
async function serverTakes(record: Readonly<Record<string, unknown>>): Promise<boolean> {
  const response = await fetch(`${network.urls.pds}/xrpc/com.atproto.repo.createRecord`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ann.agent.session?.accessJwt ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      repo: ann.did,
      collection: 'app.bsky.feed.post',
      record: { $type: 'app.bsky.feed.post', text: '', createdAt: new Date().toISOString(), ...record },
    }),
  })
  const body: unknown = await response.json()
  // Anything else would be a refusal for another reason than the record.
  if (response.status !== 200) expect([response.status, body]).toEqual([400, expect.objectContaining({ error: 'InvalidRequest' })])
  return response.status === 200
}

/** What Chirp's rules find, by code and limit. */
function refused(post: Partial<OutgoingPost>) {
  return refusalsOf(context.account.capabilities, outgoing('', post)).map(({ code, values }) => [code, values['limit'], values['unit']])
}

/** A blob on the server, as records refer to it. */
async function blob(bytes: Uint8Array, mimeType: string): Promise<unknown> {
  const { data } = await ann.agent.com.atproto.repo.uploadBlob(bytes, { encoding: mimeType })
  if (!(data.blob instanceof BlobRef)) throw new Error('No blob')
  return JSON.parse(JSON.stringify(data.blob))
}

describe('300 user-perceived characters', () => {
  test.each([
    ['letters', 'a'],
    ['accents in one piece', 'é'],
    ['accents in two pieces', 'e\u0301'],
    ['Cyrillic', 'Ж'],
    ['Arabic with a vowel sign', 'بَ'],
    ['Hebrew with points', 'שׁ'],
    ['Chinese', '漢'],
    ['rare Chinese outside the first plane', '𠮷'],
    ['Hangul', '한'],
    ['Hangul in three pieces', '\u1112\u1161\u11ab'],
    ['Thai', 'กำ'],
    ['Devanagari with a vowel sign', 'कि'],
    ['Tamil', 'நி'],
    ['emoji', '👍'],
    ['emoji with a skin tone', '👍🏽'],
    ['flags', '🇩🇪'],
    ['a flag of tags', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['a family', '👨‍👩‍👧‍👦'],
    ['a keycap', '1️⃣'],
    ['a heart with its selector', '❤️'],
    ['line breaks', 'a\n'],
  ])('of %s are posted, 301 are not', async (_, unit) => {
    // As many as the 3,000 bytes have room for, and letters for the rest.
    const each = countText(unit, null, { unit: 'graphemes', linkCost: null, countsWarning: false })
    const times = Math.min(300 / each, Math.floor(2699 / Math.max(1, Buffer.byteLength(unit) - each)))
    const text = unit.repeat(times) + 'x'.repeat(300 - times * each)

    expect(refused({ text })).toEqual([])
    const { normalised } = await publish(context, outgoing(text))
    expect(await network.record(normalised.post.id)).toMatchObject({ text })

    expect(refused({ text: `${text}x` })).toEqual([['text-too-long', 300, 'graphemes']])
    expect(await serverTakes({ text: `${text}x` })).toBe(false)
  })
})

describe('3,000 bytes', () => {
  test.each([
    ['families', '👨‍👩‍👧‍👦'],
    ['flags of tags', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['letters with many marks', 'a\u0301\u0302\u0303\u0304\u0305\u0306'],
  ])('of %s are posted, 3,001 are not', async (_, unit) => {
    const times = Math.floor(3000 / Buffer.byteLength(unit))
    const text = unit.repeat(times) + 'x'.repeat(3000 - times * Buffer.byteLength(unit))
    expect(Buffer.byteLength(text)).toBe(3000)

    expect(refused({ text })).toEqual([])
    await publish(context, outgoing(text))

    expect(refused({ text: `${text}x` })).toEqual([['text-too-long', 3000, 'utf8-bytes']])
    expect(await serverTakes({ text: `${text}x` })).toBe(false)
  })
})

describe('Pictures', () => {
  const pictures = (count: number): readonly OutgoingMedia[] => Array.from({ length: count }, () => picture(10, 10, 'Grey'))
  const aspectRatio = { width: 1, height: 1 }

  test('four fit into the older embed, and the server takes no fifth there: from five on Chirp makes a gallery', async () => {
    const image = { image: await blob(await picture(10, 10).read(), 'image/png'), alt: '' }
    const images = (count: number) => ({ embed: { $type: 'app.bsky.embed.images', images: Array.from({ length: count }, () => image) } })
    expect([await serverTakes(images(4)), await serverTakes(images(5))]).toEqual([true, false])
    for (const [count, $type] of [
      [4, 'app.bsky.embed.images'],
      [5, 'app.bsky.embed.gallery'],
    ] as const) {
      expect(refused({ media: pictures(count) })).toEqual([])
      const { normalised } = await publish(context, outgoing('', { media: pictures(count) }))
      expect(await network.record(normalised.post.id)).toMatchObject({ embed: { $type } })
    }
  })

  test('ten are posted, and Chirp lets no eleventh pass', async () => {
    expect(refused({ media: pictures(10) })).toEqual([])
    await publish(context, outgoing('', { media: pictures(10) }))
    expect(refused({ media: pictures(11) })).toEqual([['too-many-images', 10, undefined]])
    expect(await errorOf(publish(context, outgoing('', { media: pictures(11) })))).toMatchObject({
      kind: 'invalid-input',
      issues: [{ code: 'too-many-images', values: { count: 11, limit: 10 } }],
    })
  })

  test('the server itself ends a gallery at 20, and wants the shape of each', async () => {
    const item = { $type: 'app.bsky.embed.gallery#image', image: await blob(await picture(10, 10).read(), 'image/png'), alt: '' }
    const gallery = (items: readonly unknown[]) => ({ embed: { $type: 'app.bsky.embed.gallery', items } })
    const shaped = (count: number) => gallery(Array.from({ length: count }, () => ({ ...item, aspectRatio })))
    expect([await serverTakes(shaped(20)), await serverTakes(shaped(21)), await serverTakes(gallery([item]))]).toEqual([true, false, false])
  })

  test('of 2,000,000 bytes are posted, one byte more is not', async () => {
    expect(context.account.capabilities.images?.maxBytes.value).toBe(2_000_000)
    await publish(context, outgoing('', { media: [pictureOf(2_000_000)] }))
    const past = pictureOf(2_000_001)
    expect(await errorOf(publisher().prepare(context, outgoing('', { media: [past] }), () => undefined))).toMatchObject({
      kind: 'invalid-input',
      issues: [{ code: 'media-too-big', values: { bytes: 2_000_001, limit: 2_000_000 } }],
    })
    const image = await blob(await past.read(), 'image/png')
    expect(await serverTakes({ embed: { $type: 'app.bsky.embed.images', images: [{ image, alt: '' }] } })).toBe(false)
  })

  test('have an alt text that may be empty and must be there', async () => {
    const { normalised } = await publish(context, outgoing('', { media: [picture(10, 10, '')] }))
    expect(await network.record(normalised.post.id)).toMatchObject({ embed: { images: [{ alt: '' }] } })
    const image = await blob(await picture(10, 10).read(), 'image/png')
    expect(await serverTakes({ embed: { $type: 'app.bsky.embed.images', images: [{ image }] } })).toBe(false)
  })
})

describe('A video', () => {
  test('has to be an MP4: one of another type is refused by both', async () => {
    const video = { ...pictureOf(1000), mimeType: 'video/webm', fileName: 'a.webm' }
    expect(refused({ media: [video] }).map(([code]) => code)).toEqual(['media-wrong-type'])
    const refers = async (mimeType: string) => ({
      embed: { $type: 'app.bsky.embed.video', video: await blob(await video.read(), mimeType) },
    })
    expect(await serverTakes(await refers('video/webm'))).toBe(false)
    expect(refused({ media: [{ ...video, mimeType: 'video/mp4' }] })).toEqual([])
  })
})

describe('A tag', () => {
  const ten = 'é\u0301\u0302\u0303\u0304'
  test.each([
    ['64 characters', 'a'.repeat(64), 'a'.repeat(65)],
    ['64 flags', '🇩🇪'.repeat(64), '🇩🇪'.repeat(65)],
    ['640 bytes', ten.repeat(64), `${ten.repeat(63)}a\u0301\u0302\u0303\u0304\u0305`],
  ])('of %s is marked, a longer one is left as plain text, which the server would refuse', async (_, most, past) => {
    const facets = (tag: string) => [
      {
        index: { byteStart: 0, byteEnd: 1 + Buffer.byteLength(tag) },
        features: [{ $type: 'app.bsky.richtext.facet#tag', tag }],
      },
    ]
    const marked = (await publish(context, outgoing(`#${most}`))).normalised.post
    expect(await network.record(marked.id)).toMatchObject({ facets: facets(most) })
    const plain = (await publish(context, outgoing(`#${past}`))).normalised.post
    expect(await network.record(plain.id)).not.toHaveProperty('facets')
    expect(await serverTakes({ text: `#${past}`, facets: facets(past) })).toBe(false)
  })
})

test('Three languages are taken and a fourth is not, as the capability says', async () => {
  const most = context.account.capabilities.maxLanguages?.value ?? 0
  const langs = ['en', 'de', 'fr', 'ja']
  expect([most, await serverTakes({ langs: langs.slice(0, most) }), await serverTakes({ langs: langs.slice(0, most + 1) })]).toEqual([
    3,
    true,
    false,
  ])
})
