import { expect, test } from 'vitest'
import { newTid } from '../../../main/connectors/bluesky/publish/record/tid.ts'

/** https://atproto.com/specs/tid */
const TID = /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/

test('record keys are TIDs, each greater than the one before, even when the clock stands still or goes back', () => {
  const times = [1_800_000_000_000, 1_800_000_000_000, 1_700_000_000_000, 1_800_000_000_001, 1_800_000_005_000]
  const keys = times.map((time) => newTid(() => time))
  for (const key of keys) expect(key).toMatch(TID)
  expect(keys).toEqual([...new Set(keys)].toSorted())
})

test('a record key holds the time it was made', () => {
  const digits = '234567abcdefghijklmnopqrstuvwxyz'
  const at = 1_900_000_000_123
  const value = Array.from(newTid(() => at)).reduce((sum, digit) => sum * 32n + BigInt(digits.indexOf(digit)), 0n)
  expect(Number(value >> 10n)).toBe(at * 1000)
})
