// This machine is the Internet here: before anything else that looks at addresses.
import '../../support/loopback-is-public.ts'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { demoAccounts } from '../../../main/connectors/demo/accounts.ts'
import { createDemoConnector } from '../../../main/connectors/demo/connector.ts'
import type { PlatformConnector, PublicMediaPort, SignedIn } from '../../../main/connectors/connector.ts'
import type { DraftMedia } from '../../../shared/model/draft.ts'
import { startBucketServer, type BucketServer } from '../../support/bucket-server/bucket-server.ts'
import { need, startRealCore, type RealCore } from '../../support/real-core.ts'
import { formOf } from './support.ts'

/** What the network fetched, and what it was told. */
let fetched: { readonly url: string; readonly type: string | null; readonly bytes: number }[]
/** Fails so often before it takes a post. */
let failures: number

/** The demo's network, but for its media: it takes no uploads, and fetches files when the post is committed. */
function fetchingNetwork(): { connector: PlatformConnector; signedIn: SignedIn } {
  const demo = createDemoConnector('bluesky')
  const [first] = demoAccounts(Date.now())
  const { publish } = demo
  if (publish === undefined || first === undefined) throw new Error('The demo has no network that publishes')
  const needPort = (port: PublicMediaPort | null | undefined): PublicMediaPort => {
    if (port == null) throw new Error('No media host')
    return port
  }
  return {
    connector: {
      ...demo,
      publish: {
        ...publish,
        prepare: async ({ publicMedia }, post) => {
          const put: { readonly url: string; readonly name: string }[] = []
          for (const media of post.media) put.push(await needPort(publicMedia).put(media))
          if (failures-- > 0) throw new Error('The connection was lost after the files were put')
          return put
        },
        commit: async (context, key, post, prepared) => {
          const put = prepared as readonly { readonly url: string; readonly name: string }[]
          for (const { url } of put) {
            const response = await fetch(url)
            fetched.push({ url, type: response.headers.get('content-type'), bytes: (await response.arrayBuffer()).byteLength })
          }
          const posted = await publish.commit(context, key, post, prepared)
          for (const { name } of put) await needPort(context.publicMedia).release(name)
          return posted
        },
      },
      classify: () => ({ kind: 'platform-unavailable', reason: 'server-error', server: null, message: null }),
    },
    signedIn: { ...first.signedIn, capabilities: { ...first.signedIn.capabilities, mediaFrom: 'public-address' } },
  }
}

let core: RealCore
let bucket: BucketServer
let accountId: string
beforeEach(async () => {
  fetched = []
  failures = 0
  bucket = await startBucketServer('lamp')
  const { connector, signedIn } = fetchingNetwork()
  core = await startRealCore([connector])
  accountId = await core.signIn(connector, signedIn)
})
afterEach(async () => {
  await core.close()
  await bucket.close()
})

/** Attaches a picture as the composer does. */
async function attach(): Promise<DraftMedia> {
  const bytes = readFileSync('test/e2e/support/pictures/harbour.png')
  const { draftMedia } = core.services
  const { uploadId } = need(await draftMedia.begin({ fileName: 'harbour.png', mimeType: 'image/png', bytes: bytes.byteLength }))
  need(await draftMedia.append({ uploadId, chunk: bytes.toString('base64') }))
  return need(await draftMedia.finish({ uploadId }))
}

async function write() {
  const draft = need(core.services.drafts.create({ replyTo: null, quote: null, targets: [accountId], text: 'By the water' }))
  const [segment] = draft.content.segments
  if (segment === undefined) throw new Error('A draft without a segment')
  return core.write(draft, { segments: [{ ...segment, media: [{ ...(await attach()), alt: 'A harbour' }] }] })
}

it('a post goes to a network that fetches its picture from the host, and nothing is left there', async () => {
  need(await core.services.mediaHosts.save({ place: 'first', ...formOf(bucket) }))
  const [item] = await core.publish(await write())
  expect(item?.status).toBe('posted')
  expect(fetched).toEqual([
    {
      url: expect.stringMatching(/\/lamp\/chirp\/[0-9a-f]{32}\.(png|jpg|webp)$/) as string,
      type: expect.stringMatching(/^image\//) as string,
      bytes: expect.any(Number) as number,
    },
  ])
  expect(fetched[0]?.bytes).toBeGreaterThan(1_000)
  expect(bucket.files()).toEqual([])
})

it('a file that was put when the connection was lost is not put again', async () => {
  need(await core.services.mediaHosts.save({ place: 'first', ...formOf(bucket) }))
  const before = bucket.requests.length
  failures = 1
  const draft = await write()
  const { runId } = need(core.services.publishing.publish({ draftId: draft.id, revision: draft.revision }))
  await expect.poll(() => core.items(runId)[0]?.waitReason).toBe('retry')
  need(await core.services.outbox.retry({ itemId: core.items(runId)[0]?.id ?? '' }))
  await expect.poll(() => core.items(runId)[0]?.status, { timeout: 10_000 }).toBe('posted')
  expect(bucket.requests.slice(before).filter((line) => line.startsWith('PUT'))).toHaveLength(1)
  // Twice asked for and once released: it stays for its day.
  expect(bucket.files()).toHaveLength(1)
})

it('without a host the draft is refused before anything is sent, and words alone go', async () => {
  const draft = await write()
  expect(core.services.publishing.publish({ draftId: draft.id, revision: draft.revision })).toMatchObject({
    ok: false,
    error: { kind: 'invalid-input', issues: [{ code: 'media-needs-host' }] },
  })
  const words = need(core.services.drafts.create({ replyTo: null, quote: null, targets: [accountId], text: 'Only words' }))
  expect((await core.publish(words))[0]?.status).toBe('posted')
})
