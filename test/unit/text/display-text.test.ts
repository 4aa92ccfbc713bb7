import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayHandle, displayLine, displayName, isolate, limitMarks } from '../../../shared/text/display-text.ts'

describe('display names', () => {
  test.each([
    ['plain', 'Amara Oyelaran', 'Amara Oyelaran'],
    ['with an override that would turn what follows', 'Alice\u202e elbatsurt', 'Alice elbatsurt'],
    ['with isolates', '\u2067Bob\u2069', 'Bob'],
    ['with line breaks and tabs', 'one\n\ttwo', 'one two'],
    ['with characters that show nothing', 'a\u200bb\ufeffc\u00add', 'abcd'],
    ['with control characters', 'a\u0000b\u001bc', 'abc'],
    ['with space around what is invisible', '!\t\u0000\t!', '! !'],
    ['Persian with its joiner', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['a family', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
    ['a flag of a country’s part', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', '🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
    ['Hebrew with points', 'שָׁלוֹם', 'שָׁלוֹם'],
    ['zalgo', `A${'\u0301'.repeat(500)}b`, `A${'\u0301'.repeat(4)}b`],
    ['only marks', '\u0301'.repeat(30), ''],
    ['nothing to be seen', '\u2800\u3164 \u200d\u115f', ''],
    ['half of a character', '\ud83d', '\ufffd'],
  ])('%s', (_, name, expected) => {
    expect(displayName(name)).toBe(expected)
  })

  test('of a megabyte are cut', () => {
    expect(displayName('a'.repeat(1e6))).toHaveLength(1000)
  })

  test('have no line break and no direction control, whatever came', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const shown = displayName(name)
        expect(shown).not.toMatch(/[\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
        expect(displayName(shown)).toBe(shown)
      }),
    )
  })
})

describe('handles', () => {
  test('have nothing invisible in them', () => {
    expect(displayHandle('ali\u202ece.\u200bexample .com\u200d')).toBe('alice.example.com')
    expect(displayHandle('アリス@例え.テスト')).toBe('アリス@例え.テスト')
  })
})

describe('a text set apart', () => {
  test('ends what it began', () => {
    expect(isolate('a\u202eb\u2067c')).toBe('\u2068abc\u2069')
  })
})

describe('marks in a row', () => {
  test('are as many as asked', () => {
    expect(limitMarks('a\u0301\u0302\u0303b\u0301', 2)).toBe('a\u0301\u0302b\u0301')
  })
})

describe('a line from a stranger', () => {
  test('is short, plain and in one direction', () => {
    expect(displayLine('Spoilers\u202e for\nthe film\u0000', 50)).toBe('Spoilers for the film')
    expect(displayLine(`W${'\u0363'.repeat(500)}!`, 50)).toBe(`W${'\u0363'.repeat(4)}!`)
    expect(displayLine('می\u200cخواهم', 50)).toBe('می\u200cخواهم')
  })

  test('says that it goes on where it was cut, never within a character', () => {
    expect(displayLine('W'.repeat(100_000), 10)).toBe(`${'W'.repeat(10)}…`)
    expect(displayLine('🦜'.repeat(10), 5)).toBe('🦜🦜…')
  })
})
