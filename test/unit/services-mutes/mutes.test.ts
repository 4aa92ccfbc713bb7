import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMutes, type Mutes } from '../../../main/services/mutes/mutes.ts'
import { createAuthors } from '../../../main/services/reading/authors.ts'
import { createInbox } from '../../../main/services/inbox/inbox.ts'
import { createPosts } from '../../../main/services/reading/posts.ts'
import { createSearch } from '../../../main/services/reading/search.ts'
import { createTimelines } from '../../../main/services/reading/timelines.ts'
import { settleEndedMutes } from '../../../main/store/inbox/settle.ts'
import { contract, type ParsedInput } from '../../../shared/bridge/contract.ts'
import type { Silence } from '../../../shared/bridge/views.ts'
import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { authorOf, batchOf, HOUR, MINUTE, NOON, normalisedAuthor, postOf } from '../../store/builders.ts'
import { valueOf, World } from '../services-read/world.ts'

let world: World
let mutes: Mutes
let me: string
let other: string
let changes: number
beforeEach(() => {
  world = new World()
  me = world.join('me')
  other = world.join('other')
  changes = 0
  mutes = createMutes({ store: world.store, clock: world.clock, onChanged: () => changes++ })
})
afterEach(() => world[Symbol.dispose]())

const at = (minutes: number): number => NOON - minutes * MINUTE
const said = (name: string, by: string, minutes: number, text = name, more: Partial<CanonicalPost> = {}): CanonicalPost =>
  postOf(name, by, at(minutes), { text: { text, spans: [] }, ...more })
const feed = (accountId: string, ...posts: readonly CanonicalPost[]): void =>
  world.feed(accountId, posts, { reachedAt: null, exhausted: true })

type Saved = ParsedInput<'mutes.save'>
const save = (subject: Saved['subject'], more: Partial<Saved> = {}) =>
  mutes.save({ id: null, subject, how: 'mute', accountId: null, until: null, ...more })
const mute = (text: string, more: Partial<Saved> = {}): string => valueOf(save({ kind: 'words', text }, more)).id
const muteAuthor = (name: string, more: Partial<Saved> = {}): string =>
  valueOf(save({ kind: 'author', authorId: `author:${name}`, handle: '' }, more)).id

const services = () => {
  const { store, views, clock, contextFor, reader } = world
  return {
    timelines: createTimelines({ store, reader, views, clock }),
    posts: createPosts({ store, contextFor, views, clock }),
    authors: createAuthors({ store, contextFor, views, clock }),
    inbox: createInbox({ store, reader, contextFor, views, clock, onEnqueued: () => undefined, onSnoozed: () => undefined }),
    search: createSearch({ store, views }),
  }
}
const page = () => valueOf(services().timelines.page({ cursor: null, limit: 50, accountIds: null }))
const shown = (): string[] => page().rows.map((row) => (row.kind === 'post' ? row.postId.replace('post:', '') : row.kind))
const silenceOf = (name: string): Silence | undefined =>
  valueOf(services().posts.get({ ids: [`post:${name}`] })).find((view) => view.post.id === `post:${name}`)?.silence
const byRule = (how: 'mute' | 'muffle', ruleId: string, subject: object): Silence =>
  ({ how, by: { kind: 'rule', ruleId, subject } }) as Silence

describe('rules', () => {
  test('are kept, changed, listed and taken away, and speak the contract', () => {
    feed(me, said('a', 'ann', 1))
    const spoiler = mute(' World   Cup ', { until: NOON + HOUR, how: 'muffle' })
    const tag = mute('#Cats', { accountId: me })
    const ann = valueOf(save({ kind: 'reposts', authorId: null, handle: '@ANN.test' })).id
    const list = valueOf(mutes.list())
    expect(list).toEqual([
      expect.objectContaining({ id: ann, subject: { kind: 'reposts', authorId: 'author:ann', handle: 'ann.test' } }),
      expect.objectContaining({ id: tag, subject: { kind: 'tag', tag: 'Cats' }, accountId: me }),
      {
        id: spoiler,
        subject: { kind: 'words', text: 'World Cup' },
        how: 'muffle',
        accountId: null,
        until: NOON + HOUR,
        createdAt: NOON,
        searching: false,
      },
    ])
    expect(contract['mutes.list'].output.parse(list)).toEqual(list)
    const changed = valueOf(save({ kind: 'words', text: 'final' }, { id: spoiler }))
    expect(changed).toMatchObject({ id: spoiler, subject: { kind: 'words', text: 'final' }, how: 'mute', until: null })
    valueOf(mutes.remove({ id: tag }))
    valueOf(mutes.remove({ id: tag }))
    expect(valueOf(mutes.list()).map(({ id }) => id)).toEqual([ann, spoiler])
    expect(changes).toBe(6)
  })

  test('that could find nothing are refused in a way that can be said', () => {
    const refusal = (subject: Saved['subject'], more: Partial<Saved> = {}): unknown => {
      const result = save(subject, more)
      return result.ok ? null : result.error
    }
    const because = (code: string, field = 'subject') => ({ kind: 'invalid-input', issues: [{ field, code, values: {} }] })
    for (const text of ['', '  ', '\u200b', '#', '.']) expect(refusal({ kind: 'words', text })).toEqual(because('mute-nothing'))
    expect(refusal({ kind: 'words', text: 'x'.repeat(5_000) })).toEqual(because('mute-too-long'))
    expect(refusal({ kind: 'tag', tag: 'two words' })).toEqual(null)
    expect(refusal({ kind: 'author', authorId: null, handle: 'nobody.test' })).toEqual(because('mute-nobody'))
    world.ingest(me, { ...batchOf([]), authors: [normalisedAuthor(authorOf('me'))] })
    expect(refusal({ kind: 'author', authorId: 'author:me', handle: '' })).toEqual(because('mute-own'))
    expect(refusal({ kind: 'words', text: 'a' }, { until: NOON })).toEqual(because('mute-over', 'until'))
    expect(refusal({ kind: 'words', text: 'a' }, { accountId: 'acc_gone' })).toEqual({ kind: 'conflict', message: null })
    expect(refusal({ kind: 'words', text: 'a' }, { id: '999' })).toEqual({ kind: 'conflict', message: null })
    expect(refusal({ kind: 'words', text: 'a' }, { id: "1' or 1" })).toEqual({ kind: 'conflict', message: null })
  })

  test('work at once on what is stored already, and what they hide is there again when they go', () => {
    feed(me, said('a', 'ann', 1, 'spoiler'), said('b', 'bob', 2))
    const id = mute('spoiler')
    expect(shown()).toEqual(['b'])
    valueOf(mutes.remove({ id }))
    expect(shown()).toEqual(['a', 'b'])
  })
})

describe('the timeline', () => {
  test('does not count what is muted among the new posts', () => {
    feed(me, said('old', 'ann', 10))
    const since = page().newest ?? ''
    mute('spoiler')
    feed(me, ...[1, 2, 3].map((n) => said(`p${n}`, 'bob', n, n === 2 ? 'spoiler' : 'fine')))
    expect(valueOf(services().timelines.newer({ since, accountIds: null, limit: 10 })).count).toBe(2)
    expect(valueOf(services().timelines.newer({ since, accountIds: null, limit: 1 })).count).toBe(2)
  })

  test('pages are full and lose nothing where most is muted', () => {
    feed(me, ...Array.from({ length: 60 }, (_, n) => said(`p${n}`, 'bob', n + 1, n % 5 === 0 ? 'fine' : 'spoiler')))
    mute('spoiler')
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const next: ReturnType<typeof page> = valueOf(services().timelines.page({ cursor, limit: 5, accountIds: null }))
      if (next.older !== null) expect(next.rows).toHaveLength(5)
      seen.push(...next.rows.map(({ key }) => key))
      cursor = next.older
    } while (cursor !== null)
    expect(seen).toHaveLength(12)
  })

  test('says why a post is folded', () => {
    feed(me, said('a', 'ann', 1, 'a spoiler'), said('b', 'bob', 2))
    const id = mute('spoiler', { how: 'muffle' })
    expect(shown()).toEqual(['a', 'b'])
    expect(silenceOf('a')).toEqual(byRule('muffle', id, { kind: 'words', text: 'spoiler' }))
    expect(silenceOf('b')).toBeUndefined()
    const view = page()
    expect(contract['timeline.page'].output.parse(view)).toEqual(view)
  })

  test('folds a row for who reposted it, and not the post wherever else it is', () => {
    world.ingest(me, {
      ...batchOf([said('a', 'ann', 60)]),
      authors: [normalisedAuthor(authorOf('bob')), normalisedAuthor(authorOf('ann'))],
      entries: [{ postId: 'post:a', repostedBy: 'author:bob', sortAt: at(1) }],
    })
    feed(me)
    const id = valueOf(save({ kind: 'reposts', authorId: 'author:bob', handle: null }, { how: 'muffle' })).id
    const [row] = page().rows
    expect(row).toMatchObject({ silence: byRule('muffle', id, { kind: 'reposts', authorId: 'author:bob', handle: 'bob.test' }) })
    expect(silenceOf('a')).toBeUndefined()
  })

  test('folds nothing that one of the accounts wants to see', () => {
    const both = said('both', 'ann', 1, 'spoiler')
    feed(me, both)
    feed(other, both)
    mute('spoiler', { how: 'muffle', accountId: me })
    expect(silenceOf('both')).toBeUndefined()
    mute('spoiler', { how: 'muffle', accountId: other })
    expect(silenceOf('both')).toMatchObject({ how: 'muffle' })
    // Of two that hold the stricter one is said.
    mute('spoiler')
    expect(silenceOf('both')).toMatchObject({ how: 'mute' })
  })

  test('folds what the network filters in words of its own', () => {
    feed(me, said('a', 'ann', 1))
    world.store.write((db) => db.run(`update post_account set filter_how = 'muffle', filter_reason = 'Elections'`))
    expect(silenceOf('a')).toEqual({ how: 'muffle', by: { kind: 'filter', reason: 'Elections' } })
  })
})

describe('what is opened on purpose keeps its shape', () => {
  test('a thread shows muted posts folded, and its own quotes too', () => {
    const answer = (name: string, by: string, to: string, minutes: number, text: string): CanonicalPost =>
      said(name, by, minutes, text, { replyTo: { postId: `post:${to}`, authorId: null, authorHandle: null } })
    world.ingest(me, batchOf([said('root', 'ann', 9), answer('mid', 'bob', 'root', 8, 'spoiler'), answer('leaf', 'cat', 'mid', 7, 'fine')]))
    mute('spoiler')
    muteAuthor('cat')
    const thread = valueOf(services().posts.thread({ postId: 'post:root' }))
    expect(thread.rows.map((row) => row.postId)).toEqual(['post:root', 'post:mid', 'post:leaf'])
    expect(thread.posts.map((view) => view.silence?.how)).toEqual([undefined, 'mute', 'mute'])
  })

  test('a profile and a search show everything, folded', () => {
    feed(me, said('a', 'ann', 1, 'a spoiler'), said('b', 'ann', 2, 'a spoiler too'))
    mute('spoiler')
    expect(shown()).toEqual([])
    const profile = valueOf(services().authors.posts({ authorId: 'author:ann', cursor: null, limit: 10 }))
    expect(profile.posts.map((view) => view.silence?.how)).toEqual(['mute', 'mute'])
    const hits = valueOf(services().search.posts({ text: 'spoiler', cursor: null, limit: 10 }))
    expect(hits.posts.map((view) => view.silence?.how)).toEqual(['mute', 'mute'])
  })

  test('own posts are never folded', () => {
    feed(me, said('mine', 'me', 1, 'spoiler'))
    mute('spoiler')
    expect(shown()).toEqual(['mine'])
    expect(silenceOf('mine')).toBeUndefined()
  })
})

describe('the inbox', () => {
  /** Somebody does something to an account. */
  const happens = (accountId: string, name: string, kind: InboxKind, actor: string, text: string, following = false): void => {
    const about = kind === 'like' || kind === 'repost' ? said('mine', 'me', 500, 'my spoiler') : said(name, actor, 1, text)
    const relationship = { following, requested: false, followedBy: false, muted: false, blocked: false, followRef: null }
    world.ingest(accountId, {
      ...batchOf([about]),
      authors: [normalisedAuthor(authorOf('me')), normalisedAuthor(authorOf(actor), relationship)],
      inbox: [{ remoteId: name, kind, actorId: `author:${actor}`, postId: kind === 'follow' ? null : about.id, at: at(1), read: false }],
    })
  }
  const told = (): string[] =>
    valueOf(services().inbox.page({ filter: 'all', limit: 50, cursor: null, accountIds: null, place: 'inbox', unreadOnly: false }))
      .rows.flatMap(({ kind, actors }) => actors.map((actor) => `${kind} ${actor.displayName}`))
      .sort()
  const unread = (): number => valueOf(services().inbox.unread({ accountIds: null })).all

  test('leaves out whatever a muted person does', () => {
    for (const [index, kind] of (['mention', 'reply', 'quote', 'like', 'repost', 'follow'] as const).entries())
      happens(me, `n${index}`, kind, 'bob', 'hello')
    happens(me, 'm', 'mention', 'ann', 'hello')
    expect(unread()).toBe(7)
    muteAuthor('bob')
    expect(told()).toEqual(['mention ann'])
    expect(unread()).toBe(1)
  })

  test('does not lose likes to a muffled person, nor reposts of own posts to muted reposts', () => {
    happens(me, 'l', 'like', 'bob', '')
    happens(me, 'r', 'repost', 'ann', '')
    muteAuthor('bob', { how: 'muffle' })
    valueOf(save({ kind: 'reposts', authorId: null, handle: null }))
    expect(told()).toEqual(['like bob', 'repost ann'])
  })

  test('leaves out what strangers say in muted words, and shows it of people one follows; a like of an own post with them stays', () => {
    happens(me, 's', 'mention', 'stranger', 'a spoiler')
    happens(me, 'f', 'mention', 'friend', 'a spoiler', true)
    happens(me, 'l', 'like', 'bob', '')
    mute('spoiler')
    expect(told()).toEqual(['like bob', 'mention friend'])
    expect(unread()).toBe(2)
  })

  test('of another account is left alone by a rule for one', () => {
    happens(me, 'a', 'mention', 'bob', 'hello')
    happens(other, 'b', 'mention', 'bob', 'hello')
    muteAuthor('bob', { accountId: me })
    expect(
      valueOf(
        services().inbox.page({ filter: 'all', limit: 50, cursor: null, accountIds: null, place: 'inbox', unreadOnly: false }),
      ).rows.map((row) => row.accountId),
    ).toEqual([other])
  })

  test('shows again what came while a rule held, when it has ended', () => {
    happens(me, 'a', 'mention', 'bob', 'hello')
    muteAuthor('bob', { until: NOON + HOUR })
    expect(unread()).toBe(0)
    world.now = NOON + HOUR
    world.store.write((db) => settleEndedMutes(db, world.now))
    expect(unread()).toBe(1)
    expect(told()).toEqual(['mention bob'])
  })
})
