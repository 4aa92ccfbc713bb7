import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { png } from '../services-write/pictures.ts'
import {
  BLUE,
  fit,
  GREEN,
  made,
  near,
  photo,
  quadrants,
  quarterColours,
  RED,
  removeFolder,
  SECRETS,
  secretsIn,
  WHITE,
  XMP,
} from './make-pictures.ts'

afterAll(removeFolder)

describe('a picture that a target takes as it is', () => {
  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('is kept byte for byte when it is a plain %s', async (format) => {
    const bytes = await quadrants().toFormat(format).toBuffer()
    expect(await fit(bytes, `image/${format}`)).toEqual({ kind: 'kept', width: 160, height: 120 })
  })

  it.each(['jpeg', 'png', 'webp'] as const)('loses all metadata and not one pixel when it is a %s that has some', async (format) => {
    const bytes = await quadrants().withExif(SECRETS).withXmp(XMP).toFormat(format).toBuffer()
    expect(await secretsIn(bytes)).toEqual(expect.arrayContaining(['exif', 'xmp', 'Secret']))
    const result = await made(bytes, `image/${format}`)
    expect(result).toMatchObject({ mimeType: `image/${format}`, width: 160, height: 120, changes: ['metadata'] })
    expect(await secretsIn(result.bytes)).toEqual([])
    expect(await sharp(result.bytes).raw().toBuffer()).toEqual(await sharp(bytes).raw().toBuffer())
    // What came out is itself clean.
    expect(await fit(result.bytes, `image/${format}`)).toMatchObject({ kind: 'kept' })
  })

  it('keeps the profile that says what its colours mean', async () => {
    const bytes = await quadrants().withIccProfile('p3').withExif(SECRETS).jpeg().toBuffer()
    const { bytes: clean } = await made(bytes, 'image/jpeg')
    expect((await sharp(clean).metadata()).icc).toEqual((await sharp(bytes).metadata()).icc)
  })
})

describe('a picture that was taken with the camera held otherwise', () => {
  const turns = [
    [1, [RED, GREEN, BLUE, WHITE]],
    [2, [GREEN, RED, WHITE, BLUE]],
    [3, [WHITE, BLUE, GREEN, RED]],
    [4, [BLUE, WHITE, RED, GREEN]],
    [5, [RED, BLUE, GREEN, WHITE]],
    [6, [BLUE, RED, WHITE, GREEN]],
    [7, [WHITE, GREEN, BLUE, RED]],
    [8, [GREEN, WHITE, RED, BLUE]],
  ] as const

  it.each(turns)('comes out upright (EXIF orientation %i), and says nothing of it any more', async (orientation, colours) => {
    const bytes = await quadrants().withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer()
    const result = await made(bytes, 'image/jpeg')
    const turned = orientation >= 5
    expect([result.width, result.height]).toEqual(turned ? [120, 160] : [160, 120])
    expect(await sharp(result.bytes).metadata()).toMatchObject(turned ? { width: 120, height: 160 } : { width: 160, height: 120 })
    expect((await sharp(result.bytes).metadata()).orientation).toBeUndefined()
    expect(near(await quarterColours(result.bytes), colours)).toBe(true)
    expect(result.changes).toEqual(orientation === 1 ? ['metadata'] : ['metadata', 'upright', 'quality'])
  })
})

describe('a picture that is too much for a target', () => {
  it('comes out just below the limit, with as many pixels as look good there', async () => {
    const bytes = await photo(1600, 1200).jpeg({ quality: 97 }).withExif(SECRETS).toBuffer()
    const result = await made(bytes, 'image/jpeg', { maxBytes: 300_000 })
    expect(result.bytes.length).toBeLessThanOrEqual(300_000)
    expect(result.bytes.length).toBeGreaterThan(240_000)
    expect(result.width / result.height).toBeCloseTo(4 / 3, 1)
    expect(result.width).toBeGreaterThan(500)
    expect(result.changes).toEqual(['metadata', 'size', 'quality'])
    expect(await secretsIn(result.bytes)).toEqual([])
  })

  it('keeps all its pixels when a lower quality is enough', async () => {
    const bytes = await quadrants(1200, 900).blur(4).jpeg({ quality: 100 }).toBuffer()
    const result = await made(bytes, 'image/jpeg', { maxBytes: Math.floor(bytes.length * 0.8) })
    expect(result).toMatchObject({ width: 1200, height: 900, changes: ['quality'] })
  })

  it.each([
    ['pixels', { maxPixels: 90_000 }],
    ['the longer side', { maxSide: 200 }],
  ])('is made smaller where %s are limited', async (_name, rule) => {
    const result = await made(await photo(800, 400).jpeg().toBuffer(), 'image/jpeg', rule)
    expect(result.width * result.height).toBeLessThanOrEqual(90_000)
    if ('maxSide' in rule) expect([result.width, result.height]).toEqual([200, 100])
    expect(result.changes).toEqual(['size', 'quality'])
  })

  it('stays without loss where it is a drawing and that is enough', async () => {
    const result = await made(await quadrants(900, 900).png().toBuffer(), 'image/png', { maxSide: 300 })
    expect(result).toMatchObject({ mimeType: 'image/png', width: 300, height: 300, changes: ['size'] })
  })

  it('gives the same bytes every time', async () => {
    const bytes = await photo(500, 400).jpeg({ quality: 95 }).toBuffer()
    const [first, second] = [await made(bytes, 'image/jpeg', { maxBytes: 40_000 }), await made(bytes, 'image/jpeg', { maxBytes: 40_000 })]
    expect(first.bytes.equals(second.bytes)).toBe(true)
  })

  it('is refused where nothing can be small enough', async () => {
    expect(await fit(await photo(60, 40).jpeg().toBuffer(), 'image/jpeg', { maxBytes: 20 })).toEqual({
      kind: 'refused',
      code: 'media-too-big',
    })
  })

  it('is within the rule whatever its size and whatever the rule', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom('jpeg', 'png', 'webp', 'avif'),
        fc.constantFrom(3, 4),
        fc.record({
          mimeTypes: fc.subarray(['image/jpeg', 'image/png', 'image/webp'], { minLength: 1 }),
          maxBytes: fc.integer({ min: 3_000, max: 60_000 }),
          maxPixels: fc.option(fc.integer({ min: 100, max: 100_000 })),
          maxSide: fc.option(fc.integer({ min: 10, max: 500 })),
        }),
        async (width, height, format, channels, rule) => {
          const bytes = await photo(width, height, channels).toFormat(format, { effort: 1 }).toBuffer()
          const result = await fit(bytes, `image/${format}`, rule)
          if (result.kind === 'refused') throw new Error(result.code)
          const out = result.kind === 'kept' ? { bytes, mimeType: `image/${format}` } : result
          const { width: w, height: h, mediaType } = await sharp(out.bytes).metadata()
          expect(rule.mimeTypes).toContain(mediaType)
          expect(mediaType).toBe(out.mimeType)
          expect([w, h]).toEqual([result.width, result.height])
          expect(out.bytes.length).toBeLessThanOrEqual(rule.maxBytes)
          expect(w * h).toBeLessThanOrEqual(rule.maxPixels ?? Infinity)
          expect(Math.max(w, h)).toBeLessThanOrEqual(rule.maxSide ?? Infinity)
        },
      ),
      { numRuns: 25 },
    )
  }, 120_000)
})

describe('a picture of a type a target does not take', () => {
  it.each(['png', 'webp', 'avif', 'gif'] as const)('is written as JPEG when it is a %s', async (format) => {
    const result = await made(await quadrants().toFormat(format).toBuffer(), `image/${format}`, { mimeTypes: ['image/jpeg'] })
    expect(result).toMatchObject({ mimeType: 'image/jpeg', width: 160, height: 120, changes: ['format', 'quality'] })
    expect(near(await quarterColours(result.bytes), [RED, GREEN, BLUE, WHITE])).toBe(true)
  })

  it('comes out right from HEIC, in its colours and without its metadata', async () => {
    const heic = readFileSync('test/fixtures/pictures/quadrants.heic')
    const result = await made(heic, 'image/heic')
    expect(result).toMatchObject({ mimeType: 'image/jpeg', width: 320, height: 240, changes: ['metadata', 'format', 'quality'] })
    expect(near(await quarterColours(result.bytes), [RED, GREEN, BLUE, WHITE])).toBe(true)
    expect(await secretsIn(result.bytes)).toEqual([])
  })

  it('keeps what shows through where the target takes a type that can, and is on white elsewhere', async () => {
    const bytes = await photo(80, 60, 4).png().toBuffer()
    const webp = await made(bytes, 'image/png', { mimeTypes: ['image/jpeg', 'image/webp'] })
    expect(webp).toMatchObject({ mimeType: 'image/webp', changes: ['format'] })
    expect((await sharp(webp.bytes).stats()).isOpaque).toBe(false)
    const clear = await sharp({ create: { width: 40, height: 40, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toBuffer()
    const jpeg = await made(clear, 'image/png', { mimeTypes: ['image/jpeg'] })
    expect(jpeg).toMatchObject({ mimeType: 'image/jpeg', changes: ['format', 'quality', 'background'] })
    expect(
      near(
        await quarterColours(jpeg.bytes),
        [
          [255, 255, 255],
          [255, 255, 255],
          [255, 255, 255],
          [255, 255, 255],
        ],
        1,
      ),
    ).toBe(true)
  })

  it('is refused when the target takes nothing that Chirp writes', async () => {
    const bytes = await quadrants().png().toBuffer()
    expect(await fit(bytes, 'image/png', { mimeTypes: ['image/jxl'] })).toEqual({ kind: 'refused', code: 'media-wrong-type' })
  })
})

describe('colours', () => {
  it('look the same after a wide profile was turned into sRGB', async () => {
    const bytes = await quadrants().withIccProfile('p3').png().toBuffer()
    const result = await made(bytes, 'image/png', { mimeTypes: ['image/jpeg'] })
    expect((await sharp(result.bytes).metadata()).icc).toBeUndefined()
    expect(near(await quarterColours(result.bytes), [RED, GREEN, BLUE, WHITE])).toBe(true)
  })

  it('of a print are turned into those of a screen, though the file would fit', async () => {
    const bytes = await quadrants().toColourspace('cmyk').jpeg().toBuffer()
    expect((await sharp(bytes).metadata()).space).toBe('cmyk')
    const result = await made(bytes, 'image/jpeg')
    expect(await sharp(result.bytes).metadata()).toMatchObject({ space: 'srgb', channels: 3 })
    // What the ink of this profile looks like: not the colours that it was made from.
    expect(near(await quarterColours(result.bytes), await quarterColours(bytes))).toBe(true)
  })

  it('may be grey, or sixteen bits deep', async () => {
    const grey = await quadrants().greyscale().toColourspace('b-w').png().toBuffer()
    expect((await sharp(grey).metadata()).channels).toBe(1)
    expect(await made(grey, 'image/png', { mimeTypes: ['image/jpeg'] })).toMatchObject({ width: 160, height: 120 })
    const deep = await quadrants().toColourspace('rgb16').png().toBuffer()
    expect((await sharp(deep).metadata()).depth).toBe('ushort')
    expect(await fit(deep, 'image/png')).toMatchObject({ kind: 'kept' })
    const small = await made(deep, 'image/png', { mimeTypes: ['image/jpeg'] })
    expect(near(await quarterColours(small.bytes), [RED, GREEN, BLUE, WHITE])).toBe(true)
  })
})

describe('an animation', () => {
  const frames = (format: 'gif' | 'webp') =>
    Promise.all(
      ['red', 'lime', 'blue'].map((background) =>
        sharp({ create: { width: 60, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    ).then((pages) =>
      sharp(pages, { join: { animated: true } })
        .toFormat(format)
        .toBuffer(),
    )

  it.each(['gif', 'webp'] as const)('is kept with all its frames when it fits (%s)', async (format) => {
    const bytes = await frames(format)
    expect((await sharp(bytes, { animated: true }).metadata()).pages).toBe(3)
    expect(await fit(bytes, `image/${format}`)).toMatchObject({ kind: 'kept', width: 60, height: 40 })
  })

  it('is refused, and says why, rather than losing its frames', async () => {
    const bytes = await frames('gif')
    expect(await fit(bytes, 'image/gif', { maxBytes: bytes.length - 1 })).toEqual({ kind: 'refused', code: 'animation-too-big' })
    expect(await fit(bytes, 'image/gif', { mimeTypes: ['image/jpeg'] })).toEqual({ kind: 'refused', code: 'media-wrong-type' })
  })
})

describe('a file that is no whole picture', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('is refused when a %s is cut off', async (format) => {
    const bytes = await photo(200, 200).toFormat(format).toBuffer()
    for (const share of [0.02, 0.5, 0.9]) {
      const cut = bytes.subarray(0, Math.ceil(bytes.length * share))
      expect(await fit(cut, `image/${format}`)).toEqual({ kind: 'refused', code: 'media-unreadable' })
    }
  })

  it('is refused when HEIC is cut off, is something else, or is nothing', async () => {
    const heic = readFileSync('test/fixtures/pictures/quadrants.heic')
    for (const bytes of [heic.subarray(0, 600), heic.subarray(0, -400), Buffer.from('not a picture at all'), Buffer.alloc(0)]) {
      expect(await fit(bytes, 'image/heic')).toEqual({ kind: 'refused', code: 'media-unreadable' })
    }
  })

  it('is refused when it is another type than its first bytes say', async () => {
    expect(await fit(await quadrants().png().toBuffer(), 'image/jpeg')).toEqual({ kind: 'refused', code: 'media-unreadable' })
    expect(await fit(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'image/png')).toEqual({
      kind: 'refused',
      code: 'media-unreadable',
    })
  })

  it('is refused at once when it would unpack to more than can be held', async () => {
    const bomb = png(16_000, 7_000)
    expect(bomb.length).toBeLessThan(1_000_000)
    expect(await fit(bomb, 'image/png')).toEqual({ kind: 'refused', code: 'media-too-large-to-open' })
  })
})

describe('odd shapes', () => {
  it('of one pixel, or one pixel high, come through', async () => {
    const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    expect(await made(dot, 'image/png', { mimeTypes: ['image/jpeg'] })).toMatchObject({ width: 1, height: 1 })
    const line = await photo(20_000, 1).jpeg().toBuffer()
    expect(await made(line, 'image/jpeg', { maxSide: 4000 })).toMatchObject({ width: 4000, height: 1 })
    expect(await made(line, 'image/jpeg', { mimeTypes: ['image/webp'] })).toMatchObject({
      mimeType: 'image/webp',
      width: 16_383,
      height: 1,
    })
  })
})

describe('fitting', () => {
  it('ends when it is no longer wanted', async () => {
    const bytes = await photo(1000, 800).jpeg({ quality: 95 }).toBuffer()
    const wanted = new AbortController()
    const fitting = fit(bytes, 'image/jpeg', { maxBytes: 50_000 }, wanted.signal)
    wanted.abort(new Error('no longer wanted'))
    await expect(fitting).rejects.toThrow('no longer wanted')
  })
})
