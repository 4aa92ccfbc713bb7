import { expect, test } from 'vitest'
import { findingsOf, type HealthReport } from '../../../shared/model/account-health.ts'

const DAY = 24 * 60 * 60 * 1000
const report: HealthReport = { missing: [], limits: [], apiEndsOn: null }

test('an account that is well has no findings, also where its network tells nothing', () => {
  const limits = [{ of: 'posts' as const, used: 249, most: 250, perMs: DAY }]
  expect(findingsOf({ ...report, limits }, 0)).toEqual([])
  expect(findingsOf({ ...report, missing: null }, 0)).toEqual([])
})

test('what is missing and a limit that is used up are found', () => {
  const limit = { of: 'replies' as const, used: 1_000, most: 1_000, perMs: DAY }
  expect(findingsOf({ ...report, missing: ['Deleting.'], limits: [limit] }, 0)).toEqual([
    { kind: 'permissions', uses: ['Deleting.'] },
    { kind: 'limit', limit },
  ])
})

test('a version of an API is warned of 90 days before its end, and from that day on it has ended', () => {
  const endsAt = Date.parse('2028-07-29T00:00:00Z')
  const ends = { ...report, apiEndsOn: '2028-07-29' }
  expect(findingsOf(ends, endsAt - 90 * DAY)).toEqual([])
  expect(findingsOf(ends, endsAt - 90 * DAY + 1)).toEqual([{ kind: 'version', endsAt, ended: false }])
  expect(findingsOf(ends, endsAt - 1)).toEqual([{ kind: 'version', endsAt, ended: false }])
  expect(findingsOf(ends, endsAt)).toEqual([{ kind: 'version', endsAt, ended: true }])
})
