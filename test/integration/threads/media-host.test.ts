// This machine is the Internet here: before anything else that looks at addresses.
import '../../support/loopback-is-public.ts'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DraftMedia } from '../../../shared/model/draft.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaUser } from '../../meta-server/world/types.ts'
import { startBucketServer, type BucketServer } from '../../support/bucket-server/bucket-server.ts'
import { need, startRealCore, type RealCore } from '../../support/real-core.ts'
import { formOf } from '../media-host/support.ts'
import { addToChirp, connectorOf } from './support.ts'

let server: MetaTestServer
let bucket: BucketServer
let me: MetaUser
let chirp: RealCore
let accountId: string
/** What the host was asked before: it was tried when it was entered. */
let before: number

beforeEach(async () => {
  server = await startMetaServer({ clock: Date.now })
  bucket = await startBucketServer('lamp')
  me = server.addUser('me', { name: 'Me' })
  chirp = await startRealCore([connectorOf(server)])
  accountId = await addToChirp(chirp, server, 'me')
  need(await chirp.services.mediaHosts.save({ place: 'first', ...formOf(bucket) }))
  before = bucket.requests.length
})
afterEach(async () => {
  await chirp.close()
  await bucket.close()
  expect(server.violations).toEqual([])
  await server.close()
})

/** Attaches a picture as the composer does. */
async function attach(): Promise<DraftMedia> {
  const bytes = readFileSync('test/e2e/support/pictures/harbour.png')
  const { draftMedia } = chirp.services
  const { uploadId } = need(await draftMedia.begin({ fileName: 'harbour.png', mimeType: 'image/png', bytes: bytes.byteLength }))
  need(await draftMedia.append({ uploadId, chunk: bytes.toString('base64') }))
  return need(await draftMedia.finish({ uploadId }))
}

/** A draft with so many pictures. */
async function write(pictures: number) {
  const draft = need(chirp.services.drafts.create({ replyTo: null, quote: null, targets: [accountId], text: 'By the water' }))
  const [segment] = draft.content.segments
  if (segment === undefined) throw new Error('A draft without a segment')
  const media: DraftMedia[] = []
  for (let index = 0; index < pictures; index++) media.push({ ...(await attach()), alt: `Harbour ${String(index + 1)}` })
  return chirp.write(draft, { segments: [{ ...segment, media }] })
}

const posted = () => [...server.world.posts.values()].filter(({ userId }) => userId === me.id)
const puts = () => bucket.requests.slice(before).filter((line) => line.startsWith('PUT'))

test.each([1, 3])('Threads fetches %i pictures from the media host, and none is left there', async (pictures) => {
  expect(await chirp.publish(await write(pictures))).toMatchObject([{ status: 'posted' }])
  expect(posted()).toMatchObject([{ text: 'By the water' }])
  expect(JSON.stringify(posted())).toContain(`Harbour ${String(pictures)}`)
  // Of the same picture there is one file.
  expect(puts()).toHaveLength(1)
  expect(bucket.files()).toEqual([])
})

test('a post whose answer is lost goes out once, with its picture put once', async () => {
  server.failNext({ match: 'POST /v1.0/me/threads_publish', reset: true, afterEffect: true })
  expect(await chirp.publish(await write(1))).toMatchObject([{ status: 'posted' }])
  expect(posted()).toHaveLength(1)
  expect(puts()).toHaveLength(1)
})
