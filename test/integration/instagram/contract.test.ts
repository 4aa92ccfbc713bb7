import { afterAll, expect } from 'vitest'
import { feedBatch, noticeBatch } from '../../../main/connectors/instagram/normalise/batch.ts'
import { COMMENT_FIELDS, MEDIA_FIELDS, WireComment, WireMedia } from '../../../main/connectors/instagram/wire.ts'
import type { Reader } from '../../../main/connectors/meta/reader.ts'
import { describeConnector } from '../../contract/describe-connector.ts'
import { startMetaServer } from '../../meta-server/server.ts'
import { startMediaHost } from '../../support/public-media.ts'
import { addMedia, connectorOf, contextOf, httpTo, outgoing, photo, signIn } from './support.ts'

const now = Date.now()
const server = await startMetaServer({ api: 'instagram' })
const media = await startMediaHost()
const me = server.addUser('me', { name: 'Me, Myself', biography: 'See example.com and @ann' })
const [ann, ben] = [server.addUser('ann.b'), server.addUser('ben')]
for (let number = 1; number <= 30; number++) {
  const own = addMedia(server, me, `Picture ${String(number)} of #windmills`, now - 4 * number * 60_000)
  const at = (later: number) => now - (4 * number - later) * 60_000
  const comment = server.post(ann, `Lovely (${String(number)})`, { at: at(1), repliedTo: own.id })
  server.post(ben, `Where is that? (${String(number)})`, { at: at(1.5), repliedTo: own.id })
  if (number % 2 === 0) server.post(me, 'Thank you', { at: at(2), repliedTo: comment.id })
  if (number % 3 === 0) server.post(ben, `And so, @ann.b? (${String(number)})`, { at: at(3), repliedTo: comment.id })
}
const connector = connectorOf(server)
const signedIn = await signIn(server, me)
const http = httpTo(server.url, { accountId: 'acc_ig_contract' })
const given = { ...(await contextOf(server, signedIn, { clock: () => now, http })), publicMedia: media.port }

async function answerOf(path: string, fields: string): Promise<unknown> {
  const { accessToken } = signedIn.session as { accessToken: string }
  const url = `${server.url}/v25.0/${path}?limit=40&fields=${encodeURIComponent(fields)}`
  return (await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })).json()
}

const reader: Reader = { self: { author: signedIn.author, remoteId: 'me', relationship: null }, now }

/** What of a list's answer can be read at all, as the connector reads it. */
function elementsOf<T>(wire: unknown, parse: (each: unknown) => { readonly success: boolean; readonly data?: T | undefined }) {
  const data: readonly unknown[] = typeof wire === 'object' && wire !== null && 'data' in wire && Array.isArray(wire.data) ? wire.data : []
  const items = data.flatMap((each): T[] => {
    const parsed = parse(each)
    return parsed.data === undefined ? [] : [parsed.data]
  })
  return { items, skipped: data.length - items.length }
}

const own = await answerOf('me/media', MEDIA_FIELDS)
const [first] = elementsOf(own, (each) => WireMedia.safeParse(each)).items
if (first === undefined) throw new Error('No media')
const comments = await answerOf(`${first.id}/comments`, COMMENT_FIELDS)

describeConnector('Instagram', () =>
  Promise.resolve({
    connector,
    context: (signal) => ({ ...given, signal }),
    withHttp: (faulty, signal) => ({ ...given, account: { ...given.account, id: 'acc_ig_faults' }, http: faulty, signal }),
    normalisers: [
      {
        name: 'feed',
        samples: [own],
        normalise: (wire) => {
          const { items, skipped } = elementsOf(wire, (each) => WireMedia.safeParse(each))
          return feedBatch(items, reader, { older: null, skipped })
        },
      },
      {
        name: 'comments',
        samples: [comments],
        normalise: (wire) => {
          const { items, skipped } = elementsOf(wire, (each) => WireComment.safeParse(each))
          return noticeBatch([], [{ media: first, comments: items }], reader, { older: null, skipped })
        },
      },
    ],
    paged: [
      { kind: 'home' },
      { kind: 'notifications' },
      { kind: 'author', author: { authorId: signedIn.author.id, remoteId: 'me', handle: 'me' } },
    ],
    live: null,
    offers: [],
    tag: null,
    writes: true,
    post: (text, createdAt) => outgoing(text, { createdAt, media: [photo('Rings', 7)] }),
  }),
)

afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
  await media[Symbol.asyncDispose]()
})
