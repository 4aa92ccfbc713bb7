import { describe, expect, it } from 'vitest'
import { ableAccounts, isPressed, pressOf } from '../../../renderer/features/post/acting.ts'
import { accounts, posts } from '../../support/renderer-fixture/world.ts'

const view = posts.get('post:t-heike1')!
const mastodon = accounts.find((account) => account.platform === 'mastodon')!
const second = { ...mastodon, id: 'acc_second', handle: 'other@tidepool.example', position: 9 }
const both = [...accounts, second]

const seen = (accountId: string, on: Partial<(typeof view.viewers)[number]> = {}) => ({
  accountId,
  postId: view.post.id,
  liked: false,
  reposted: false,
  bookmarked: false,
  canReply: true,
  canQuote: true,
  canRepost: true,
  ...on,
})

describe('acting on a post', () => {
  it('is for accounts of its network only', () => {
    expect(ableAccounts(view, 'like', both, []).map((account) => account.id)).toEqual([mastodon.id, second.id])
  })
  it('goes out from the account whose timeline it came from', () => {
    expect(pressOf({ ...view, viewers: [] }, 'like', both, [second.id])).toEqual([{ accountId: second.id, on: true }])
  })
  it('otherwise from the account that sees it', () => {
    expect(pressOf({ ...view, viewers: [seen(second.id)] }, 'like', both, [])).toEqual([{ accountId: second.id, on: true }])
  })
  it('is taken back for every account that had done it', () => {
    const liked = { ...view, viewers: [seen(mastodon.id, { liked: true }), seen(second.id, { liked: true })] }
    expect(isPressed(liked, 'like')).toBe(true)
    expect(pressOf(liked, 'like', both, [])).toEqual([
      { accountId: mastodon.id, on: false },
      { accountId: second.id, on: false },
    ])
  })
  it('is not offered to an account the author shuts out, nor to one that is paused', () => {
    const closed = { ...view, viewers: [seen(mastodon.id, { canReply: false, canRepost: false })] }
    expect(ableAccounts(closed, 'reply', [mastodon], [])).toEqual([])
    expect(ableAccounts(closed, 'repost', [mastodon], [])).toEqual([])
    expect(ableAccounts(view, 'like', [{ ...mastodon, state: { kind: 'paused' } }], [])).toEqual([])
  })
  it('does nothing where no account can', () => {
    expect(pressOf(view, 'like', [], [])).toEqual([])
  })
})
