import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { AppFailure } from '../../../shared/errors.ts'
import type { Clock } from '../../core/ports.ts'
import type { CommittedPost, ConnectorContext, Edit, Engage, OutgoingPost, PostSource, Publish, RemotePost } from '../connector.ts'
import { ownerOf, personOf, postIdOf, postKeyOf } from './ids.ts'
import { changeJournal, plannedOf, type Change, type Journal, type OwnPost } from './journal.ts'
import { normaliseAuthor, normalisePost } from './normalise.ts'
import type { DemoNetwork, Owner } from './people.ts'
import type { PlannedPost } from './plan.ts'
import { findPost } from './read.ts'
import { lookAround, sceneOf, type Scene } from './scene.ts'

function ownerFor(network: DemoNetwork, context: ConnectorContext): Owner {
  const owner = ownerOf(network, context.account.authorId)
  if (owner === null) throw new AppFailure({ kind: 'authentication', reason: 'expired', message: null })
  return owner
}

/** The post's key in the world, from the key of its commit. */
function ownKey(commitKey: string): string {
  return `own-${commitKey}`
}

function ownPostOf(network: DemoNetwork, commitKey: string, post: OutgoingPost, startedAt: number): OwnPost {
  const at = post.createdAt - startedAt
  const refer = (id: string | undefined) => (id === undefined ? null : postKeyOf(network, id))
  const replyTo = refer(post.replyTo?.postId)
  const quote = refer(post.quote?.postId)
  return {
    key: ownKey(commitKey),
    at,
    text: post.text,
    language: post.language,
    sensitive: post.sensitive,
    media: post.media.map(({ sha256, mimeType, width, height, alt }) => ({ sha256, mimeType, width, height, alt })),
    ...(post.contentWarning === null ? {} : { warning: post.contentWarning }),
    ...(post.visibility === null ? {} : { visibility: post.visibility }),
    ...(replyTo === null ? {} : { replyTo }),
    ...(quote === null ? {} : { quote }),
    ...(post.replyPolicy === null ? {} : { replyPolicy: post.replyPolicy }),
    ...(post.quotePolicy === null ? {} : { quotePolicy: post.quotePolicy }),
    ...(post.poll === null
      ? {}
      : {
          poll: {
            options: post.poll.options.map((title): [string, number] => [title, 0]),
            multiple: post.poll.multiple,
            endsAt: at + post.poll.seconds * 1_000,
          },
        }),
  }
}

function committed(network: DemoNetwork, owner: Owner, journal: Journal, own: OwnPost, clock: Clock): CommittedPost {
  const scene = sceneOf(network, owner, journal, clock())
  return { normalised: normalisePost(scene, plannedOf(own, { on: network, by: owner })), author: normaliseAuthor(scene, owner) }
}

/** Posts into the account's journal. The same key twice is one post. */
export function createPublish(network: DemoNetwork): Publish {
  return {
    newKey: () => randomUUID(),
    prepare: async (context, post, onProgress) => {
      for (const [index, media] of post.media.entries()) {
        context.signal.throwIfAborted()
        // Read as a real upload would, so that a file that is gone is noticed here.
        await media.read()
        onProgress((index + 1) / post.media.length)
      }
      return null
    },
    commit: (context, key, post) => {
      const owner = ownerFor(network, context)
      return changeJournal(context, (journal) => {
        const before = journal.posts.find((each) => each.key === ownKey(key))
        const own = before ?? ownPostOf(network, key, post, journal.startedAt)
        if (before === undefined) journal.posts.push(own)
        return committed(network, owner, journal, own, context.clock)
      })
    },
    witness: async (context, key) => {
      const { journal, owner } = await lookAround(network, context)
      const own = journal.posts.find((each) => each.key === ownKey(key))
      return own === undefined ? { kind: 'not-there' } : { kind: 'there', post: committed(network, owner, journal, own, context.clock) }
    },
  }
}

/** What a post of the account's own was written as. */
export async function readSource(network: DemoNetwork, context: ConnectorContext, postId: string): Promise<PostSource> {
  const scene = await lookAround(network, context)
  const post = ownOf(scene, postId)
  return {
    text: post.text,
    contentWarning: post.warning ?? null,
    sensitive: post.sensitive === true,
    language: post.language,
    media: normalisePost(scene, post).post.media.map((attachment, place) => ({ attachedAs: String(place), attachment })),
    replyPolicy: post.replyPolicy ?? null,
    quotePolicy: post.quotePolicy ?? null,
    topicTag: null,
  }
}

/** Changes posts of the account's own. */
export function createEdit(network: DemoNetwork): Edit {
  const read = async (context: ConnectorContext, post: RemotePost) => {
    const scene = await lookAround(network, context)
    return { scene, planned: ownOf(scene, post.postId) }
  }
  return {
    prepare: async (context, post, change, onProgress) => {
      await read(context, post)
      for (const [index, media] of change.media.entries()) {
        context.signal.throwIfAborted()
        if (media.attachedAs === undefined) await media.read()
        onProgress((index + 1) / change.media.length)
      }
      return null
    },
    commit: async (context, post, change) => {
      const { scene, planned } = await read(context, post)
      await changeJournal(context, (journal) => {
        const changes = journal.changes[planned.key] ?? []
        journal.changes[planned.key] = [...changes, changeOf(change, scene.now)]
      })
      const after = await read(context, post)
      return { normalised: normalisePost(after.scene, after.planned), author: normaliseAuthor(after.scene, after.scene.owner) }
    },
    witness: async (context, post, change) => {
      const { scene, planned } = await read(context, post)
      const last = scene.journal.changes[planned.key]?.at(-1)
      const isThere = last !== undefined && isDeepStrictEqual(last, changeOf(change, last.at))
      if (!isThere) return { kind: 'not-there' }
      return { kind: 'there', post: { normalised: normalisePost(scene, planned), author: normaliseAuthor(scene, scene.owner) } }
    },
  }
}

function changeOf(change: OutgoingPost, at: number): Change {
  return {
    text: change.text,
    ...(change.contentWarning === null ? {} : { warning: change.contentWarning }),
    sensitive: change.sensitive,
    language: change.language,
    media: change.media.map(({ attachedAs, sha256, mimeType, width, height, alt }) =>
      attachedAs === undefined ? { sha256, mimeType, width, height, alt } : { kept: Number(attachedAs), alt },
    ),
    ...(change.quotePolicy === null ? {} : { quotePolicy: change.quotePolicy }),
    at,
  }
}

function ownOf(scene: Scene, postId: string): PlannedPost {
  const post = findPost(scene, postId)
  if (post.by !== scene.owner) throw new AppFailure({ kind: 'post-not-found', message: null })
  return post
}

/** Deletes a post of the account's own; of somebody else's, nothing happens but a refusal. */
export async function deletePost(network: DemoNetwork, context: ConnectorContext, postId: string): Promise<void> {
  const scene = await lookAround(network, context)
  const post = findPost(scene, postId)
  if (post.by !== scene.owner) throw new AppFailure({ kind: 'remote-rejected', message: null, code: 'not-yours' })
  await changeJournal(context, (journal) => {
    if (!journal.deleted.includes(post.key)) journal.deleted.push(post.key)
  })
}

export function createEngage(network: DemoNetwork, follows: boolean): Engage {
  const state = { like: 'liked', repost: 'reposted', bookmark: 'bookmarked' } as const
  return {
    set: async (context, verb, on, post) => {
      const { key } = findPost(await lookAround(network, context), post.postId)
      await changeJournal(context, (journal) => {
        journal.marks[key] = { ...journal.marks[key], [state[verb]]: on }
      })
      return { ref: on ? `${postIdOf(network, key)}#${verb}` : null }
    },
    ...(follows
      ? {
          follow: async (context, author, on) => {
            const person = personOf(network, author.authorId)
            if (person === null) throw new AppFailure({ kind: 'post-not-found', message: null })
            await changeJournal(context, (journal) => {
              journal.follows[person] = on
            })
            return { ref: null, requested: false }
          },
        }
      : {}),
  }
}
