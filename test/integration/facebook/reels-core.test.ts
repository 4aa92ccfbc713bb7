import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCore, type Core } from '../../../main/core/create-core.ts'
import type { SecretStore } from '../../../main/core/ports.ts'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import { addPage, facebookOf } from '../../meta-server/facebook/world.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import { need, until } from '../../support/real-core.ts'
import { connectorOf, postsOf, signIn } from './support.ts'
import { uprightFilm } from './upright-film.ts'

const FILM = uprightFilm(200_000)

let server: MetaTestServer
let folder: string
let core: Core
let accountId: string
let now = Date.now()
const values = new Map<string, string>()
const secrets: SecretStore = {
  read: (name) => Promise.resolve(values.get(name) ?? null),
  write: (name, value) => Promise.resolve(void values.set(name, value)),
  remove: (name) => Promise.resolve(void values.delete(name)),
  protection: 'plain',
}

async function start(): Promise<Core> {
  const shell = { notify: () => undefined, isOnline: () => true }
  const connectors = [connectorOf(server)]
  const started = await createCore({ dataDirectory: folder, host: 'headless', secrets, shell, connectors, clock: () => now })
  started.start()
  return started
}

beforeEach(async () => {
  now = Date.now()
  values.clear()
  server = await startMetaServer({ api: 'facebook', clock: () => now })
  const me = server.addUser('me')
  addPage(server.world, 'Bakery', me.id)
  folder = mkdtempSync(join(tmpdir(), 'chirp-reels-'))
  core = await start()
  need(core.services.settings.set({ undoSeconds: 0 }))
  accountId = await core.services.accounts.admit('facebook', 'oauth', await signIn(server, me))
})
afterEach(async () => {
  await core.close()
  rmSync(folder, { recursive: true, force: true })
  expect(server.violations).toEqual([])
  await server.close()
})

async function post(changes: { readonly scheduledAt?: number } = {}): Promise<string> {
  const { drafts, draftMedia: media, publishing } = core.services
  const draft = need(drafts.create({ replyTo: null, quote: null, targets: [accountId], text: 'How bread is made' }))
  const { uploadId } = need(await media.begin({ fileName: 'film.mp4', mimeType: 'video/mp4', bytes: FILM.byteLength }))
  need(await media.append({ uploadId, chunk: Buffer.from(FILM).toString('base64') }))
  const attached = need(await media.finish({ uploadId }))
  expect(attached).toMatchObject({ width: 720, height: 1280 })
  const segments = draft.content.segments.map((segment) => ({ ...segment, media: [attached] }))
  const { id, revision, targets, options } = draft
  const saved = need(drafts.save({ id, revision, content: { ...draft.content, segments }, targets, options: { ...options, ...changes } }))
  return need(publishing.publish({ draftId: id, revision: saved.revision })).runId
}

const itemOf = (runId: string): OutboxItem | undefined => need(core.services.outbox.list()).find(({ id }) => id === runId)?.items[0]
const videos = () => [...facebookOf(server.world).videos.values()]
const count = (path: RegExp) => server.requests.filter(({ method, path: of }) => method === 'POST' && path.test(of)).length

test('a video whose upload broke goes on after Chirp was closed, and is one reel', async () => {
  const { settings } = facebookOf(server.world)
  settings.takesBytes = 50_002
  server.failNext({ match: 'POST /video-upload/*', reset: true, afterEffect: true })
  const runId = await post()
  await until(() => itemOf(runId)?.waitReason === 'retry')
  await core.close()
  settings.takesBytes = null
  now += 20_000
  core = await start()
  await until(() => itemOf(runId)?.state === 'done')
  expect(count(/video_reels$/)).toBe(2)
  expect(count(/^\/video-upload\//)).toBe(2)
  expect(Buffer.from(videos()[0]?.bytes ?? []).equals(Buffer.from(FILM))).toBe(true)
  expect(postsOf(server)).toMatchObject([{ message: 'How bread is made', video: { id: videos()[0]?.id } }])
})

test('a reel whose answer is lost is found and not published again', async () => {
  server.failNext({ match: 'POST /v25.0/*/video_reels', after: 1, reset: true, afterEffect: true })
  const runId = await post()
  await until(() => itemOf(runId)?.state === 'done')
  expect(count(/video_reels$/)).toBe(2)
  expect(postsOf(server)).toHaveLength(1)
})

test('a video that the network cannot work on fails in its words', async () => {
  facebookOf(server.world).settings.videoProblem = 'Resolution too low.'
  const runId = await post()
  await until(() => itemOf(runId)?.state === 'failed')
  expect(itemOf(runId)).toMatchObject({ error: { kind: 'remote-rejected', message: 'Resolution too low.' } })
  expect(postsOf(server)).toEqual([])
})

test('a reel for later is left to the network, and found when it is out', async () => {
  const at = now + 60 * 60_000
  const runId = await post({ scheduledAt: at })
  await until(() => itemOf(runId)?.state === 'held')
  expect(postsOf(server)).toMatchObject([{ scheduledAt: Math.floor(at / 1000) * 1000 }])
  now = at + 5_000
  for (const paused of [true, false]) need(core.services.accounts.setPaused({ accountId, paused }))
  await until(() => itemOf(runId)?.state === 'done')
  expect(count(/video_reels$/)).toBe(2)
  expect(postsOf(server)).toHaveLength(1)
})

test('a reel for later can be edited: the network lets go of it first', async () => {
  const runId = await post({ scheduledAt: now + 60 * 60_000 })
  await until(() => itemOf(runId)?.state === 'held')
  need(await core.services.outbox.edit({ runId }))
  expect(postsOf(server)).toEqual([])
  expect(videos()).toEqual([])
})
