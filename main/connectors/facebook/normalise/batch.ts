import type { NormalisedAuthor, NormalisedInboxItem, NormalisedPost, ReadBatch } from '../../connector.ts'
import { idOf, type Entry } from './entry.ts'
import { postIdOf, writeRemoteId } from './ids.ts'
import { authorOfEntry, normaliseEntry, type Reader } from './post.ts'

/** The posts and people of one answer, each once. */
export function normaliseEntries(
  entries: readonly Entry[],
  reader: Reader,
): { readonly posts: readonly NormalisedPost[]; readonly authors: readonly NormalisedAuthor[]; readonly skipped: number } {
  const unique = [...new Map(entries.map((entry) => [idOf(entry), entry])).values()]
  const dated = unique.filter(({ at }) => at !== null)
  const authors = new Map(dated.map((entry) => [idOf(entry), authorOfEntry(entry, reader)]))
  const people = new Map([reader.self, ...authors.values()].map((one) => [one.author.id, one]))
  return {
    posts: dated.flatMap((entry) => normaliseEntry(entry, reader, authors) ?? []),
    authors: [...people.values()],
    skipped: unique.length - dated.length,
  }
}

/** Posts as places in a feed, newest first. */
export function feedBatch(
  entries: readonly Entry[],
  reader: Reader,
  rest: { readonly older: string | null; readonly skipped: number },
): ReadBatch {
  const normalised = normaliseEntries(entries, reader)
  const places = normalised.posts.map(({ post }) => ({ postId: post.id, repostedBy: null, sortAt: Math.min(post.createdAt, reader.now) }))
  return {
    ...normalised,
    entries: places.sort((a, b) => b.sortAt - a.sortAt),
    inbox: [],
    older: rest.older,
    chronological: true,
    skipped: normalised.skipped + rest.skipped,
  }
}

/** Something that happened to the page: a comment, or a post that tags it. */
export type Notice = { readonly kind: 'reply' | 'mention'; readonly entry: Entry; readonly at: number }

/** Notices as a batch; `context` are posts that they refer to. */
export function noticeBatch(
  notices: readonly Notice[],
  context: readonly Entry[],
  reader: Reader,
  rest: { readonly older: string | null; readonly skipped: number },
): ReadBatch {
  const normalised = normaliseEntries([...notices.map(({ entry }) => entry), ...context], reader)
  const inbox = notices.map(({ kind, entry, at }): NormalisedInboxItem => ({
    remoteId: writeRemoteId(entry.remote),
    kind,
    actorId: authorOfEntry(entry, reader).author.id,
    postId: postIdOf(idOf(entry)),
    at,
    read: null,
  }))
  return { ...normalised, entries: [], inbox, older: rest.older, chronological: true, skipped: normalised.skipped + rest.skipped }
}
