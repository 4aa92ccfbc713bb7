import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { blueskyCapabilities } from '../../../main/connectors/bluesky/capabilities.ts'
import type { OutgoingMedia } from '../../../main/connectors/connector.ts'
import { fitRuleOf, planFit } from '../../../shared/compose/fit-media.ts'
import { plainPost } from '../../contract/setup.ts'
import { ANN, bluesky, FakeRepository } from '../bluesky/fake-repository.ts'
import { media } from '../compose/build-draft.ts'
import { fit, made, removeFolder } from '../media/make-pictures.ts'

// Flaws of other clients with files, each with where it was found; more in the outbox's tests.

let repository: FakeRepository
beforeEach(() => {
  repository = new FakeRepository()
})
afterAll(removeFolder)

const rule = blueskyCapabilities.images!

/** A picture that gets no smaller when it is packed. */
function noise(width: number, height: number) {
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
}

function outgoingPicture(bytes: Buffer, alt: string): OutgoingMedia {
  return {
    sha256: 'ab'.repeat(32),
    fileName: 'a.jpg',
    mimeType: 'image/jpeg',
    bytes: bytes.length,
    width: 40,
    height: 30,
    durationMs: null,
    alt,
    focalPoint: null,
    read: () => Promise.resolve(new Uint8Array(bytes)),
  }
}

/** Posts pictures on Bluesky as the outbox does; answers the record that is there then. */
async function postPictures(pictures: readonly OutgoingMedia[]): Promise<unknown> {
  const { newKey, prepare, commit } = bluesky.publish!
  const post = { ...plainPost('Look', Date.parse('2026-11-26T12:00:00Z')), media: pictures }
  const prepared: unknown = JSON.parse(JSON.stringify(await prepare(repository.context, post, () => undefined)))
  const key = newKey(Date.now)
  await commit(repository.context, key, post, prepared)
  return repository.records.get(`at://${ANN}/app.bsky.feed.post/${key}`)
}

describe('How large a picture may be', () => {
  test('Postiz: Bluesky images may be 2,000,000 bytes, not 976 kB: one between the two goes as it is', () => {
    expect(planFit(media({ bytes: 1_000_001, width: 2000, height: 1500 }), rule)).toEqual({ kind: 'kept' })
    expect(planFit(media({ bytes: 2_000_000, width: 2000, height: 1500 }), rule)).toEqual({ kind: 'kept' })
    expect(planFit(media({ bytes: 2_000_001, width: 2000, height: 1500 }), rule)).toMatchObject({ kind: 'fitted' })
  })

  test(
    'denali PR#1343: 2 MB is enforced at createRecord, so what is larger is compressed until it is under, before it is uploaded',
    { timeout: 120_000 },
    async () => {
      const large = await noise(1600, 1300).jpeg({ quality: 98 }).toBuffer()
      expect(large.length).toBeGreaterThan(2_000_000)
      const fitted = await made(large, 'image/jpeg', fitRuleOf(rule))
      expect(fitted.bytes.length).toBeLessThanOrEqual(2_000_000)
      await postPictures([outgoingPicture(fitted.bytes, '')])
      expect(repository.blobs).toEqual([fitted.bytes.length])
    },
  )

  test('denali PR#1343, BlueskyApi#14: a picture that is too large never leaves, so no post is refused for it', async () => {
    await expect(postPictures([{ ...outgoingPicture(Buffer.from('x'), ''), bytes: 2_000_001 }])).rejects.toMatchObject({
      error: { kind: 'invalid-input', issues: [{ code: 'media-too-big' }] },
    })
    expect(repository.asked).toEqual([])
  })

  test('postybirb-plus#328: a picture that is small enough is not made larger by making it smaller', async () => {
    const small = await noise(400, 300).jpeg({ quality: 90 }).toBuffer()
    expect(await fit(small, 'image/jpeg', fitRuleOf(rule))).toEqual({ kind: 'kept', width: 400, height: 300 })
  })
})

describe('Descriptions', () => {
  test('postiz#695, PR#651: a picture without one has an empty one, neither left out nor made up', async () => {
    const record = await postPictures([outgoingPicture(Buffer.from('one'), ''), outgoingPicture(Buffer.from('two'), 'A cat on a roof')])
    expect(record).toMatchObject({ embed: { $type: 'app.bsky.embed.images', images: [{ alt: '' }, { alt: 'A cat on a roof' }] } })
  })
})
