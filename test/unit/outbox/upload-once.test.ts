import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DraftMedia } from '../../../shared/model/draft.ts'
import { HOUR, MINUTE } from '../../store/builders.ts'
import { png } from '../services-write/pictures.ts'
import { value, World, type Process } from './world.ts'

let world: World
let chirp: Process
beforeEach(() => {
  world = new World()
  chirp = world.boot(['ann'])
})
afterEach(() => world.remove())

async function attach(file: Buffer): Promise<DraftMedia> {
  const { uploadId } = value(await chirp.media.begin({ fileName: 'a.png', mimeType: 'image/png', bytes: file.length }))
  value(await chirp.media.append({ uploadId, chunk: file.toString('base64') }))
  return value(await chirp.media.finish({ uploadId }))
}

/** Presses Post on a draft with four pictures, the last one the same as the first. */
async function postFour(): Promise<readonly string[]> {
  const media: DraftMedia[] = []
  for (const size of [2, 3, 4, 2]) media.push(await attach(png(size, size)))
  const draft = value(chirp.drafts.create({ replyTo: null, quote: null, targets: ['acc_ann'], text: 'Four pictures' }))
  const segments = draft.content.segments.map((segment) => ({ ...segment, media }))
  const saved = value(chirp.drafts.save({ ...draft, content: { ...draft.content, segments } }))
  value(chirp.publishing.publish({ draftId: saved.id, revision: saved.revision }))
  return media.map(({ sha256 }) => sha256)
}

const uploaded = (): string[] => world.network.uploaded.map(({ sha256 }) => sha256)
/** The step that is under way hangs for ever: what can happen beside it happens. */
async function untilUploading(count: number): Promise<void> {
  for (let tries = 0; tries < 200 && (uploaded().length < count || world.network.faultsLeft > 0); tries++) {
    chirp.runner.look()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(uploaded()).toHaveLength(count)
}

/** The first uploads go well, and then this happens. */
async function failAt(number: number, fault: Parameters<typeof world.network.fail>[1]): Promise<void> {
  let left = number
  const effect = world.network.onEffect
  world.network.onEffect = () => {
    effect()
    const isNext = uploaded().length === number - 1 && left > 0
    if (!isNext) return
    left = 0
    world.network.onEffect = effect
    world.network.fail('upload', fault)
  }
}

describe('files that are on the network', () => {
  it('are not sent again when the process dies in the middle of four', async () => {
    await failAt(3, { at: 'hang' })
    const files = await postFour()
    chirp.runner.look()
    await untilUploading(2)
    expect(chirp.itemOf('ann').state).toBe('preparing')
    await chirp.kill()
    chirp = world.boot(['ann'])
    chirp.start()
    await chirp.settle()
    expect(uploaded()).toEqual(files)
    expect(world.network.posts.map(({ media }) => media)).toEqual([4])
  })

  it('are not sent again when the network goes away in between', async () => {
    await failAt(4, { at: 'before', error: { kind: 'platform-unavailable', reason: 'timeout', server: 'https://test', message: null } })
    const files = await postFour()
    await chirp.settle()
    expect(uploaded()).toEqual(files.slice(0, 3))
    await chirp.pass(5 * MINUTE)
    expect(uploaded()).toEqual(files)
    expect(chirp.itemOf('ann').status).toBe('posted')
  })

  it('are sent again when it took so long that the network may have forgotten them', async () => {
    await failAt(3, { at: 'hang' })
    const files = await postFour()
    chirp.runner.look()
    await untilUploading(2)
    await chirp.kill()
    world.now += HOUR
    chirp = world.boot(['ann'])
    chirp.start()
    await chirp.settle()
    expect(uploaded()).toEqual([...files.slice(0, 2), ...files])
    expect(world.network.posts).toHaveLength(1)
  })

  it('are sent again when the network refused one: it may be another that it does not like', async () => {
    await failAt(3, { at: 'before', error: { kind: 'remote-rejected', message: null, code: null } })
    const files = await postFour()
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('failed')
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(uploaded()).toEqual([...files.slice(0, 2), ...files])
  })

  it('are no post when the person gives it up while they are sent', async () => {
    await failAt(3, { at: 'hang' })
    await postFour()
    chirp.runner.look()
    await untilUploading(2)
    value(chirp.outbox.discard({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(uploaded()).toHaveLength(2)
    expect([world.network.posts, world.network.callsOf('commit')]).toEqual([[], []])
  })
})
