import { describe, expect, it } from 'vitest'
import { countAgainst } from '../../../shared/compose/resolve-capabilities.ts'
import { recent } from '../../../shared/compose/recent.ts'
import { limits } from './limits.ts'

describe('what was worked out of late', () => {
  it('is not worked out again while it is among the last ones asked for', () => {
    const lengthOf = recent<number>(3)
    const made: string[] = []
    const ask = (key: string): number =>
      lengthOf(key, () => {
        made.push(key)
        return key.length
      })
    expect(['a', 'bb', 'ccc', 'bb', 'dddd', 'bb', 'eeeee', 'ffffff', 'bb'].map(ask)).toEqual([1, 2, 3, 2, 4, 2, 5, 6, 2])
    expect(made).toEqual(['a', 'bb', 'ccc', 'dddd', 'eeeee', 'ffffff'])
    ask('a')
    expect(made.at(-1)).toBe('a')
  })

  it('never takes one text, warning or limit for another', () => {
    const limit = limits.mastodon
    const counts = (text: string, warning: string | null): number => countAgainst(text, warning, limit).count
    expect([counts('ab', null), counts('ab', 'cde'), counts('ab', ''), counts('cdeab', null)]).toEqual([2, 5, 2, 5])
    // A text that looks like the key of another.
    const looks = `\0${JSON.stringify(['cde', 'ab'])}`
    expect([counts(looks, null), counts('ab', 'cde')]).toEqual([looks.length, 5])
    expect(countAgainst('ab', null, { ...limit, value: 1 })).toMatchObject({ count: 2, remaining: -1, fullness: 'over' })
    expect(countAgainst('ab', null, limit)).toBe(countAgainst('ab', null, limit))
  })
})
