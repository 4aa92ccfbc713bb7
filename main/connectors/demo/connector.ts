import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AppFailure } from '../../../shared/errors.ts'
import type { PlatformConnector } from '../connector.ts'
import { classifyHttpFailure } from '../failure.ts'
import { CAPABILITIES } from './capabilities.ts'
import { personOf, platformOf, postIdOf, postKeyOf } from './ids.ts'
import { changeJournal } from './journal.ts'
import { offeredOn } from './lists.ts'
import { normaliseAuthor, normalisePost } from './normalise.ts'
import type { DemoNetwork } from './people.ts'
import { batchOf, readProfile, readStream, readThread } from './read.ts'
import { lookAround } from './scene.ts'
import { createEdit, createEngage, createPublish, deletePost, readSource } from './write.ts'

const NAMES: Readonly<Record<DemoNetwork, { readonly name: string; readonly letter: string }>> = {
  bluesky: { name: 'Bluesky', letter: 'b' },
  mastodon: { name: 'Mastodon', letter: 'm' },
  x: { name: 'X', letter: 'x' },
}

const TYPES: Readonly<Record<string, string>> = { webp: 'image/webp', png: 'image/png', mp4: 'video/mp4' }

/** A file of the demo's own. Null: the address is none of the demo's. */
async function openArt(address: string): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly mimeType: string } | null> {
  const match = /^demo:art\/([a-z0-9-]+\.(webp|png|mp4))$/.exec(address)
  const [, file = '', extension = ''] = match ?? []
  if (match === null) return null
  try {
    return {
      bytes: new Uint8Array(await readFile(new URL(`./art/${file}`, import.meta.url))),
      mimeType: TYPES[extension] ?? 'application/octet-stream',
    }
  } catch {
    return null
  }
}

/**
 * A network of the demo: the same world for everybody, on this machine alone. It asks no server; what the person does in it is kept in the
 * account's session. Several of them, under the names of real networks, show what Chirp is like with several accounts.
 */
export function createDemoConnector(network: DemoNetwork): PlatformConnector {
  const capabilities = CAPABILITIES[network]
  const platform = platformOf(network)
  return {
    manifest: {
      platform,
      ...NAMES[network],
      summary: 'A made-up world, on this computer only.',
      authMethods: [],
      capabilities,
      rateRules: [],
      rateHeaders: null,
      pollMs: { home: 10_000, notifications: 15_000 },
      mediaSchemes: ['demo', 'chirp-file'],
      listed: false,
    },
    authenticate: {},
    check: async (context) => {
      const scene = await lookAround(network, context)
      return normaliseAuthor(scene, scene.owner)
    },
    discover: async (context) => {
      await lookAround(network, context)
      return { ...capabilities, askedAt: context.clock() }
    },
    ...(capabilities.streams.lists || capabilities.streams.feeds
      ? {
          offeredViews: async (context) => {
            await lookAround(network, context)
            return offeredOn(network)
          },
        }
      : {}),
    read: async (context, request) => readStream(await lookAround(network, context), request),
    thread: async (context, post) => readThread(await lookAround(network, context), post.postId),
    profile: async (context, author) => readProfile(await lookAround(network, context), author.authorId),
    resolvePost: async (context, postId) => {
      const scene = await lookAround(network, context)
      const key = postKeyOf(network, postId)
      return key !== null && scene.posts.has(key) ? batchOf(scene, { entries: [], about: [key], older: null }) : null
    },
    resolveAuthor: async (context, author) => {
      const scene = await lookAround(network, context)
      const person = personOf(network, author.id)
      return person === null ? null : normaliseAuthor(scene, person)
    },
    publish: createPublish(network),
    source: (context, post) => readSource(network, context, post.postId),
    ...(capabilities.edit ? { edit: createEdit(network) } : {}),
    delete: (context, post) => deletePost(network, context, post.postId),
    engage: createEngage(network, capabilities.follow),
    metrics: async (context, posts) => {
      const scene = await lookAround(network, context)
      return posts.flatMap(({ postId }) => {
        const post = scene.posts.get(postKeyOf(network, postId) ?? '')
        return post === undefined ? [] : [{ postId: postIdOf(network, post.key), metrics: normalisePost(scene, post).post.metrics }]
      })
    },
    ...(capabilities.readMarker === null
      ? {}
      : {
          markRead: async (context, { at }) =>
            changeJournal(context, (journal) => {
              journal.readAt = Math.max(journal.readAt ?? at, at)
            }),
          readMark: async (context) => {
            const { journal } = await lookAround(network, context)
            return journal.readAt === null ? null : { at: journal.readAt, remoteId: null }
          },
        }),
    localMedia: openArt,
    classify: (error) => {
      if (error instanceof AppFailure) return error.error
      return classifyHttpFailure(error, { write: false }) ?? { kind: 'internal', reference: randomUUID() }
    },
  }
}

/** The networks of the demo, in the order of its accounts. */
export const demoConnectors: readonly PlatformConnector[] = [
  createDemoConnector('bluesky'),
  createDemoConnector('mastodon'),
  createDemoConnector('x'),
]
