import { expect, test } from 'vitest'
import { costOfPosting } from '../../../shared/compose/cost-of-posting.ts'
import { planPublication } from '../../../shared/compose/plan-publication.ts'
import type { Account } from '../../../shared/model/account.ts'
import { account, content, draft, segment } from './build-draft.ts'

const prices = { post: 15_000, postWithLink: 200_000, source: 'https://example.org/prices', checkedOn: '2026-11-27' }
const free = account('ada', 'bluesky')
const paid: Account = priced(account('ben', 'mastodon'))

function priced(one: Account): Account {
  return { ...one, platformName: 'Paidnet', capabilities: { ...one.capabilities, prices } }
}

function costs(texts: readonly string[], accounts: readonly Account[] = [free, paid]) {
  const made = draft(
    content(texts.map((text, index) => segment(text, { id: `s${index}` }))),
    accounts.map(({ id }) => id),
  )
  return costOfPosting(planPublication(made, accounts), accounts)
}

test('is nothing where no network charges', () => {
  expect(costs(['Good morning'], [free])).toEqual([])
})

test.each([
  ['a plain post', ['Good morning'], { amount: 15_000, posts: 1, withLink: 0 }],
  ['a post with a link', ['See https://example.org/a'], { amount: 200_000, posts: 1, withLink: 1 }],
  ['a post with a bare domain, which a network may make a link', ['See example.com'], { amount: 200_000, posts: 1, withLink: 1 }],
  ['a thread, of which one has a link', ['One', 'Two https://example.org', 'Three'], { amount: 230_000, posts: 3, withLink: 1 }],
])('%s', (_, texts, expected) => {
  expect(costs(texts)).toEqual([{ platformName: 'Paidnet', ...expected }])
})

test('adds up over the accounts of a network', () => {
  expect(costs(['Good morning'], [paid, priced(account('cleo', 'mastodon'))])).toEqual([
    { platformName: 'Paidnet', amount: 30_000, posts: 2, withLink: 0 },
  ])
})
