import { beforeAll, describe, expect, test } from 'vitest'
import type { ConnectorContext, OutgoingMedia } from '../../../main/connectors/connector.ts'
import { PreparedPost } from '../../../main/connectors/bluesky/publish/prepared.ts'
import { bluesky, errorOf, film, network, newcomer, outgoing, picture, pictureOf, publish, publisher, remote } from './support.ts'

let context: ConnectorContext

beforeAll(async () => {
  ;({ context } = await newcomer('ann'))
})

/** A post as the AppView serves it, once it has it. */
async function asServed(postId: string) {
  await network.processAll()
  const found = await bluesky.resolvePost?.(context, postId, null)
  return found?.posts.find(({ post }) => post.id === postId)?.post
}

const pictures = (count: number): readonly OutgoingMedia[] =>
  Array.from({ length: count }, (_, index) => picture(20 + index, 10, `Nr ${index + 1}`))

describe('Pictures', () => {
  test('up to four go as every client of the network knows them', async () => {
    const { normalised } = await publish(context, outgoing('', { media: pictures(4) }))
    const record = await network.record(normalised.post.id)
    expect(record).toMatchObject({ embed: { $type: 'app.bsky.embed.images', images: [{ alt: 'Nr 1' }, {}, {}, { alt: 'Nr 4' }] } })
  })

  test.each([5, 10])('%i go as a gallery, which the network serves with alt texts, shapes and addresses', async (count) => {
    const media = pictures(count)
    const { normalised } = await publish(context, outgoing('Many', { media }))
    expect(await network.record(normalised.post.id)).toMatchObject({
      embed: {
        $type: 'app.bsky.embed.gallery',
        items: media.map(({ alt, width, height }) => ({ $type: 'app.bsky.embed.gallery#image', alt, aspectRatio: { width, height } })),
      },
    })
    const described = media.map(({ alt, width, height }) => ({ kind: 'image', alt, width, height }))
    expect(normalised.post.media).toMatchObject(described)
    const served = await asServed(normalised.post.id)
    expect(served?.media).toMatchObject(described)
    for (const { url, previewUrl } of served?.media ?? []) expect([url, previewUrl]).toEqual([expect.any(String), expect.any(String)])
  })

  test('of a gallery whose size nobody knows have the shape of a square', async () => {
    const media = pictures(5).map((one) => ({ ...one, width: null, height: null }))
    const { normalised } = await publish(context, outgoing('', { media }))
    expect(await network.record(normalised.post.id)).toMatchObject({
      embed: { items: media.map(() => ({ aspectRatio: { width: 1, height: 1 } })) },
    })
  })

  test('of a gallery stand beside a quote', async () => {
    const quoted = (await publish(context, outgoing('Quotable'))).normalised
    const quote = { postId: quoted.post.id, remoteId: quoted.post.id, revision: quoted.viewer?.revision ?? null, url: null }
    const { normalised } = await publish(context, outgoing('Look', { media: pictures(6), quote }))
    expect(await asServed(normalised.post.id)).toMatchObject({
      quote: { postId: quoted.post.id, state: 'available' },
      media: pictures(6).map(({ alt }) => ({ alt })),
    })
  })
})

describe('A video', () => {
  test('is posted with alt text and shape, and is read back as what it was', async () => {
    const { normalised } = await publish(context, outgoing('At the pier', { media: [film('Waves under a pier')] }))
    expect(await network.record(normalised.post.id)).toMatchObject({
      embed: {
        $type: 'app.bsky.embed.video',
        video: { mimeType: 'video/mp4', size: film().bytes },
        alt: 'Waves under a pier',
        aspectRatio: { width: 640, height: 360 },
      },
    })
    const shown = { kind: 'video', alt: 'Waves under a pier', width: 640, height: 360, mimeType: 'video/mp4' }
    expect(normalised.post.media).toMatchObject([shown])
    const served = await asServed(normalised.post.id)
    expect(served?.media).toMatchObject([shown])
    // Both are the file in the own repository, and it is all there.
    expect(served?.media[0]?.url).toBe(normalised.post.media[0]?.url)
    const address = await bluesky.resolveMedia?.(context, served?.media[0]?.url ?? '')
    const file = await fetch(String(address))
    expect(Buffer.from(await file.arrayBuffer()).equals(await film().read())).toBe(true)
  })

  test('goes with a quote', async () => {
    const quoted = (await publish(context, outgoing('Quotable'))).normalised.post
    const quote = remote({ uri: quoted.id, cid: '' })
    const { normalised } = await publish(context, outgoing('Look', { media: [film()], quote: { ...quote, revision: null } }))
    expect(await network.record(normalised.post.id)).toMatchObject({
      embed: { $type: 'app.bsky.embed.recordWithMedia', media: { $type: 'app.bsky.embed.video' }, record: { record: { uri: quoted.id } } },
    })
  })

  test('beside a picture, a second one, and one that is no MP4 are refused before anything is sent', async () => {
    const nobody: ConnectorContext = { ...context, http: { fetch: () => Promise.reject(new Error('asked')) } }
    const prepare = (media: readonly OutgoingMedia[]) => errorOf(publisher().prepare(nobody, outgoing('x', { media }), () => undefined))
    expect(await prepare([film(), picture(10, 10)])).toMatchObject({ kind: 'invalid-input', issues: [{ code: 'mixed-media' }] })
    expect(await prepare([film(), film()])).toMatchObject({ kind: 'invalid-input', issues: [{ code: 'too-many-videos' }] })
    expect(await prepare([{ ...film(), mimeType: 'video/webm' }])).toMatchObject({
      kind: 'invalid-input',
      issues: [{ code: 'media-wrong-type' }],
    })
  })

  test('that this server takes no blob of is refused by name and size, and nothing is posted', async () => {
    const bytes = 6_000_000
    const long = { ...pictureOf(bytes), fileName: 'long.mp4', mimeType: 'video/mp4' }
    expect(await errorOf(publish(context, outgoing('Too long', { media: [long] })))).toEqual({
      kind: 'invalid-input',
      issues: [{ field: 'media', code: 'media-too-big-for-server', values: { network: 'Bluesky', fileName: 'long.mp4', bytes } }],
    })
  })
})

test('A post that was prepared before Chirp sent videos and gates is still understood', () => {
  expect(PreparedPost.parse({ facets: [], images: [], reply: null, quote: null })).toEqual({
    facets: [],
    images: [],
    video: null,
    reply: null,
    quote: null,
    gates: { allow: null, embedding: null },
  })
})
