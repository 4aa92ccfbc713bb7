import { describe, expect, it } from 'vitest'
import { sourceLines, waitedFor } from '../../../renderer/features/timeline/source-lines.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { TimelineSource } from '../../../shared/bridge/views.ts'
import { accountOf } from '../../store/builders.ts'

const account = (name: string, platformName: string): Account => ({
  ...accountOf(name, { handle: `${name}@example.social` }),
  platformName,
})
const accounts = [account('ana', 'Mastodon'), account('bea', 'Bluesky'), account('cay', 'Mastodon')]
const from = (name: string, state: TimelineSource['state']): TimelineSource => ({ accountId: `acc_${name}`, state })

describe('whom the timeline waits for', () => {
  it('names those that have not answered and those that were read the least far', () => {
    const sources = [
      from('ana', { kind: 'behind', reachedAt: 5 }),
      from('bea', { kind: 'ahead', reachedAt: 1 }),
      from('cay', { kind: 'waiting' }),
    ]
    expect(waitedFor(sources, accounts)).toBe('@ana@example.social, @cay@example.social')
  })
  it('names nobody where there is one account alone, or none to wait for', () => {
    expect(waitedFor([from('ana', { kind: 'behind', reachedAt: 5 })], accounts)).toBe(null)
    expect(waitedFor([from('ana', { kind: 'exhausted' }), from('bea', { kind: 'paused' })], accounts)).toBe(null)
  })
})

describe('why feeds bring nothing more', () => {
  it('is said for each of them, and for none that goes on', () => {
    const lines = sourceLines(
      [
        from('ana', { kind: 'failed', error: { kind: 'authentication', reason: 'expired', message: null } }),
        from('bea', { kind: 'exhausted' }),
        from('cay', { kind: 'behind', reachedAt: 5 }),
      ],
      accounts,
    )
    expect(lines).toEqual([
      '@ana@example.social cannot be read. The sign-in has expired. Sign in again.',
      'Bluesky keeps no more of @bea@example.social than this.',
    ])
  })
  it('names only the network where there is one account', () => {
    expect(sourceLines([from('ana', { kind: 'exhausted' })], accounts)).toEqual(['Mastodon keeps no more than this.'])
  })
  it('says what is paused and what is not sorted by time', () => {
    expect(sourceLines([from('ana', { kind: 'paused' }), from('cay', { kind: 'unordered' })], accounts)).toEqual([
      '@ana@example.social is paused.',
      '@cay@example.social does not come sorted by time.',
    ])
  })
  it('says nothing of an account that is not there any more', () => {
    expect(sourceLines([from('gone', { kind: 'exhausted' })], accounts)).toEqual([])
  })
})
