import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { markPostDeleted } from '../../../main/store/tables/posts.ts'
import { changeMuteRule, listMuteRules, nextMuteEnd, removeMuteRule } from '../../../main/store/mutes/rules.ts'
import { searchForMutes } from '../../../main/store/mutes/match-posts.ts'
import { deleteAccount } from '../../../main/store/tables/accounts.ts'
import { authorOf, batchOf, HOUR, MINUTE, NOON, normalisedAuthor, normalisedPost, postOf } from '../builders.ts'
import { author, MuteWorld, reposts, words } from './mute-world.ts'

let world: MuteWorld
let me: string
let other: string
beforeEach(() => {
  world = new MuteWorld()
  me = world.join('me')
  other = world.join('other')
})
afterEach(() => world[Symbol.dispose]())

const at = (minutes: number): number => NOON - minutes * MINUTE
const said = (name: string, by: string, minutes: number, text = name) => postOf(name, by, at(minutes), { text: { text, spans: [] } })
/** Somebody reposts somebody's post into a feed. */
function repost(accountId: string, name: string, by: string, of: string, minutes: number): void {
  world.ingest(accountId, {
    ...batchOf([said(name, of, minutes + 60)]),
    authors: [normalisedAuthor(authorOf(by)), normalisedAuthor(authorOf(of))],
    entries: [{ postId: `post:${name}`, repostedBy: `author:${by}`, sortAt: at(minutes) }],
  })
}

describe('words', () => {
  test('are muted in what is there already and in what comes', () => {
    world.feed(me, said('a', 'ann', 1), said('b', 'bob', 2, 'a Spoiler'))
    world.mute(words('spoiler'))
    expect(world.shown()).toEqual(['a'])
    world.feed(me, said('c', 'ann', 0, 'SPOILER'), said('d', 'ann', 0.5, 'fine'))
    expect(world.shown()).toEqual(['d', 'a'])
  })

  test('are found when an edit brings them, and not any more when one takes them away', () => {
    world.mute(words('spoiler'))
    world.feed(me, said('a', 'ann', 1))
    world.feed(me, { ...said('a', 'ann', 1, 'now a spoiler'), editedAt: at(0) })
    expect(world.shown()).toEqual([])
    world.feed(me, { ...said('a', 'ann', 1, 'not any more'), editedAt: at(0) + 1 })
    expect(world.shown()).toEqual(['a'])
  })

  test('are found in a quoted post that comes before, with or after the one that quotes it', () => {
    const quoting = postOf('q', 'ann', at(1), { quote: { postId: 'post:quoted', state: 'available' } })
    world.mute(words('spoiler'))
    world.feed(me, quoting)
    expect(world.shown()).toEqual(['q'])
    world.ingest(me, batchOf([said('quoted', 'bob', 5, 'a spoiler')]))
    expect(world.shown()).toEqual([])
    world.ingest(me, batchOf([{ ...said('quoted', 'bob', 5, 'nothing'), editedAt: at(0) }]))
    expect(world.shown()).toEqual(['q'])
  })

  test('of the person themselves are never muted', () => {
    world.feed(me, said('mine', 'me', 1, 'spoiler'), said('also', 'other', 2, 'spoiler'), said('a', 'ann', 3, 'spoiler'))
    world.mute(words('spoiler'))
    expect(world.shown()).toEqual(['mine', 'also'])
    expect(world.shown([me])).toEqual(['mine', 'also'])
  })

  test('are muffled without leaving the timeline', () => {
    world.feed(me, said('a', 'ann', 1, 'spoiler'))
    world.mute(words('spoiler'), { how: 'muffle' })
    expect(world.shown()).toEqual(['a'])
  })
})

describe('people', () => {
  test('are muted with what others repost of them, and with what they repost', () => {
    world.feed(me, said('a', 'ann', 1), said('b', 'bob', 2))
    repost(me, 'c', 'bob', 'ann', 3)
    repost(me, 'd', 'ann', 'cat', 4)
    world.mute(author('ann'))
    expect(world.shown()).toEqual(['b'])
  })

  test('keep their own posts when only their reposts are muted', () => {
    world.feed(me, said('a', 'ann', 1))
    repost(me, 'b', 'ann', 'bob', 2)
    repost(me, 'c', 'cat', 'bob', 3)
    world.mute(reposts('ann'))
    expect(world.shown()).toEqual(['a', 'c*'])
  })

  test('are all without reposts when those are muted; the reposts of the person stay', () => {
    world.feed(me, said('a', 'ann', 1))
    repost(me, 'b', 'ann', 'bob', 2)
    repost(me, 'c', 'me', 'bob', 3)
    world.mute(reposts(null))
    expect(world.shown()).toEqual(['a', 'c*'])
  })

  test('stay muted when everything of them was removed with an account', () => {
    const gone = world.join('gone')
    world.feed(gone, said('a', 'ann', 1))
    world.mute(author('ann'))
    world.store.write((db) => deleteAccount(db, gone))
    world.feed(me, said('b', 'bob', 1), said('a2', 'ann', 2))
    expect(world.shown()).toEqual(['b'])
  })
})

describe('one account', () => {
  test('does not mute for another one that has the post too', () => {
    const both = said('both', 'ann', 1, 'spoiler')
    world.feed(me, both, said('a', 'ann', 2, 'spoiler'))
    world.feed(other, both, said('b', 'bob', 3, 'spoiler'))
    world.mute(words('spoiler'), { accountId: me })
    expect(world.shown()).toEqual(['both', 'b'])
    expect(world.shown([me])).toEqual([])
    expect(world.shown([other])).toEqual(['both', 'b'])
    expect(world.shown([me, other])).toEqual(['both', 'b'])
    world.mute(author('ann'), { accountId: other })
    expect(world.shown()).toEqual(['b'])
  })

  test('takes its rules along when it is removed', () => {
    world.mute(words('spoiler'), { accountId: other })
    world.store.write((db) => deleteAccount(db, other))
    expect(world.store.read(listMuteRules)).toEqual([])
  })
})

describe('time', () => {
  test('ends a rule by itself, without anything being written', () => {
    world.feed(me, said('a', 'ann', 1, 'spoiler'), said('b', 'bob', 2))
    world.mute(words('spoiler'), { until: NOON + HOUR })
    world.mute(author('bob'), { until: NOON + 2 * HOUR })
    expect(world.shown()).toEqual([])
    expect(world.store.read(nextMuteEnd)).toBe(NOON + HOUR)
    world.now = NOON + HOUR
    expect(world.shown()).toEqual(['a'])
    world.now = NOON + 2 * HOUR
    expect(world.shown()).toEqual(['a', 'b'])
    expect(world.store.read(nextMuteEnd)).toBeNull()
  })

  test('that is given anew holds for what came while it had ended', () => {
    const id = world.mute(words('spoiler'), { until: NOON + HOUR })
    world.now = NOON + 2 * HOUR
    world.feed(me, said('a', 'ann', 1, 'spoiler'))
    expect(world.shown()).toEqual(['a'])
    world.store.write((db) => changeMuteRule(db, id, { subject: words('spoiler'), how: 'mute', accountId: null, until: null }))
    expect(world.shown()).toEqual([])
  })
})

describe('a rule', () => {
  test('is one when the same is muted twice, with the later word', () => {
    const first = world.mute(words('spoiler'), { until: NOON + HOUR })
    expect(world.mute(words('spoiler'), { how: 'muffle' })).toBe(first)
    expect(world.store.read(listMuteRules)).toMatchObject([{ id: first, how: 'muffle', until: null, searching: false }])
    expect(world.mute(words('spoiler'), { accountId: me })).not.toBe(first)
  })

  test('about other words finds those, and no more what it was about', () => {
    world.feed(me, said('a', 'ann', 1, 'one'), said('b', 'ann', 2, 'two'))
    const id = world.mute(words('one'))
    expect(world.shown()).toEqual(['b'])
    world.store.write((db) => {
      changeMuteRule(db, id, { subject: words('two'), how: 'mute', accountId: null, until: null })
      while (searchForMutes(db, 1));
    })
    expect(world.shown()).toEqual(['a'])
    world.store.write((db) => removeMuteRule(db, id))
    expect(world.shown()).toEqual(['a', 'b'])
    expect(world.store.read((db) => db.all('select * from mute_match'))).toEqual([])
  })

  test('is looked for in slices, the newest posts first, and in all of them after a restart', () => {
    world.feed(me, ...[1, 2, 3, 4, 5].map((n) => said(`p${n}`, 'ann', n, 'spoiler')))
    world.mute(words('none'))
    world.store.write((db) => {
      db.run(`update mute_rule set said = 'spoiler', search_below = 9007199254740991`)
      searchForMutes(db, 2)
    })
    expect(world.shown()).toEqual(['p3', 'p4', 'p5'])
    expect(world.store.read(listMuteRules)).toMatchObject([{ searching: true }])
    // What comes meanwhile is found as it comes.
    world.feed(me, said('p0', 'ann', 0, 'spoiler'))
    world.store.write((db) => {
      while (searchForMutes(db, 2));
    })
    expect(world.shown()).toEqual([])
    expect(world.store.read(listMuteRules)).toMatchObject([{ searching: false }])
  })
})

describe('what is muted and the same post on another network', () => {
  const long = 'A long enough sentence that is the same on both of the networks where it was said today.'
  const same = (): void => {
    const mine = { ...postOf('here', 'ann', at(2)), text: { text: long, spans: [] } }
    const copy = { ...postOf('there', 'ann2', at(1)), platform: 'othernet', text: { text: long, spans: [] } }
    world.feed(me, mine)
    world.ingest(other, {
      ...batchOf([copy]),
      authors: [normalisedAuthor({ ...authorOf('ann2'), platform: 'othernet', displayName: 'ann', handle: 'ann.test' })],
      entries: [{ postId: 'post:there', repostedBy: null, sortAt: at(1) }],
    })
    world.store.write((db) => {
      db.run('delete from same_post')
      for (const id of ['here', 'there'])
        db.run(
          `insert into same_post (post_row, group_id, reason, decided_by, part, split) select row, 1, 'text', 'rule', 0, 0 from post where id = ?`,
          `post:${id}`,
        )
    })
  }

  test('a person who is muted on one of them is still heard on the other', () => {
    same()
    expect(world.shown()).toEqual(['here'])
    world.mute(author('ann'))
    expect(world.shown()).toEqual(['there'])
    expect(world.shown([me, other])).toEqual(['there'])
  })
})

test('what the network filters for an account, and whom it mutes or blocks there, is not shown to it', () => {
  world.feed(me, said('a', 'ann', 1), said('b', 'bob', 2), said('c', 'cat', 3), said('mine', 'me', 4))
  world.feed(other, said('b', 'bob', 2))
  world.store.write((db) => {
    db.run(
      `update post_account set filter_how = 'mute' where account_id = ? and post_row in (select row from post where id in ('post:a', 'post:b', 'post:mine'))`,
      me,
    )
    db.run(
      `update author_account set blocked = 1 where account_id = ? and author_row = (select row from author where id = 'author:cat')`,
      me,
    )
  })
  expect(world.shown()).toEqual(['b', 'mine'])
  expect(world.shown([me])).toEqual(['mine'])
})

test('a deleted post stays deleted, muted or not', () => {
  world.feed(me, said('a', 'ann', 1, 'spoiler'))
  world.mute(words('spoiler'), { until: NOON + HOUR })
  world.store.write((db) => markPostDeleted(db, 'post:a', NOON))
  world.now = NOON + HOUR
  expect(world.shown()).toEqual([])
})

test('a post that only came inside another one is looked at too', () => {
  world.mute(words('spoiler'))
  world.ingest(me, {
    ...batchOf([]),
    posts: [normalisedPost(said('a', 'ann', 1, 'spoiler'), null)],
    authors: [normalisedAuthor(authorOf('ann'))],
  })
  world.feed(me, said('a', 'ann', 1, 'spoiler'))
  expect(world.shown()).toEqual([])
})
