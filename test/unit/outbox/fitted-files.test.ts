import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DraftMedia } from '../../../shared/model/draft.ts'
import { variantsOfFile } from '../../../main/store/tables/media-variants.ts'
import { HOUR } from '../../store/builders.ts'
import { photo, SECRETS } from '../media/make-pictures.ts'
import { value, World, type Process } from './world.ts'

let world: World
let chirp: Process
beforeEach(() => {
  world = new World()
  chirp = world.boot()
})
afterEach(() => world.remove())

async function attach(file: Buffer, fileName: string): Promise<DraftMedia> {
  const { uploadId } = value(await chirp.media.begin({ fileName, mimeType: '', bytes: file.length }))
  for (let at = 0; at < file.length; at += 1_000_000) {
    value(await chirp.media.append({ uploadId, chunk: file.subarray(at, at + 1_000_000).toString('base64') }))
  }
  return value(await chirp.media.finish({ uploadId }))
}

/** Writes a draft with these files and presses Post. */
function post(media: readonly DraftMedia[], accounts: readonly string[] = ['acc_ann']): string {
  const draft = value(chirp.drafts.create({ replyTo: null, quote: null, targets: [...accounts], text: 'A picture' }))
  const segments = draft.content.segments.map((segment) => ({ ...segment, media: [...media] }))
  const saved = value(chirp.drafts.save({ ...draft, content: { ...draft.content, segments } }))
  value(chirp.publishing.publish({ draftId: saved.id, revision: saved.revision }))
  return draft.id
}

const fits = async (media: DraftMedia, accountId = 'acc_ann') => value(await chirp.mediaFit.fit({ sha256: media.sha256, accountId }))
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const webp = () => photo(300, 200).withExif(SECRETS).webp().toBuffer()

describe('a file that a target takes only otherwise', () => {
  it('is shown before it is sent, and is what is sent', async () => {
    const media = await attach(await webp(), 'beach.webp')
    const shown = await fits(media)
    expect(shown).toMatchObject({
      as: 'fitted',
      mimeType: 'image/jpeg',
      width: 300,
      height: 200,
      changes: ['metadata', 'format', 'quality'],
      code: null,
    })
    const sha256 = /^media\/chirp-file:(.*)$/.exec(shown.previewUrl)?.[1] ?? ''
    expect(hash(readFileSync(chirp.folder.pathOf(sha256)))).toBe(sha256)
    post([media])
    await chirp.settle()
    expect(world.network.uploaded).toEqual([{ sha256, fileName: 'beach.jpg', mimeType: 'image/jpeg', bytes: shown.bytes }])
    expect(chirp.itemOf('ann').status).toBe('posted')
  })

  it('is made at the latest when it is sent, once for all accounts with the same rule, and the same in every repeat', async () => {
    const media = await attach(await webp(), 'beach.webp')
    world.network.fail('prepare', { at: 'after', error: { kind: 'offline' } })
    post([media], ['acc_ann', 'acc_bob'])
    await chirp.settle()
    world.now += HOUR
    await chirp.settle()
    expect(['ann', 'bob'].map((name) => chirp.itemOf(name).status)).toEqual(['posted', 'posted'])
    expect(world.network.uploaded.length).toBe(3)
    expect(new Set(world.network.uploaded.map(({ sha256 }) => sha256)).size).toBe(1)
    expect(chirp.store.read((db) => variantsOfFile(db, media.sha256))).toHaveLength(1)
  })

  it('is left alone by a sweep that comes before it is written down, though the clock of the machine jumped ahead', async () => {
    const media = await attach(await webp(), 'beach.webp')
    world.setClock(Date.now() + 2 * HOUR - world.now)
    const keep = chirp.folder.keep.bind(chirp.folder)
    chirp.folder.keep = async (path, sha256) => {
      await keep(path, sha256)
      await chirp.media.sweep()
    }
    await fits(media)
    const [made = ''] = chirp.store.read((db) => variantsOfFile(db, media.sha256))
    expect(existsSync(chirp.folder.pathOf(made))).toBe(true)
  })

  it('is made anew where its file was lost', async () => {
    const media = await attach(await webp(), 'beach.webp')
    const first = await fits(media)
    const [made = ''] = chirp.store.read((db) => variantsOfFile(db, media.sha256))
    rmSync(chirp.folder.pathOf(made))
    expect(await fits(media)).toEqual(first)
    expect(existsSync(chirp.folder.pathOf(made))).toBe(true)
  })

  it('goes with the file that it was made of, and no sooner', async () => {
    const media = await attach(await webp(), 'beach.webp')
    post([media])
    world.network.fail('prepare', { at: 'after', error: { kind: 'remote-rejected', message: null, code: null } })
    await chirp.settle()
    const [made = ''] = chirp.store.read((db) => variantsOfFile(db, media.sha256))
    world.now = Date.now() + 100 * HOUR
    await chirp.media.sweep()
    expect(existsSync(chirp.folder.pathOf(made))).toBe(true)
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('posted')
    world.now += 2 * HOUR
    await chirp.media.sweep()
    expect([made, media.sha256].map((sha256) => existsSync(chirp.folder.pathOf(sha256)))).toEqual([false, false])
    expect(chirp.store.read((db) => variantsOfFile(db, media.sha256))).toEqual([])
  })
})

describe('a file that a target takes', () => {
  it('is sent as it is', async () => {
    const file = await photo(60, 40).png().toBuffer()
    const media = await attach(file, 'dot.png')
    expect(await fits(media)).toMatchObject({ as: 'kept', bytes: file.length, changes: [], previewUrl: `media/chirp-file:${media.sha256}` })
    post([media])
    await chirp.settle()
    expect(world.network.uploaded).toEqual([{ sha256: media.sha256, fileName: 'dot.png', mimeType: 'image/png', bytes: file.length }])
  })
})

describe('a file that cannot go', () => {
  it('is shown as refused, with the reason', async () => {
    const frames = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 20, height: 20, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const media = await attach(
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
      'wave.gif',
    )
    expect(media.animated).toBe(true)
    expect(await fits(media)).toMatchObject({ as: 'refused', code: 'media-wrong-type', values: { allowed: 'image/png, image/jpeg' } })
  })

  it('fails its post, which says why, and not the one of another file', async () => {
    const file = await photo(200, 200).jpeg().toBuffer()
    // Its head is whole: only decoding shows that it is cut off.
    const media = await attach(file.subarray(0, file.length / 2), 'half.jpg')
    post([media], ['acc_ann'])
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({
      status: 'failed',
      error: { kind: 'invalid-input', issues: [{ code: 'media-unreadable', values: { fileName: 'half.jpg', network: 'Testnet' } }] },
    })
    expect(world.network.uploaded).toEqual([])
  })

  it('is no file that Chirp does not have', async () => {
    const unknown = { sha256: 'ab'.repeat(32), accountId: 'acc_ann' }
    expect(await chirp.mediaFit.fit(unknown)).toMatchObject({ ok: false, error: { kind: 'post-not-found' } })
  })
})
