import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  listReadGroups,
  markAllRead,
  markGroupsRead,
  markGroupsUnread,
  putGroupsAway,
  putGroupsBack,
  undoChange,
  wakeGroups,
  type InboxChange,
  type SeenGroup,
} from '../../../main/store/inbox/acts.ts'
import { countUnread } from '../../../main/store/inbox/count.ts'
import { getInboxGroups } from '../../../main/store/inbox/groups.ts'
import { listInboxGroups, newestGroupPlace, type GroupPlace, type InboxChoice } from '../../../main/store/inbox/list.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { addMuteRule, removeMuteRule } from '../../../main/store/mutes/rules.ts'
import type { WritableDatabase } from '../../../main/store/sql.ts'
import { markInboxRead } from '../../../main/store/tables/inbox.ts'
import { markPostDeleted } from '../../../main/store/tables/posts.ts'
import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import { addAccount, authorOf, batchOf, MINUTE, NOON, normalisedAuthor, postOf } from '../builders.ts'
import { ReferenceInbox, type Shown } from './reference.ts'

const ACCOUNTS = ['acc_one', 'acc_two']
const CHOICES: readonly (readonly string[])[] = [ACCOUNTS, ['acc_one'], ['acc_two']]
const PEOPLE = ['ann', 'bob', 'cat']
/** Posts of the person, and what others said in two conversations; each post is its own or a conversation's. */
const POSTS = { mine: 'mine', other: 'other', question: 'question', answer: 'question', again: 'question', apart: 'apart' } as const
type PostName = keyof typeof POSTS
const KINDS: readonly InboxKind[] = ['mention', 'reply', 'quote', 'like', 'follow', 'poll-ended']

type Step =
  | {
      readonly do: 'arrive'
      readonly account: number
      readonly kind: InboxKind
      readonly actor: string
      readonly post: PostName
      readonly ago: number
      readonly read: boolean
    }
  | { readonly do: 'read' | 'unread' | 'archive' | 'restore'; readonly group: number; readonly accounts: readonly string[] }
  | { readonly do: 'snooze'; readonly group: number; readonly minutes: number }
  | { readonly do: 'readAll'; readonly accounts: readonly string[]; readonly ago: number }
  | { readonly do: 'archiveRead'; readonly accounts: readonly string[] }
  | { readonly do: 'undo'; readonly which: number }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'seenElsewhere'; readonly account: number; readonly ago: number }
  | { readonly do: 'delete'; readonly post: PostName }
  | { readonly do: 'mute' | 'unmute'; readonly actor: string; readonly account: string | null }

const account = fc.nat({ max: 1 })
const accounts = fc.constantFrom(ACCOUNTS, ['acc_one'], ['acc_two'])
const group = fc.nat({ max: 6 })
const post = fc.constantFrom(...(Object.keys(POSTS) as PostName[]))
/** Most is new, some is from before. */
const ago = fc.oneof(fc.constant(0), fc.nat({ max: 240 }))
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant('arrive' as const),
      account,
      kind: fc.constantFrom(...KINDS),
      actor: fc.constantFrom(...PEOPLE),
      post,
      ago,
      read: fc.boolean(),
    }),
  },
  { weight: 15, arbitrary: fc.record({ do: fc.constantFrom('read', 'unread', 'archive', 'restore'), group, accounts }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('snooze' as const), group, minutes: fc.integer({ min: 10, max: 100 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('readAll' as const), accounts, ago }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('archiveRead' as const), accounts }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('undo' as const), which: fc.nat({ max: 5 }) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('seenElsewhere' as const), account, ago }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), post }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('mute', 'unmute'),
      actor: fc.constantFrom(...PEOPLE),
      account: fc.constantFrom(null, ...ACCOUNTS),
    }),
  },
)

/** The store and the reference, side by side. */
class Pair implements Disposable {
  readonly store: Store = openStore(':memory:')
  readonly reference = new ReferenceInbox()
  /** No two notifications have the same time, so that their order is certain. */
  readonly #times = new Set<number>()
  readonly #undo: { readonly change: InboxChange; readonly undo: () => void }[] = []
  readonly #rules = new Map<string, string>()
  #now = NOON

  constructor() {
    for (const [position, id] of ACCOUNTS.entries()) addAccount(this.store, id.replace('acc_', ''), { position })
    const posts = (Object.entries(POSTS) as [PostName, string][]).map(([name, root]) =>
      postOf(name, 'me', NOON - 1000 * MINUTE, { threadRootId: name === root ? null : `post:${root}` }),
    )
    const authors = ['me', ...PEOPLE].map((name) => normalisedAuthor(authorOf(name)))
    this.store.write((db) => ingestBatch(db, { ...batchOf(posts), authors }, { accountId: 'acc_one', requestedAt: NOON, now: NOON }))
  }

  do(one: Step): void {
    // What comes now is newer than all there is.
    this.#now += 10
    switch (one.do) {
      case 'arrive': {
        this.#arrive(one)
        return
      }
      case 'read': {
        this.#act(
          one.group,
          (db, seen) => markGroupsRead(db, seen, one.accounts),
          (subject) => this.reference.read(subject, one.accounts),
        )
        return
      }
      case 'unread': {
        this.#act(
          one.group,
          (db, seen) => markGroupsUnread(db, seen, one.accounts),
          (subject) => this.reference.unread(subject, one.accounts),
        )
        return
      }
      case 'archive': {
        this.#act(
          one.group,
          (db, seen) => putGroupsAway(db, seen, 'archived', null),
          (subject) => this.reference.putAway([subject], 'archived', null),
        )
        return
      }
      case 'restore': {
        this.#act(one.group, putGroupsBack, (subject) => this.reference.restore(subject))
        return
      }
      case 'snooze': {
        const until = this.#now + one.minutes * MINUTE
        this.#act(
          one.group,
          (db, seen) => putGroupsAway(db, seen, 'snoozed', until),
          (subject) => this.reference.putAway([subject], 'snoozed', until),
        )
        return
      }
      case 'readAll': {
        const upTo = this.#now - one.ago * MINUTE
        const change = this.store.write((db) => markAllRead(db, choice(one.accounts), upTo))
        this.#undo.push({ change, undo: this.reference.readAll(one.accounts, upTo) })
        return
      }
      case 'archiveRead': {
        const change = this.store.write((db) => putGroupsAway(db, listReadGroups(db, choice(one.accounts)), 'archived', null))
        this.#undo.push({ change, undo: this.reference.archiveRead(one.accounts) })
        return
      }
      case 'undo': {
        const [last] = this.#undo.splice(-1 - one.which, 1)
        if (last === undefined) return
        this.store.write((db) => undoChange(db, last.change))
        last.undo()
        return
      }
      case 'wait':
        this.#now += one.minutes * MINUTE
        this.store.write((db) => wakeGroups(db, this.#now))
        this.reference.wake(this.#now)
        return
      case 'seenElsewhere': {
        const id = ACCOUNTS[one.account] ?? ''
        const upTo = this.#now - one.ago * MINUTE
        this.store.write((db) => markInboxRead(db, id, upTo))
        this.reference.seenElsewhere(id, upTo)
        return
      }
      case 'mute': {
        const subject = { kind: 'author', authorId: `author:${one.actor}`, handle: one.actor } as const
        const rule = { subject, how: 'mute', accountId: one.account, until: null } as const
        const id = this.store.write((db) => addMuteRule(db, rule, this.#now))
        this.#rules.set(`${one.actor} ${one.account ?? ''}`, id ?? '')
        this.reference.mute(one.actor, one.account)
        return
      }
      case 'unmute': {
        const id = this.#rules.get(`${one.actor} ${one.account ?? ''}`)
        if (id !== undefined) this.store.write((db) => removeMuteRule(db, id))
        this.#rules.delete(`${one.actor} ${one.account ?? ''}`)
        this.reference.unmute(one.actor, one.account)
        return
      }
      case 'delete':
        this.store.write((db) => markPostDeleted(db, `post:${one.post}`, this.#now))
        this.reference.delete(one.post)
    }
  }

  #arrive({ account: index, kind, actor, post: name, ago: minutes, read }: Extract<Step, { do: 'arrive' }>): void {
    let at = this.#now - minutes * MINUTE
    while (this.#times.has(at)) at--
    this.#times.add(at)
    const accountId = ACCOUNTS[index] ?? ''
    const about = kind === 'follow' ? null : name
    const item = { remoteId: `n${at}`, kind, actorId: `author:${actor}`, postId: about === null ? null : `post:${name}`, at, read }
    this.store.write((db) =>
      ingestBatch(db, { authors: [], posts: [], entries: [], inbox: [item] }, { accountId, requestedAt: this.#now, now: this.#now }),
    )
    const gone = this.store.read((db) => db.get('select 1 from post where id = ? and deleted_at is not null', `post:${name}`)) !== undefined
    if (about !== null && gone) return
    this.reference.arrive({ account: accountId, kind, actor, post: about, at, read, subject: subjectOf(kind, name, at) })
  }

  #act(
    index: number,
    inStore: (db: WritableDatabase, seen: readonly SeenGroup[]) => InboxChange,
    inReference: (subject: string) => () => void,
  ): void {
    const subjects = [...this.reference.groups.keys()]
    const subject = subjects[index % Math.max(1, subjects.length)]
    if (subject === undefined) return
    const change = this.store.write((db) => {
      const row = db.get<{ id: number }>('select id from inbox_group where subject = ?', storedSubject(subject))
      return inStore(db, row === undefined ? [] : [{ groupId: row.id, upTo: Number.MAX_SAFE_INTEGER }])
    })
    this.#undo.push({ change, undo: inReference(subject) })
  }

  /** Every page and count of the store over some accounts, read to the end, beside the reference's. */
  check(...choices: readonly (readonly string[])[]): void {
    for (const accountIds of choices) {
      for (const [classes, subjects] of FILTERS) {
        for (const place of ['inbox', 'snoozed', 'archived'] as const)
          expect(this.#pages({ classes, accountIds, place, unreadOnly: false })).toEqual(
            this.reference.page(subjects, accountIds, place, false),
          )
        expect(this.#pages({ classes, accountIds, place: 'inbox', unreadOnly: true })).toEqual(
          this.reference.page(subjects, accountIds, 'inbox', true),
        )
        const counts = this.store.read((db) => countUnread(db, accountIds))
        expect(classes.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0)).toBe(this.reference.unreadCount(subjects, accountIds))
      }
    }
  }

  #pages(wanted: InboxChoice): Shown[] {
    return this.store.read((db) => {
      const shown: Shown[] = []
      let from: GroupPlace | undefined = newestGroupPlace
      while (from !== undefined) {
        const places: GroupPlace[] = listInboxGroups(db, wanted, from, 2)
        const groups = getInboxGroups(
          db,
          places.map(({ row }) => row),
          wanted.accountIds,
          12,
        )
        for (const { id, people, unread } of groups) {
          const subject = db.get<{ subject: string }>('select subject from inbox_group where id = ?', id)?.subject ?? ''
          shown.push({ subject: shownSubject(subject), at: places.find(({ row }) => row === id)?.at ?? 0, people, unread })
        }
        from = places.at(-1)
      }
      return shown
    })
  }

  [Symbol.dispose](): void {
    this.store.close()
  }
}

const FILTERS: readonly (readonly [InboxChoice['classes'], RegExp])[] = [
  [['conversation', 'quote', 'like', 'repost', 'follow', 'other'], /./],
  [['conversation', 'quote'], /^(talk|quote)/],
  [['like', 'repost'], /^(like|repost)/],
]

const choice = (accountIds: readonly string[]): InboxChoice => ({
  classes: ['conversation', 'quote', 'like', 'repost', 'follow', 'other'],
  accountIds,
  place: 'inbox',
  unreadOnly: false,
})

function subjectOf(kind: InboxKind, name: PostName, at: number): string {
  if (kind === 'mention' || kind === 'reply') return `talk ${POSTS[name]}`
  if (kind === 'follow') return `follow ${new Date(at).toDateString()}`
  return kind === 'poll-ended' ? `ended ${name}` : `${kind} ${name}`
}

const storedSubject = (subject: string): string => {
  const [word = '', ...rest] = subject.split(' ')
  if (word === 'follow') {
    const day = new Date(rest.join(' '))
    return `follow ${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`
  }
  return `${word === 'ended' ? 'poll-ended' : word} post:${rest.join(' ')}`
}

const shownSubject = (subject: string): string => {
  const follow = /^follow (\d+)-(\d+)-(\d+)$/.exec(subject)
  if (follow !== null) return `follow ${new Date(Number(follow[1]), Number(follow[2]) - 1, Number(follow[3])).toDateString()}`
  return subject.replace('poll-ended', 'ended').replace('post:', '')
}

test('whatever comes and is done in whatever order, pages and counts are those of a plain list', { timeout: 240_000 }, () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 80, maxLength: 80 }), (steps) => {
      using pair = new Pair()
      for (const [index, one] of steps.entries()) {
        pair.do(one)
        pair.check(CHOICES[index % CHOICES.length] ?? ACCOUNTS)
      }
      pair.check(...CHOICES)
    }),
    { numRuns: 25, endOnFailure: true },
  )
})

const arrival = { do: 'arrive', account: 0, kind: 'reply', post: 'question', ago: 0, read: false } as const
const somebodyIsMuted: readonly Step[] = [
  { ...arrival, actor: 'ann' },
  { ...arrival, actor: 'bob' },
  { do: 'mute', actor: 'bob', account: null },
]

test.each<[string, readonly Step[]]>([
  ['comes back from a snooze', [...somebodyIsMuted, { do: 'snooze', group: 0, minutes: 10 }, { do: 'wait', minutes: 20 }]],
  [
    'comes back from a snooze where the muted one spoke meanwhile',
    [...somebodyIsMuted, { do: 'snooze', group: 0, minutes: 10 }, { ...arrival, actor: 'bob', post: 'again' }, { do: 'wait', minutes: 20 }],
  ],
  [
    'is marked as unread',
    [...somebodyIsMuted, { do: 'read', group: 0, accounts: ACCOUNTS }, { do: 'unread', group: 0, accounts: ACCOUNTS }],
  ],
])('what %s is unread by the newest who is heard, also where the newest of all is muted', (_, steps) => {
  using pair = new Pair()
  for (const one of steps) pair.do(one)
  pair.check(...CHOICES)
  expect(pair.reference.unreadCount(/^talk/, ACCOUNTS)).toBe(1)
})
