import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beginWriting,
  hasUnsaved,
  isUntouched,
  reduce,
  shownContent,
  type ComposerAction,
  type Writing,
} from '../../../renderer/features/composer/model/reducer.ts'
import { draft, picture, segment } from '../../support/renderer-fixture/writing.ts'

const first = segment('Open day on Saturday')
const begin = (): Writing => beginWriting(draft([first], ['acc_a', 'acc_b']))
const after = (writing: Writing, ...actions: readonly ComposerAction[]): Writing => actions.reduce(reduce, writing)
const texts = (writing: Writing): readonly string[] => shownContent(writing).segments.map(({ text }) => text)

describe('what is written', () => {
  it('is the shared text of all targets until one gets its own', () => {
    const typed = after(begin(), { kind: 'text-typed', segmentId: first.id, text: 'Open day on Sunday' })
    expect(typed.draft.content.segments).toEqual([{ ...first, text: 'Open day on Sunday' }])
    expect(typed.draft.targets.map(({ override }) => override)).toEqual([null, null])
  })

  it('goes into the version that is shown, and leaves the others alone', () => {
    const own = after(begin(), { kind: 'version-begun', accountId: 'acc_b' }, { kind: 'text-typed', segmentId: first.id, text: 'Shorter' })
    expect(own.version).toBe('acc_b')
    expect(texts(own)).toEqual(['Shorter'])
    expect(own.draft.content.segments[0]?.text).toBe('Open day on Saturday')
    const shared = after(own, { kind: 'version-shown', version: null }, { kind: 'text-typed', segmentId: first.id, text: 'Longer' })
    expect(shared.draft.content.segments[0]?.text).toBe('Longer')
    expect(shared.draft.targets[1]?.override?.segments[0]?.text).toBe('Shorter')
  })

  it('is the shared text again when a version is dropped', () => {
    const back = after(begin(), { kind: 'version-begun', accountId: 'acc_a' }, { kind: 'version-dropped', accountId: 'acc_a' })
    expect([back.version, back.draft.targets[0]?.override]).toEqual([null, null])
  })

  it('grows into a thread, and never loses its last post', () => {
    const thread = after(begin(), { kind: 'segment-added', id: 'two' }, { kind: 'text-typed', segmentId: 'two', text: 'And Sunday' })
    expect(texts(thread)).toEqual(['Open day on Saturday', 'And Sunday'])
    const removed = after(thread, { kind: 'segment-removed', segmentId: first.id }, { kind: 'segment-removed', segmentId: 'two' })
    expect(texts(removed)).toEqual(['And Sunday'])
  })

  it('is split with the files staying at the first part', () => {
    const media = picture('one.jpg', 1000)
    const split = after(
      begin(),
      { kind: 'media-added', version: null, segmentId: first.id, media },
      {
        kind: 'segment-split',
        segmentId: first.id,
        parts: [
          { id: 'x', text: 'Open day' },
          { id: 'y', text: 'on Saturday' },
        ],
      },
    )
    expect(split.draft.content.segments).toEqual([
      { ...first, text: 'Open day', media: [media] },
      { id: 'y', text: 'on Saturday', media: [], poll: null },
    ])
  })
})

describe('files', () => {
  const [one, two, three] = [picture('one.jpg', 1), picture('two.jpg', 2), picture('three.jpg', 3)]
  const withThree = (): Writing =>
    [one, two, three].reduce(
      (writing, media) => reduce(writing, { kind: 'media-added', version: null, segmentId: first.id, media }),
      begin(),
    )
  const names = (writing: Writing): readonly string[] =>
    shownContent(writing).segments.flatMap(({ media }) => media.map(({ fileName }) => fileName))

  it('are moved, removed and described', () => {
    expect(names(reduce(withThree(), { kind: 'media-moved', mediaId: three.id, to: 0 }))).toEqual(['three.jpg', 'one.jpg', 'two.jpg'])
    expect(names(reduce(withThree(), { kind: 'media-moved', mediaId: one.id, to: 99 }))).toEqual(['two.jpg', 'three.jpg', 'one.jpg'])
    expect(names(reduce(withThree(), { kind: 'media-removed', mediaId: two.id }))).toEqual(['one.jpg', 'three.jpg'])
    const described = reduce(withThree(), { kind: 'alt-typed', mediaId: two.id, alt: 'A pier' })
    expect(shownContent(described).segments[0]?.media.map(({ alt }) => alt)).toEqual(['', 'A pier', ''])
  })

  it('come into the version they were dropped on, though another is shown by then', () => {
    const own = reduce(begin(), { kind: 'version-begun', accountId: 'acc_b' })
    const added = reduce(own, { kind: 'media-added', version: null, segmentId: first.id, media: one })
    expect(added.version).toBe('acc_b')
    expect(added.draft.content.segments[0]?.media).toEqual([one])
    expect(added.draft.targets[1]?.override?.segments[0]?.media).toEqual([])
  })

  it('stay with the draft when their post was removed meanwhile', () => {
    const added = reduce(begin(), { kind: 'media-added', version: null, segmentId: 'gone', media: one })
    expect(names(added)).toEqual(['one.jpg'])
  })
})

describe('targets', () => {
  it('keep their own version when they are taken out and put back', () => {
    const writing = after(
      begin(),
      { kind: 'version-begun', accountId: 'acc_b' },
      { kind: 'text-typed', segmentId: first.id, text: 'Only for b' },
      { kind: 'target-toggled', accountId: 'acc_b' },
    )
    expect([writing.draft.targets.map(({ accountId }) => accountId), writing.version]).toEqual([['acc_a'], null])
    const back = reduce(writing, { kind: 'target-toggled', accountId: 'acc_b' })
    expect(back.draft.targets[1]?.override?.segments[0]?.text).toBe('Only for b')
  })

  it('get a visibility each', () => {
    const set = reduce(begin(), { kind: 'visibility-set', accountIds: ['acc_b'], visibility: 'unlisted' })
    expect(set.draft.targets.map(({ visibility }) => visibility)).toEqual([null, 'unlisted'])
  })

  it('are not changed by leaving out one that is not there', () => {
    const writing = begin()
    expect(reduce(writing, { kind: 'target-left-out', accountId: 'acc_z' })).toBe(writing)
  })
})

describe('saving', () => {
  it('is needed after a change, and not after only looking at another version', () => {
    expect(hasUnsaved(reduce(begin(), { kind: 'version-shown', version: null }))).toBe(false)
    expect(hasUnsaved(reduce(begin(), { kind: 'warning-set', warning: 'Football' }))).toBe(true)
  })

  it('covers only what had been written when it began', () => {
    const typed = reduce(begin(), { kind: 'text-typed', segmentId: first.id, text: 'a' })
    const more = reduce(typed, { kind: 'text-typed', segmentId: first.id, text: 'ab' })
    const saved = reduce(more, { kind: 'saved', changes: typed.changes, draft: { id: 'same', revision: 1, updatedAt: 5 } })
    expect([hasUnsaved(saved), saved.draft.revision, texts(saved)]).toEqual([true, 1, ['ab']])
  })

  it('never changes what was there before, whatever happens', () => {
    const writing = begin()
    const frozen = JSON.stringify(writing)
    const action = fc.constantFrom<ComposerAction>(
      { kind: 'target-toggled', accountId: 'acc_a' },
      { kind: 'target-toggled', accountId: 'acc_c' },
      { kind: 'version-begun', accountId: 'acc_b' },
      { kind: 'version-dropped', accountId: 'acc_b' },
      { kind: 'segment-added', id: 'new' },
      { kind: 'segment-removed', segmentId: first.id },
      { kind: 'text-typed', segmentId: first.id, text: 'x' },
      { kind: 'poll-set', segmentId: first.id, poll: { options: ['a', 'b'], multiple: false, seconds: 300 } },
      { kind: 'language-set', language: 'de' },
      { kind: 'alt-waived' },
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const end = after(writing, ...actions)
        const ids = end.draft.targets.map(({ accountId }) => accountId)
        expect(new Set(ids).size).toBe(ids.length)
        expect(shownContent(end).segments.length).toBeGreaterThan(0)
        expect(end.version === null || ids.includes(end.version)).toBe(true)
        expect(JSON.stringify(writing)).toBe(frozen)
      }),
    )
  })
})

describe('a draft nobody wrote in', () => {
  it('is one without files, polls and more text than it began with', () => {
    const opening = '@amara.example.com '
    const reply = draft([segment(opening)], ['acc_a'])
    expect(isUntouched(reply, opening)).toBe(true)
    expect(isUntouched(reply, '')).toBe(false)
    expect(isUntouched(draft([segment('  \n')], ['acc_a']), opening)).toBe(true)
    expect(isUntouched(draft([segment('@amara.example.com yes')], ['acc_a']), opening)).toBe(false)
    expect(isUntouched(draft([segment('', [picture('one.jpg', 1)])], ['acc_a']), opening)).toBe(false)
  })

  it('is not one with text in a version of its own', () => {
    const own = draft([segment('')], ['acc_a'])
    const written = {
      ...own,
      targets: [
        {
          accountId: 'acc_a',
          visibility: null,
          replyPolicy: null,
          quotePolicy: null,
          topicTag: null,
          override: { ...own.content, segments: [segment('Hi')] },
        },
      ],
    }
    expect(isUntouched(written, '')).toBe(false)
  })
})
