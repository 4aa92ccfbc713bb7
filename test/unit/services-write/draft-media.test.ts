import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DraftMedia } from '../../../shared/model/draft.ts'
import { getMediaFile } from '../../../main/store/tables/media-files.ts'
import { HOUR, MINUTE } from '../../store/builders.ts'
import { value, World, type Process } from '../outbox/world.ts'
import { png } from './pictures.ts'

let world: World
let chirp: Process
beforeEach(() => {
  world = new World()
  chirp = world.boot()
})
afterEach(() => world.remove())

async function begin(bytes: number, fileName = 'cat.png', mimeType = 'image/png'): Promise<string> {
  return value(await chirp.media.begin({ fileName, mimeType, bytes })).uploadId
}

async function upload(file: Buffer, fileName?: string, mimeType?: string) {
  const uploadId = await begin(file.length, fileName, mimeType)
  for (let at = 0; at < file.length; at += 100) {
    value(await chirp.media.append({ uploadId, chunk: file.subarray(at, at + 100).toString('base64') }))
  }
  return chirp.media.finish({ uploadId })
}

async function uploaded(file: Buffer): Promise<DraftMedia> {
  return value(await upload(file))
}

const hash = (file: Buffer): string => createHash('sha256').update(file).digest('hex')
const issue = (code: string) => ({ ok: false, error: { kind: 'invalid-input', issues: [expect.objectContaining({ code })] } })
const incoming = (): string[] => {
  const folder = join(world.directory, 'media', 'incoming')
  return existsSync(folder) ? readdirSync(folder) : []
}

/** Puts a picture into a new draft. */
async function draftWith(media: DraftMedia, text = 'A cat'): Promise<string> {
  const draft = value(chirp.drafts.create({ replyTo: null, quote: null, targets: ['acc_ann'], text }))
  const segments = draft.content.segments.map((segment) => ({ ...segment, media: [media] }))
  value(chirp.drafts.save({ ...draft, content: { ...draft.content, segments } }))
  return draft.id
}

describe('a file that is attached', () => {
  it('is copied in under the hash of its bytes, whatever it is called and said to be', async () => {
    const file = png(30, 20)
    const media = value(await upload(file, 'C:\\Users\\me\\holiday\u0007.jpg', 'image/jpeg'))
    expect(media).toEqual({
      id: expect.stringMatching(/^med_/) as string,
      sha256: hash(file),
      fileName: 'holiday.jpg',
      mimeType: 'image/png',
      bytes: file.length,
      width: 30,
      height: 20,
      durationMs: null,
      alt: '',
      focalPoint: null,
      previewUrl: `media/chirp-file:${hash(file)}`,
    })
    expect(readFileSync(join(world.directory, 'media', hash(file).slice(0, 2), hash(file)))).toEqual(file)
    expect(incoming()).toEqual([])
  })

  it('has the size it is shown with, where a camera was held upright', async () => {
    const held = (orientation: number): Promise<Buffer> =>
      sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } })
        .jpeg()
        .withMetadata({ orientation })
        .toBuffer()
    expect(await uploaded(await held(6))).toMatchObject({ mimeType: 'image/jpeg', width: 30, height: 40 })
    expect(await uploaded(await held(1))).toMatchObject({ width: 40, height: 30 })
  })

  it('says what a HEIC picture of a phone is, and whether a picture moves', async () => {
    const heic = await uploaded(readFileSync('test/fixtures/pictures/quadrants.heic'))
    expect(heic).toMatchObject({ mimeType: 'image/heic', width: 320, height: 240 })
    expect('animated' in heic).toBe(false)
    const frames = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 9, height: 7, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const moving = await uploaded(
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
    )
    expect(moving).toMatchObject({ mimeType: 'image/gif', width: 9, height: 7, animated: true })
  })

  it.each([
    ['mp4', 'video/mp4', 1.2],
    ['mov', 'video/quicktime', 1.2],
    ['webm', 'video/webm', 1.2],
  ])('says how large and how long a video is (%s)', async (extension, mimeType, seconds) => {
    const film = await uploaded(readFileSync(`test/fixtures/videos/film.${extension}`))
    expect(film).toMatchObject({ mimeType, width: 64, height: 48 })
    expect(Math.abs((film.durationMs ?? 0) - seconds * 1000)).toBeLessThan(100)
  })

  it('may be a video that is not understood: a network may', async () => {
    const file = Buffer.concat([Buffer.from('\0\0\0\x14ftypisom\0\0\0\0isom', 'latin1'), Buffer.alloc(300)])
    expect(await uploaded(file)).toMatchObject({ mimeType: 'video/mp4', width: null, height: null, durationMs: null })
  })

  it('is kept once when it is attached twice', async () => {
    const [first, second] = [await uploaded(png(3, 3)), await uploaded(png(3, 3))]
    expect(first.sha256).toBe(second.sha256)
    expect(first.id).not.toBe(second.id)
    expect(await chirp.folder.list()).toHaveLength(1)
  })

  it('keeps the order of its chunks even when they are not waited for', async () => {
    const file = png(64, 64, 0x33)
    const uploadId = await begin(file.length)
    const chunks = Array.from({ length: Math.ceil(file.length / 7) }, (_, index) => file.subarray(index * 7, index * 7 + 7))
    await Promise.all(chunks.map((part) => chirp.media.append({ uploadId, chunk: part.toString('base64') })))
    expect(value(await chirp.media.finish({ uploadId })).sha256).toBe(hash(file))
  })

  it.each([
    ['a web page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'media-type-unknown'],
    ['a drawing that can run scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'media-type-unknown'],
    ['a sound', Buffer.from('OggS000000000000000000'), 'media-type-unknown'],
    ['a picture cut off in its head', png(10, 10).subarray(0, 14), 'media-unreadable'],
  ])('is refused when it is %s, also when its name says otherwise, and leaves nothing behind', async (_name, file, code) => {
    expect(await upload(file, 'cat.png', 'image/png')).toEqual(issue(code))
    expect(incoming()).toEqual([])
    expect(await chirp.folder.list()).toEqual([])
  })

  it('is refused when its size is not what was said', async () => {
    const uploadId = await begin(50)
    value(await chirp.media.append({ uploadId, chunk: Buffer.alloc(49).toString('base64') }))
    expect(await chirp.media.finish({ uploadId })).toEqual(issue('media-size-differs'))
    const other = await begin(50)
    expect(await chirp.media.append({ uploadId: other, chunk: Buffer.alloc(51).toString('base64') })).toEqual(issue('media-size-differs'))
    expect(await chirp.media.append({ uploadId: other, chunk: 'AAAA' })).toEqual(issue('upload-unknown'))
    expect(incoming()).toEqual([])
  })

  it('is refused when it is larger than anything a network takes', async () => {
    expect(await chirp.media.begin({ fileName: 'film.mp4', mimeType: 'video/mp4', bytes: 1_000_000_001 })).toEqual(issue('media-too-large'))
  })

  it.each(['not base64!', 'AAA', 'AA=A', Buffer.alloc(1_048_577).toString('base64')])('takes no chunk that is none', async (chunk) => {
    const uploadId = await begin(2_000_000)
    expect(await chirp.media.append({ uploadId, chunk })).toEqual(issue('chunk-invalid'))
  })
})

describe('files that nobody needs', () => {
  const later = async (ms: number): Promise<void> => {
    // What was begun before is over.
    await chirp.media.sweep()
    world.now += ms
    await chirp.media.sweep()
  }

  it('go, but never within the hour: a draft may be about to be saved', async () => {
    const { sha256 } = await uploaded(png(2, 2))
    await later(59 * MINUTE)
    expect(existsSync(chirp.folder.pathOf(sha256))).toBe(true)
    await later(2 * MINUTE)
    expect(existsSync(chirp.folder.pathOf(sha256))).toBe(false)
    expect(chirp.store.read((db) => getMediaFile(db, sha256))).toBeNull()
  })

  it('are young again when they come in again', async () => {
    const { sha256 } = await uploaded(png(2, 2))
    world.now += 59 * MINUTE
    await uploaded(png(2, 2))
    await later(59 * MINUTE)
    expect(existsSync(chirp.folder.pathOf(sha256))).toBe(true)
  })

  it('are not those of a draft, of a discarded one that can be restored, or of a target of its own', async () => {
    const media = await uploaded(png(2, 2))
    const draftId = await draftWith(media)
    await later(100 * HOUR)
    value(chirp.drafts.discard({ id: draftId }))
    await later(100 * HOUR)
    expect(existsSync(chirp.folder.pathOf(media.sha256))).toBe(true)
    const restored = value(chirp.drafts.restore({ id: draftId }))
    expect(restored.content.segments[0]?.media[0]?.sha256).toBe(media.sha256)
    const segments = restored.content.segments.map((segment) => ({ ...segment, media: [] }))
    value(
      chirp.drafts.save({
        ...restored,
        content: { ...restored.content, segments },
        targets: [
          { accountId: 'acc_ann', override: restored.content, visibility: null, replyPolicy: null, quotePolicy: null, topicTag: null },
        ],
      }),
    )
    await later(100 * HOUR)
    expect(existsSync(chirp.folder.pathOf(media.sha256))).toBe(true)
  })

  it('go a month after their draft was discarded, and the draft with them', async () => {
    const media = await uploaded(png(2, 2))
    const draftId = await draftWith(media)
    value(chirp.drafts.discard({ id: draftId }))
    await later(31 * 24 * HOUR)
    expect(existsSync(chirp.folder.pathOf(media.sha256))).toBe(false)
    expect(chirp.drafts.restore({ id: draftId }).ok).toBe(false)
  })

  it('stay while a post is waiting or failed, and go when it is posted', async () => {
    const media = await uploaded(png(2, 2))
    const draftId = await draftWith(media)
    world.network.fail('commit', { at: 'before', error: { kind: 'remote-rejected', message: null, code: null } })
    value(chirp.publishing.publish({ draftId, revision: 1 }))
    await chirp.settle()
    await later(100 * HOUR)
    expect(chirp.itemOf('ann').status).toBe('failed')
    expect(existsSync(chirp.folder.pathOf(media.sha256))).toBe(true)
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(world.network.posts.map((post) => post.media)).toEqual([1])
    await later(HOUR)
    expect(existsSync(chirp.folder.pathOf(media.sha256))).toBe(false)
  })

  it('are found when a crash left them without a name in the store, and half of a file too', async () => {
    const media = join(world.directory, 'media')
    const orphan = chirp.folder.pathOf('ab'.repeat(32))
    const half = join(media, 'incoming', 'half')
    for (const path of [orphan, half]) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, 'x')
    }
    world.now = Date.now() + 59 * MINUTE
    await chirp.media.sweep()
    // Half of a file that this process has not begun is of no use to it, however young.
    expect([existsSync(orphan), existsSync(half)]).toEqual([true, false])
    await later(2 * MINUTE)
    expect(existsSync(orphan)).toBe(false)
  })

  it('are not those on their way into a draft when the clock of the machine jumps ahead', async () => {
    const file = png(5, 5)
    const uploadId = await begin(file.length)
    value(await chirp.media.append({ uploadId, chunk: file.toString('base64') }))
    world.setClock(Date.now() + 2 * HOUR - world.now)
    await chirp.media.sweep()
    const { sha256 } = value(await chirp.media.finish({ uploadId }))
    world.setClock(2 * HOUR)
    await chirp.media.sweep()
    expect(existsSync(chirp.folder.pathOf(sha256))).toBe(true)
    expect(chirp.store.read((db) => getMediaFile(db, sha256))).not.toBeNull()
    await later(61 * MINUTE)
    expect(existsSync(chirp.folder.pathOf(sha256))).toBe(false)
  })

  it('are swept without taking one that comes in at the same moment', async () => {
    const file = png(5, 5)
    await uploaded(file)
    world.now += 2 * HOUR
    const [, media] = await Promise.all([chirp.media.sweep(), uploaded(file), chirp.media.sweep()])
    expect(existsSync(chirp.folder.pathOf(media.sha256))).toBe(true)
    expect(chirp.store.read((db) => getMediaFile(db, media.sha256))).not.toBeNull()
  })
})
