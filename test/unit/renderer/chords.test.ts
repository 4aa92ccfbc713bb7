import { describe, expect, it } from 'vitest'
import { chordOf, createKeyReader } from '../../../renderer/keys/chords.ts'

const press = (key: string, more: Partial<{ ctrlKey: boolean; metaKey: boolean; altKey: boolean }> = {}): string | null =>
  chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...more })

describe('a pressed key', () => {
  it('is its character, whatever the shift key does', () => {
    expect(press('j')).toBe('j')
    expect(press('J')).toBe('j')
    expect(press('?')).toBe('?')
    expect(press('Escape')).toBe('Escape')
  })
  it('is the same with Ctrl and with Cmd', () => {
    expect(press('k', { ctrlKey: true })).toBe('Mod+k')
    expect(press('k', { metaKey: true })).toBe('Mod+k')
  })
  it('means nothing with Alt, which types letters on some keyboards, and by itself when it only modifies', () => {
    expect(press('l', { altKey: true })).toBeNull()
    expect(press('Shift')).toBeNull()
  })
})

describe('reading keys one by one', () => {
  const bindings = new Map([
    ['j', 'next'],
    ['t', 'tag'],
    ['g t', 'timeline'],
    ['g m', 'mentions'],
  ])
  it('finds single keys', () => {
    expect(createKeyReader(bindings)('j', 0)).toBe('next')
  })
  it('finds two keys in a row', () => {
    const read = createKeyReader(bindings)
    expect([read('g', 0), read('t', 300)]).toEqual([null, 'timeline'])
  })
  it('forgets the first key after a while', () => {
    const read = createKeyReader(bindings)
    expect([read('g', 0), read('t', 5_000)]).toEqual([null, 'tag'])
  })
  it('takes the second key alone when the two mean nothing together', () => {
    const read = createKeyReader(bindings)
    expect([read('g', 0), read('j', 100)]).toEqual([null, 'next'])
  })
  it('begins anew after a pair', () => {
    const read = createKeyReader(bindings)
    read('g', 0)
    read('m', 10)
    expect(read('t', 20)).toBe('tag')
  })
})
