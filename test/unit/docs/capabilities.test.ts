import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../../main/connectors/all.ts'
import { limitsOf } from '../../docs/capabilities-page.ts'
import { writtenPages } from '../../docs/pages.ts'
import { duration } from '../../docs/words.ts'

const manifests = connectors.map(({ manifest }) => [manifest.name, manifest] as const)

test.each(Object.entries(writtenPages()))('%s says what the data says (npm run docs writes it)', (path, page) => {
  expect(readFileSync(path, 'utf8')).toBe(page)
})

describe.each(manifests)('Every limit of %s', (_, { capabilities, rateRules }) => {
  const everyLimit = [
    ...limitsOf(capabilities).map(({ limit, name }) => ({ name, ...limit })),
    ...rateRules.map((rule) => ({ name: rule.id, ...rule })),
  ]

  test('has an address it was read at and the day', () => {
    for (const { name, source, checkedOn } of everyLimit) {
      expect([name, URL.canParse(source), /^20\d\d-\d\d-\d\d$/.test(checkedOn) && Date.parse(checkedOn) > 0]).toEqual([name, true, true])
    }
  })

  test('is one: no number that anybody goes by stands there without a source', () => {
    const { askedAt: _, ...stated } = capabilities
    const bare: string[] = []
    JSON.stringify(stated, function (this: unknown, key, value: unknown) {
      const hasSource = typeof this === 'object' && this !== null && 'source' in this
      if (typeof value === 'number' && !hasSource) bare.push(key)
      return value
    })
    expect(bare).toEqual([])
  })

  test('is in the list: no number with a source is anywhere else in the capabilities', () => {
    // What a post costs is a row of its own.
    const { prices: _, ...limits } = capabilities
    const found: unknown[] = []
    JSON.stringify(limits, (_key, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'source' in value) found.push(value)
      return value
    })
    expect(limitsOf(capabilities).map(({ limit }) => limit)).toEqual(expect.arrayContaining(found))
    expect(found).toHaveLength(limitsOf(capabilities).length)
  })
})

test('Lengths of time are said from the largest unit on', () => {
  expect([300_000, 3_600_000, 2_629_746_000, 90_061_000].map(duration)).toEqual([
    '5 min',
    '1 h',
    '30 d 10 h 29 min 6 s',
    '1 d 1 h 1 min 1 s',
  ])
})
