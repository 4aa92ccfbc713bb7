import { describe, expect, test } from 'vitest'
import { suggest, withQuotes } from '../../../renderer/features/search/suggest.ts'
import { understand } from '../../../renderer/features/search/understood.tsx'

const known = { networks: ['Bluesky', 'Mastodon'], accounts: ['juno.example.com', 'juno@tidepool.example'] }
/** The suggestions for a text in which `|` is the caret. */
const offered = (text: string) => suggest(text.replace('|', ''), text.indexOf('|'), known)
const labels = (text: string): string[] => offered(text).map(({ label }) => label)
/** The box after the suggestion of that name was taken, with its caret. */
function taken(text: string, label: string): string | undefined {
  const found = offered(text).find((suggestion) => suggestion.label === label)
  return found && `${found.text.slice(0, found.caret)}|${found.text.slice(found.caret)}`
}

describe('under the search box', () => {
  const all = ['from:', 'network:', 'account:', 'has:image', 'is:liked', 'lang:', 'after:', 'before:']
  test('all conditions are offered, until one is begun', () => {
    expect([labels('|'), labels('harbour|'), labels('harbour |'), labels('has:image|'), labels('x:|')]).toEqual([all, all, all, all, all])
    expect(labels('h|')).toEqual(['has:'])
    expect(labels('a|')).toEqual(['account:', 'after:'])
    expect(labels('harbour -F|')).toEqual(['-from:'])
  })
  test('what may follow is offered for the word at the caret', () => {
    expect(labels('has:|')).toEqual(['has:image', 'has:video', 'has:link', 'has:poll', 'has:quote'])
    expect(labels('is:re|')).toEqual(['is:reposted', 'is:reply'])
    expect(labels('network:| harbour')).toEqual(['network:bluesky', 'network:mastodon'])
    expect(labels('account:juno@|')).toEqual(['account:juno@tidepool.example'])
    expect(labels('constructor:|')).toEqual(all)
  })
  test('what is taken replaces what was begun and nothing else', () => {
    expect(taken('har -ha| bour', '-has:')).toBe('har -has:| bour')
    expect(taken('is:l| harbour', 'is:liked')).toBe('is:liked |harbour')
    expect(taken('is:l|', 'is:liked')).toBe('is:liked |')
    expect(taken('harbour|', 'from:')).toBe('harbour from:|')
    expect(taken('|', 'has:image')).toBe('has:image |')
    expect([withQuotes(''), withQuotes('harbour ')]).toEqual([
      { text: '""', caret: 1 },
      { text: 'harbour ""', caret: 9 },
    ])
  })
})

test('a search says how it was understood', () => {
  expect(understand('harbour -"night tram" from:@juno -has:image has:cat before:2026-10 :) account:x')).toEqual([
    { name: 'from:', value: 'juno' },
    { name: '-has:', value: 'image' },
    { name: 'before:', value: '1 Oct 2026' },
    { name: 'account:', value: 'x' },
    { name: '', value: 'harbour' },
    { name: '-', value: '“night tram”' },
    { name: '', value: 'has:cat' },
    { name: '', value: ':)' },
  ])
  expect(understand('  ')).toEqual([])
})
