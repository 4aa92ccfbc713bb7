import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MuteRuleContent } from '../../../main/store/mutes/rules.ts'
import { removeMuteRule } from '../../../main/store/mutes/rules.ts'
import { matcherOf } from '../../../shared/mute/matcher.ts'
import { readPost } from '../../../shared/mute/read-post.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { authorOf, batchOf, HOUR, MINUTE, NOON, normalisedAuthor, postOf } from '../builders.ts'
import { author, MuteWorld, reposts, words } from './mute-world.ts'

const NAMES = ['me', 'ann', 'bob', 'cat'] as const
const VOCABULARY = ['spoiler', 'SPOILERS', 'café', 'Cafe', '港', '今朝の港', '🦀', '👩‍🚀', 'c++', '#cats', 'cats', '.*'] as const
const ACCOUNTS = ['acc_me', 'acc_other'] as const

type Row = {
  readonly by: string
  readonly says: readonly string[]
  readonly quotes: number | null
  readonly repostedBy: string | null
  readonly feeds: readonly string[]
}
type Rule = MuteRuleContent & { readonly early: boolean; readonly removed: boolean }

const name = fc.constantFrom(...NAMES)
const row: fc.Arbitrary<Row> = fc.record({
  by: name,
  says: fc.array(fc.constantFrom(...VOCABULARY), { maxLength: 4 }),
  quotes: fc.option(fc.nat(7)),
  repostedBy: fc.option(name),
  feeds: fc.uniqueArray(fc.constantFrom(...ACCOUNTS), { minLength: 1 }),
})
const rule: fc.Arbitrary<Rule> = fc.record({
  subject: fc.oneof(
    fc.constantFrom(...VOCABULARY).map(words),
    fc.constant({ kind: 'tag' as const, tag: 'Cats' }),
    fc.constantFrom('ann', 'bob', 'cat').map(author),
    fc.constantFrom('ann', 'bob', null).map(reposts),
  ),
  how: fc.constantFrom('mute', 'muffle'),
  accountId: fc.constantFrom(null, ...ACCOUNTS),
  until: fc.constantFrom(null, NOON + HOUR, NOON + 3 * HOUR),
  early: fc.boolean(),
  removed: fc.boolean(),
})

const toPost = ({ by, says, quotes }: Row, index: number): CanonicalPost =>
  postOf(`p${index}`, by, NOON - index * MINUTE, {
    text: { text: says.join(' '), spans: [] },
    quote: quotes === null || quotes === index ? null : { postId: `post:p${quotes}`, state: 'available' },
  })

/** The rule as the pure matcher has it, without a store. */
function mutes({ subject, how, accountId, until }: Rule, row: Row, rows: readonly Row[], forAccount: string, now: number): boolean {
  if (how !== 'mute' || (until !== null && until <= now) || (accountId !== null && accountId !== forAccount)) return false
  const own = (who: string | null): boolean => who === 'me' || who === 'other'
  switch (subject.kind) {
    case 'words':
    case 'tag': {
      const index = rows.indexOf(row)
      const quoted = row.quotes === null || row.quotes === index ? undefined : rows[row.quotes]
      const posts = [toPost(row, index), ...(quoted === undefined ? [] : [toPost(quoted, row.quotes ?? 0)])]
      const read = readPost(...posts.map((post) => ({ ...post, text: post.text.text, spans: post.text.spans })))
      return !own(row.by) && matcherOf(subject)?.(read) === true
    }
    case 'author':
      return [row.by, row.repostedBy].some((who) => !own(who) && subject.authorId === `author:${who}`)
    case 'reposts':
      return (
        row.repostedBy !== null && !own(row.repostedBy) && (subject.authorId === null || subject.authorId === `author:${row.repostedBy}`)
      )
  }
}

test('whatever is muted and whatever comes, before or after, what the store shows is what the rules say', () => {
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 8 }),
      fc.array(rule, { maxLength: 5 }),
      fc.constantFrom(NOON, NOON + 2 * HOUR, NOON + 4 * HOUR),
      (rows, rules, now) => {
        using world = new MuteWorld()
        for (const account of ['me', 'other']) world.join(account)
        world.ingest('acc_me', { ...batchOf([]), authors: NAMES.map((one) => normalisedAuthor(authorOf(one))) })
        // The same thing muted twice in one place is one rule; that is told elsewhere.
        const distinct = rules.filter(
          (one, index) =>
            rules.findIndex(
              (other) => JSON.stringify([other.subject, other.accountId]) === JSON.stringify([one.subject, one.accountId]),
            ) === index,
        )
        const ids = new Map<Rule, string>()
        for (const one of distinct) if (one.early) ids.set(one, world.mute(one.subject, one))
        for (const [index, one] of rows.entries()) {
          for (const accountId of one.feeds) {
            const post = toPost(one, index)
            const repostedBy = one.repostedBy === null ? null : `author:${one.repostedBy}`
            world.ingest(accountId, { ...batchOf([post]), entries: [{ postId: post.id, repostedBy, sortAt: post.createdAt }] })
          }
        }
        for (const one of distinct) if (!one.early) ids.set(one, world.mute(one.subject, one))
        world.store.write((db) => {
          for (const [one, id] of ids) if (one.removed) removeMuteRule(db, id)
        })
        world.now = now
        const left = distinct.filter((one) => !one.removed)
        for (const accountIds of [null, ['acc_me'], ['acc_other'], [...ACCOUNTS]]) {
          const expected = rows.flatMap((one, index) => {
            const among = one.feeds.filter((feed) => accountIds === null || accountIds.includes(feed))
            const heard = among.some((feed) => !left.some((each) => mutes(each, one, rows, feed, now)))
            return heard ? [`p${index}${one.repostedBy === null ? '' : '*'}`] : []
          })
          expect(world.shown(accountIds)).toEqual(expected)
        }
      },
    ),
    { numRuns: 150 },
  )
}, 120_000)
