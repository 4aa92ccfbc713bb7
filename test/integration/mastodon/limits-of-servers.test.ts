import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConnectorContext, OutgoingMedia, OutgoingPost } from '../../../main/connectors/connector.ts'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import type { DraftPoll } from '../../../shared/model/draft.ts'
import { encodePng } from '../../mastodon-server/seed/png.ts'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import { refusalsOf } from '../../support/check-draft.ts'
import { contextOf, errorOf, httpTo, outgoing, picture, publish, signIn } from './support.ts'

/**
 * Both sides of every limit of servers that differ. Chirp learns the limits from the server; what is at a limit passes Chirp's rules and is
 * accepted by the server; what is one past it is refused by both. The server counts with code of its own.
 */

const LETTERS = 'b'.repeat(30)
const family = '👨‍👩‍👧‍👦'

/** Big pictures would take minutes to upload: these servers take small ones. */
const SMALL = { imageBytes: 40_000, imagePixels: 10_000, videoBytes: 60_000 } as const
/** The server says that files must be smaller than so much. */
const LARGEST = { image: SMALL.imageBytes - 1, video: SMALL.videoBytes - 1 } as const

const servers = [
  {
    name: '500 characters and 23 for a link',
    maxCharacters: 500,
    charactersReservedPerUrl: 23,
    maxMedia: 4,
    descriptionLimit: 1500,
    pollMaxOptions: 4,
    pollMaxCharacters: 50,
  },
  {
    name: '5,000 characters and 32 for a link',
    maxCharacters: 5000,
    charactersReservedPerUrl: 32,
    maxMedia: 6,
    descriptionLimit: 500,
    pollMaxOptions: 6,
    pollMaxCharacters: 100,
  },
  {
    name: '5,000 characters and 25 for a link',
    maxCharacters: 5000,
    charactersReservedPerUrl: 25,
    maxMedia: 8,
    descriptionLimit: 1500,
    pollMaxOptions: 10,
    pollMaxCharacters: 200,
  },
  {
    name: '100,000 characters and 256 for a link',
    maxCharacters: 100_000,
    charactersReservedPerUrl: 256,
    maxMedia: 20,
    descriptionLimit: 3000,
    pollMaxOptions: 20,
    pollMaxCharacters: 50,
  },
] as const

describe.each(servers)('A server with $name', ({ name: _name, ...variant }) => {
  const { maxCharacters, charactersReservedPerUrl: perUrl, maxMedia, descriptionLimit, pollMaxOptions, pollMaxCharacters } = variant
  let server: MastodonTestServer
  let context: ConnectorContext

  beforeAll(async () => {
    server = await startMastodonServer({ variant: { ...variant, ...SMALL, rateLimits: null }, domain: 'chirp.example' })
    const signedIn = await signIn(server, server.createAccount({ username: 'me' }))
    const found = await contextOf(signedIn)
    const capabilities = await mastodonConnector.discover(found)
    context = { ...found, account: { ...found.account, capabilities } }
  })
  afterAll(async () => {
    expect(server.violations).toEqual([])
    await server.close()
  })

  const refused = (post: Partial<OutgoingPost>) =>
    refusalsOf(context.account.capabilities, outgoing('', post)).map(({ code, values }) => [code, values['limit']])

  /** Without what Chirp remembers of its requests: how often one may ask is another matter. */
  const unhurried = (): ConnectorContext => ({ ...context, http: httpTo(server.url, { accountId: context.account.id }) })

  /** Passes Chirp's rules and is posted as it was written. */
  async function goes(post: Partial<OutgoingPost>): Promise<void> {
    expect(refused(post)).toEqual([])
    const { normalised } = await publish(unhurried(), outgoing('', post))
    expect([...server.world.statuses.values()].find(({ uri }) => uri === normalised.post.id)).toMatchObject({ text: post.text ?? '' })
  }

  /** Is refused by Chirp's rules, and by the server when it is sent all the same; nothing is posted. */
  async function doesNotGo(post: Partial<OutgoingPost>, code: string, limit: number): Promise<void> {
    expect(refused(post)).toEqual([[code, limit]])
    await isRefusedByServer(post)
  }

  async function isRefusedByServer(post: Partial<OutgoingPost>): Promise<void> {
    const before = server.world.statuses.size
    expect(await errorOf(publish(unhurried(), outgoing('', post)))).toMatchObject({
      kind: 'remote-rejected',
      message: expect.stringMatching(/./) as string,
    })
    expect(server.world.statuses.size).toBe(before)
  }

  test('is known by what it says itself', () => {
    const { text, images, video, poll } = context.account.capabilities
    const runtime = { source: server.url, strength: 'runtime' }
    expect(text.limits).toEqual([
      expect.objectContaining({ unit: 'graphemes-and-links', value: maxCharacters, linkCost: perUrl, countsWarning: true, ...runtime }),
    ])
    expect(images).toMatchObject({
      maxCount: { value: maxMedia, ...runtime },
      maxBytes: { value: LARGEST.image, ...runtime },
      maxPixels: { value: SMALL.imagePixels, ...runtime },
      maxAltLength: { value: descriptionLimit, ...runtime },
    })
    expect(video).toMatchObject({ maxBytes: { value: LARGEST.video, ...runtime } })
    expect(poll).toMatchObject({
      maxOptions: { value: pollMaxOptions, ...runtime },
      maxOptionLength: { value: pollMaxCharacters, ...runtime },
    })
  })

  describe('takes as many characters as it says and no more', () => {
    const filled = (special: string, counted: number): string => 'a'.repeat(maxCharacters - counted) + special
    const full: readonly (readonly [string, string, string | null])[] = [
      ['letters', filled('', 0), null],
      ['families', filled(family.repeat(100), 100), null],
      ['accents in two pieces', filled('e\u0301'.repeat(200), 200), null],
      ['a long link', filled(` http://${LETTERS}.com/example`, 1 + perUrl), null],
      ['a link shorter than what it costs', filled(' https://a.co', 1 + perUrl), null],
      ['a mention of another server', filled(` @alice@${LETTERS}.com`, 1 + '@alice'.length), null],
      ['a warning', filled('', 250), 'w'.repeat(250)],
      ['a warning with a link in it, which counts as it is written', filled('', 18), 'http://example.com'],
    ]
    test.each(full)('of %s', async (_, text, contentWarning) => {
      await goes({ text, contentWarning })
      await doesNotGo({ text: `x${text}`, contentWarning }, 'text-too-long', maxCharacters)
    })
  })

  const pictures = (count: number): readonly OutgoingMedia[] => Array.from({ length: count }, (_, index) => picture('Rings', index))

  test('takes as many files as it says and no more', async () => {
    await goes({ text: 'Files', media: pictures(maxMedia) })
    await doesNotGo({ text: 'Files', media: pictures(maxMedia + 1) }, 'too-many-images', maxMedia)
  })

  test('takes descriptions as long as it says and no longer, also in characters outside the first plane', async () => {
    const described = (alt: string) => ({ text: 'Described', media: [picture(alt, 10)] })
    await goes(described('d'.repeat(descriptionLimit)))
    await goes(described('👍'.repeat(descriptionLimit)))
    await doesNotGo(described('d'.repeat(descriptionLimit + 1)), 'alt-too-long', descriptionLimit)
    await doesNotGo(described('👍'.repeat(descriptionLimit + 1)), 'alt-too-long', descriptionLimit)
  })

  test('takes polls with as many answers as it says, as long as it says, for as long as it says', async () => {
    const poll = (parts: Partial<DraftPoll> & { count?: number }) => ({
      text: 'Which?',
      poll: {
        options: Array.from({ length: parts.count ?? 2 }, (_, index) => `Answer ${index}`),
        multiple: false,
        seconds: 3600,
        ...parts,
      },
    })
    const options = (length: number, letter = 'o') => ({ options: [letter.repeat(length), 'Other'] })
    await goes(poll({ count: pollMaxOptions }))
    await doesNotGo(poll({ count: pollMaxOptions + 1 }), 'poll-too-many-options', pollMaxOptions)
    await goes(poll(options(pollMaxCharacters)))
    await goes(poll(options(pollMaxCharacters, family)))
    await doesNotGo(poll(options(pollMaxCharacters + 1)), 'poll-option-too-long', pollMaxCharacters)
    await doesNotGo(poll(options(pollMaxCharacters + 1, family)), 'poll-option-too-long', pollMaxCharacters)
    await goes(poll({ seconds: 300 }))
    await doesNotGo(poll({ seconds: 299 }), 'poll-too-short', 300)
    await goes(poll({ seconds: 2_629_746 }))
    await doesNotGo(poll({ seconds: 2_629_747 }), 'poll-too-long', 2_629_746)
    expect(refused({ ...poll({}), media: pictures(1) })).toEqual([['poll-with-media', undefined]])
  })

  /** A file of so many bytes that is what it says: what comes after a picture's end is nothing to whoever shows it. */
  function file(bytes: number, whole: Uint8Array, parts: Partial<OutgoingMedia>): OutgoingMedia {
    const padded = new Uint8Array(bytes)
    padded.set(whole)
    return { ...picture('File', 1), ...parts, bytes, read: () => Promise.resolve(padded) }
  }

  test('takes pictures of as many bytes and pixels as it says and no more', async () => {
    const sized = (width: number, height: number, bytes?: number): OutgoingMedia => {
      const whole = encodePng(width, height, { hue: 5, pattern: 'slope' })
      return file(bytes ?? whole.length, whole, { width, height })
    }
    // Chirp can make a picture smaller; that it knows where to is what counts here.
    const rule = context.account.capabilities.images
    await goes({ text: 'Bytes', media: [sized(64, 48, LARGEST.image)] })
    await isRefusedByServer({ text: 'Bytes', media: [sized(64, 48, LARGEST.image + 1)] })
    expect(rule?.maxPixels?.value).toBe(100 * 100)
    await goes({ text: 'Pixels', media: [sized(100, 100)] })
    await isRefusedByServer({ text: 'Pixels', media: [sized(73, 137)] })
  })

  test('takes videos of as many bytes as it says and no more, and none beside another file', async () => {
    const ftyp = new Uint8Array([0, 0, 0, 24, ...Buffer.from('ftypisom')])
    const film = (bytes: number) => file(bytes, ftyp, { mimeType: 'video/mp4', fileName: 'film.mp4', width: null, height: null })
    server.setMediaProcessing({ video: 0 })
    await goes({ text: 'Film', media: [film(LARGEST.video)] })
    await doesNotGo({ text: 'Film', media: [film(LARGEST.video + 1)] }, 'media-too-big', LARGEST.video)
    await doesNotGo({ text: 'Films', media: [film(1000), film(1001)] }, 'too-many-videos', 1)
    const mixed = { text: 'Both', media: [film(1000), picture('Rings', 3)] }
    expect(refused(mixed)).toEqual([['mixed-media', undefined]])
    await isRefusedByServer(mixed)
  })
})
