import { describe, expect, test } from 'vitest'
import { snoozeTimes } from '../../../renderer/features/inbox/snooze-times.ts'

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 2, day, hour, minute).getTime()
const named = (now: number): Record<string, number> => Object.fromEntries(snoozeTimes(now).map((one) => [one.name, one.at]))

describe('what can be put off until', () => {
  test('an hour on, the evening, the next morning, and Monday', () => {
    // 3 March 2026 is a Tuesday.
    expect(named(at(3, 12, 10))).toEqual({
      oneHour: at(3, 13, 10),
      thisEvening: at(3, 18),
      tomorrow: at(4, 9),
      nextWeek: at(9, 9),
    })
  })

  test('is not an evening that is near or over', () => {
    expect(named(at(3, 17, 40))).not.toHaveProperty('thisEvening')
    expect(named(at(3, 22))).not.toHaveProperty('thisEvening')
  })

  test('is on a Monday the Monday after', () => {
    expect(named(at(9, 8))['nextWeek']).toBe(at(16, 9))
  })
})
