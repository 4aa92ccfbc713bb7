import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { stripMetadata } from '../../../main/media/strip-metadata.ts'
import { quadrants, removeFolder } from './make-pictures.ts'

afterAll(removeFolder)

const plain = (format: 'jpeg' | 'png' | 'webp' | 'gif'): Promise<Buffer> => quadrants(40, 30).toFormat(format).toBuffer()

function jpegSegment(marker: number, data: string | Buffer): Buffer {
  const body = Buffer.from(data as string, 'latin1')
  return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body])
}

function pngChunk(type: string, data: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, Buffer.from(type + data, 'latin1'), Buffer.alloc(4)])
}

function webpChunk(type: string, data: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(data.length)
  return Buffer.concat([Buffer.from(type, 'latin1'), length, Buffer.from(data + '\0'.repeat(data.length % 2), 'latin1')])
}

function gifBlocks(...blocks: string[]): Buffer {
  return Buffer.concat([
    ...blocks.map((text) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')])),
    Buffer.from([0]),
  ])
}

describe('a JPEG', () => {
  it.each([
    ['EXIF', jpegSegment(0xe1, 'Exif\0\0MM')],
    ['XMP', jpegSegment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<x/>')],
    ['IPTC', jpegSegment(0xed, 'Photoshop 3.0\0')],
    ['a comment', jpegSegment(0xfe, 'Secret')],
    ['a thumbnail', jpegSegment(0xe0, 'JFXX\0\x10')],
    ['an index of further pictures', jpegSegment(0xe2, 'MPF\0')],
    ['notes of its maker', jpegSegment(0xe5, 'Secret')],
  ])('loses %s and nothing else', async (_name, segment) => {
    const file = await plain('jpeg')
    const withIt = Buffer.concat([file.subarray(0, 2), segment, file.subarray(2)])
    expect(stripMetadata(withIt, 'image/jpeg')).toEqual(file)
  })

  it('loses what stands behind its end: a film, a second picture', async () => {
    const file = await plain('jpeg')
    expect(stripMetadata(Buffer.concat([file, Buffer.from('ftypSecret')]), 'image/jpeg')).toEqual(file)
  })

  it('loses the thumbnail in its own header', async () => {
    const file = await plain('jpeg')
    const bare = Buffer.concat([file.subarray(0, 2), jpegSegment(0xe0, 'JFIF\0\x01\x02\0\0\x01\0\x01\0\0'), file.subarray(2)])
    const withThumbnail = Buffer.concat([
      file.subarray(0, 2),
      jpegSegment(0xe0, Buffer.concat([Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\x02\x01', 'latin1'), Buffer.from('SECRET')])),
      file.subarray(2),
    ])
    expect(stripMetadata(withThumbnail, 'image/jpeg')).toEqual(bare)
  })

  it('keeps every scan of a progressive one', async () => {
    const file = await quadrants(400, 300).blur(3).jpeg({ progressive: true }).toBuffer()
    const withIt = Buffer.concat([file.subarray(0, 2), jpegSegment(0xfe, 'Secret'), file.subarray(2)])
    expect(stripMetadata(withIt, 'image/jpeg')).toEqual(file)
  })

  it.each([
    ['ends in a segment', (file: Buffer) => file.subarray(0, 30)],
    ['ends in its pixels', (file: Buffer) => file.subarray(0, file.length - 2)],
    [
      'has a segment of no length',
      (file: Buffer) => Buffer.concat([file.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, 0]), file.subarray(2)]),
    ],
    ['has something between its segments', (file: Buffer) => Buffer.concat([file.subarray(0, 2), Buffer.from('x'), file.subarray(2)])],
    ['is empty', () => Buffer.alloc(0)],
  ])('that %s is not taken apart', async (_name, broken) => {
    expect(stripMetadata(broken(await plain('jpeg')), 'image/jpeg')).toBeNull()
  })
})

describe('a PNG', () => {
  it.each(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'sPLT', 'prVt'])('loses %s and nothing else', async (type) => {
    const file = await plain('png')
    const withIt = Buffer.concat([file.subarray(0, 33), pngChunk(type, 'Secret'), file.subarray(33)])
    expect(stripMetadata(withIt, 'image/png')).toEqual(file)
  })

  it('loses what an editor left behind its end', async () => {
    const file = await plain('png')
    expect(stripMetadata(Buffer.concat([file, Buffer.from('the part that was cropped away')]), 'image/png')).toEqual(file)
  })

  it('that is cut off is not taken apart', async () => {
    const file = await plain('png')
    for (const bytes of [4, 20, file.length - 13, file.length - 3]) expect(stripMetadata(file.subarray(0, bytes), 'image/png')).toBeNull()
  })
})

describe('a WebP', () => {
  it('loses EXIF, XMP and foreign chunks, also in its frames, and promises them no more', async () => {
    const file = await quadrants(40, 30).withIccProfile('p3').webp().toBuffer()
    expect(file.toString('latin1', 12, 16)).toBe('VP8X')
    const more = Buffer.concat([webpChunk('EXIF', 'Secret'), webpChunk('XMP ', 'Secrets'), webpChunk('mine', 'Secret')])
    const withIt = Buffer.concat([file, more])
    withIt.writeUInt32LE(withIt.length - 8, 4)
    withIt[20] = (withIt[20] ?? 0) | 0x0c
    expect(stripMetadata(Buffer.concat([withIt, Buffer.from('behind')]), 'image/webp')).toEqual(file)
  })

  it('keeps its frames when it moves', async () => {
    const pages = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 9, height: 7, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const file = await sharp(pages, { join: { animated: true } })
      .webp()
      .toBuffer()
    const withIt = Buffer.concat([file, webpChunk('XMP ', 'Secret')])
    withIt.writeUInt32LE(withIt.length - 8, 4)
    expect(stripMetadata(withIt, 'image/webp')).toEqual(file)
  })

  it('that is cut off is not taken apart', async () => {
    const file = await plain('webp')
    for (const bytes of [10, 19, file.length - 5]) expect(stripMetadata(file.subarray(0, bytes), 'image/webp')).toBeNull()
  })
})

describe('a GIF', () => {
  it('loses comments, XMP and text, and keeps how often it runs', async () => {
    const pages = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 9, height: 7, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const file = await sharp(pages, { join: { animated: true } })
      .gif({ loop: 0 })
      .toBuffer()
    expect(file.includes('NETSCAPE2.0')).toBe(true)
    const more = [
      Buffer.concat([Buffer.from([0x21, 0xfe]), gifBlocks('Secret', 'words')]),
      Buffer.concat([Buffer.from([0x21, 0xff]), gifBlocks('XMP DataXMP', 'Secret')]),
      Buffer.concat([Buffer.from([0x21, 0x01]), gifBlocks('xxxxxxxxxxxx', 'Secret')]),
    ]
    const withIt = Buffer.concat([file.subarray(0, -1), ...more, file.subarray(-1), Buffer.from('behind')])
    expect(stripMetadata(withIt, 'image/gif')).toEqual(file)
  })

  it('that is cut off is not taken apart', async () => {
    const file = await plain('gif')
    for (const bytes of [5, 13, 40, file.length - 1]) expect(stripMetadata(file.subarray(0, bytes), 'image/gif')).toBeNull()
  })
})

it('another type is not taken apart', () => {
  expect(stripMetadata(Buffer.from('....ftypavif'), 'image/avif')).toBeNull()
})
