import { describe, expect, test } from 'vitest'
import { fitRuleOf, obstaclesOf, planFit, type FitSubject } from '../../../shared/compose/fit-media.ts'
import type { Limit, MediaRule } from '../../../shared/model/capabilities.ts'

function limit(value: number, strength: Limit['strength'] = 'hard'): Limit {
  return { value, source: 'https://example.org/limits', checkedOn: '2026-11-26', strength }
}

const images: MediaRule = {
  mimeTypes: ['image/jpeg', 'image/png', 'image/gif'],
  maxCount: limit(4),
  maxBytes: limit(2_000_000),
  maxPixels: limit(10_000_000),
  maxAltLength: null,
  maxSide: limit(4000),
  maxDurationMs: null,
  focalPoint: false,
  minDurationMs: null,
  shape: null,
  inReplies: true,
}
const videos: MediaRule = { ...images, mimeTypes: ['video/mp4'], maxBytes: limit(50_000_000), maxSide: null, maxDurationMs: limit(180_000) }

const photo: FitSubject = { fileName: 'a.jpg', mimeType: 'image/jpeg', bytes: 1_000_000, width: 3000, height: 2000, durationMs: null }
const film: FitSubject = { fileName: 'a.mp4', mimeType: 'video/mp4', bytes: 10_000_000, width: 1920, height: 1080, durationMs: 180_000 }

describe('a picture', () => {
  test.each<[string, Partial<FitSubject>, ReturnType<typeof planFit>]>([
    ['within the rule is kept', {}, { kind: 'kept' }],
    ['of unknown size is kept', { width: null, height: null }, { kind: 'kept' }],
    ['of too many bytes is made smaller', { bytes: 2_000_001 }, { kind: 'fitted', changes: ['quality'] }],
    ['of too many pixels is made smaller', { width: 3900, height: 3900 }, { kind: 'fitted', changes: ['size'] }],
    ['with a side that is too long is made smaller', { width: 4001, height: 10 }, { kind: 'fitted', changes: ['size'] }],
    ['of a type that is not taken is written as another', { mimeType: 'image/heic' }, { kind: 'fitted', changes: ['format'] }],
    [
      'that is all of that is made to fit at once',
      { mimeType: 'image/avif', bytes: 9_000_000, width: 8000, height: 6000 },
      { kind: 'fitted', changes: ['format', 'size', 'quality'] },
    ],
  ])('%s', (_name, file, expected) => {
    expect(planFit({ ...photo, ...file }, images)).toEqual(expected)
  })

  test('that Chirp cannot open is refused for its type', () => {
    expect(planFit({ ...photo, fileName: 'a.bmp', mimeType: 'image/bmp' }, images)).toEqual({
      kind: 'refused',
      obstacle: {
        code: 'media-wrong-type',
        limit: null,
        values: { fileName: 'a.bmp', mimeType: 'image/bmp', allowed: 'image/jpeg, image/png, image/gif' },
      },
    })
  })

  test('is refused for its type where the target takes nothing that Chirp can make', () => {
    expect(planFit({ ...photo, mimeType: 'image/png' }, { ...images, mimeTypes: ['image/gif'] })).toMatchObject({
      kind: 'refused',
      obstacle: { code: 'media-wrong-type' },
    })
  })

  test('that moves is kept, or refused for what it is too much of', () => {
    const animation = { ...photo, fileName: 'a.gif', mimeType: 'image/gif', animated: true }
    expect(planFit(animation, images)).toEqual({ kind: 'kept' })
    expect(planFit({ ...animation, bytes: 2_000_001 }, images)).toEqual({
      kind: 'refused',
      obstacle: { code: 'animation-too-big', limit: images.maxBytes, values: { fileName: 'a.gif', bytes: 2_000_001, limit: 2_000_000 } },
    })
    expect(planFit({ ...animation, mimeType: 'image/webp' }, images)).toMatchObject({ obstacle: { code: 'media-wrong-type' } })
    // One that stands still is a picture like others.
    expect(planFit({ ...animation, animated: false, bytes: 2_000_001 }, images)).toEqual({ kind: 'fitted', changes: ['quality'] })
  })
})

describe('a video', () => {
  test.each<[string, Partial<FitSubject>, string | null]>([
    ['within the rule is kept', {}, null],
    ['of unknown length and size is kept', { durationMs: null, width: null, height: null }, null],
    ['of too many bytes is refused', { bytes: 50_000_001 }, 'media-too-big'],
    ['of too many pixels is refused', { width: 4096, height: 3072 }, 'media-too-many-pixels'],
    ['that is too long is refused', { durationMs: 180_001 }, 'video-too-long'],
    ['of another type is refused', { mimeType: 'video/webm' }, 'media-wrong-type'],
  ])('%s', (_name, file, code) => {
    const fit = planFit({ ...film, ...file }, videos)
    expect(fit.kind === 'refused' ? fit.obstacle.code : fit.kind).toBe(code ?? 'kept')
  })

  test.each<[string, Partial<FitSubject>, string | null]>([
    ['of the one shape is kept', { width: 720, height: 1280 }, null],
    ['of that shape but for a pixel is kept', { width: 540, height: 961 }, null],
    ['of another shape is refused', { width: 1920, height: 1080 }, 'media-wrong-shape'],
    ['of that shape and too small is refused', { width: 360, height: 640 }, 'media-wrong-shape'],
    ['that is too short is refused', { durationMs: 2_999 }, 'video-too-short'],
    ['of unknown length and size is kept', { durationMs: null, width: null, height: null }, null],
  ])('where one shape is taken, one %s', (_name, file, code) => {
    const { value: _value, ...source } = limit(0)
    const upright = { ...videos, minDurationMs: limit(3_000), shape: { width: 9, height: 16, minWidth: 540, minHeight: 960, ...source } }
    const fit = planFit({ ...film, durationMs: 10_000, width: 720, height: 1280, ...file }, upright)
    expect(fit.kind === 'refused' ? fit.obstacle.code : fit.kind).toBe(code ?? 'kept')
  })

  test('says how long it is and may be', () => {
    expect(obstaclesOf({ ...film, durationMs: 200_400 }, videos).map(({ values }) => values)).toEqual([
      { fileName: 'a.mp4', seconds: 201, limit: 180 },
    ])
  })

  test('beyond a convention is warned of and goes', () => {
    const soft = { ...videos, maxDurationMs: limit(60_000, 'soft') }
    expect(planFit(film, soft)).toEqual({ kind: 'kept' })
    expect(obstaclesOf(film, soft)).toMatchObject([{ code: 'video-too-long', limit: { strength: 'soft' } }])
  })
})

test('a rule is told to the making of files as plain numbers', () => {
  expect(fitRuleOf(images)).toEqual({ mimeTypes: images.mimeTypes, maxBytes: 2_000_000, maxPixels: 10_000_000, maxSide: 4000 })
  expect(fitRuleOf({ ...images, maxPixels: null, maxSide: null })).toMatchObject({ maxPixels: null, maxSide: null })
})
