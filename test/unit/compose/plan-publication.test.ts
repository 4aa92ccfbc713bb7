import { describe, expect, test } from 'vitest'
import { planPublication } from '../../../shared/compose/plan-publication.ts'
import { account, content, draft, media, segment } from './build-draft.ts'

const ada = account('ada', 'bluesky')
const ben = account('ben', 'mastodon')

describe('what a draft becomes on each network', () => {
  test('is one post per segment and target, in the order of both', () => {
    const photo = media()
    const written = content([segment('one', { id: 's1', media: [photo] }), segment('two', { id: 's2' }), segment('three', { id: 's3' })], {
      language: 'en',
      contentWarning: 'cats',
      sensitive: true,
    })
    const plans = planPublication({ ...draft(written, ['ben', 'ada']), quote: 'quoted' }, [ada, ben])
    expect(plans.map(({ accountId }) => accountId)).toEqual(['ben', 'ada'])
    const same = {
      poll: null,
      contentWarning: 'cats',
      sensitive: true,
      language: 'en',
      visibility: null,
      replyPolicy: null,
      quotePolicy: null,
      topicTag: null,
    }
    expect(plans[0]?.posts).toEqual([
      {
        ...same,
        segmentId: 's1',
        sourceSegmentId: 's1',
        segmentIndex: 0,
        text: 'one',
        media: [photo],
        replyTo: null,
        root: null,
        quote: 'quoted',
      },
      {
        ...same,
        segmentId: 's2',
        sourceSegmentId: 's2',
        segmentIndex: 1,
        text: 'two',
        media: [],
        replyTo: { kind: 'segment', segmentId: 's1' },
        root: { kind: 'segment', segmentId: 's1' },
        quote: null,
      },
      {
        ...same,
        segmentId: 's3',
        sourceSegmentId: 's3',
        segmentIndex: 2,
        text: 'three',
        media: [],
        replyTo: { kind: 'segment', segmentId: 's2' },
        root: { kind: 'segment', segmentId: 's1' },
        quote: null,
      },
    ])
  })

  test('hangs a thread that answers below the post it answers', () => {
    const plans = planPublication(
      { ...draft(content([segment('a', { id: 's1' }), segment('b', { id: 's2' })]), ['ada']), replyTo: 'parent' },
      [ada],
    )
    expect(plans[0]?.posts.map(({ replyTo, root }) => [replyTo, root])).toEqual([
      [
        { kind: 'post', postId: 'parent' },
        { kind: 'post', postId: 'parent' },
      ],
      [
        { kind: 'segment', segmentId: 's1' },
        { kind: 'post', postId: 'parent' },
      ],
    ])
  })

  test('is a target’s own version where it has one', () => {
    const own = draft(content('ours'), [], {
      targets: [
        { accountId: 'ada', override: content('mine'), visibility: null, replyPolicy: null, quotePolicy: null, topicTag: null },
        { accountId: 'ben', override: null, visibility: 'followers', replyPolicy: null, quotePolicy: null, topicTag: null },
      ],
    })
    expect(planPublication(own, [ada, ben]).map(({ posts }) => posts.map(({ text, visibility }) => [text, visibility]))).toEqual([
      [['mine', null]],
      [['ours', 'followers']],
    ])
  })

  test('puts the first post of a thread under its topic, without the # before it, and replies under none', () => {
    const topicTag = { maxLength: { value: 50, source: 's', checkedOn: '2026-11-27', strength: 'hard' }, forbidden: [] } as const
    const topical = account('ada', 'bluesky', { capabilities: { ...ada.capabilities, topicTag } })
    const written = draft(content([segment('a', { id: 's1' }), segment('b', { id: 's2' })]), ['ada'])
    const under = { ...written, targets: written.targets.map((target) => ({ ...target, topicTag: ' #Wood type ' })) }
    const topicsOf = (one: typeof under, of = topical) => planPublication(one, [of])[0]?.posts.map((post) => post.topicTag)
    expect(topicsOf(under)).toEqual(['Wood type', null])
    expect(topicsOf({ ...under, replyTo: 'parent' })).toEqual([null, null])
    expect(topicsOf(under, ada)).toEqual([null, null])
  })

  test('leaves out what a network has no notion of, accounts that are gone, targets named twice and empty segments', () => {
    const plain = account('ada', 'bluesky', { capabilities: { ...ada.capabilities, contentWarning: null, maxLanguages: null } })
    const written = content([segment('', { id: 's0' }), segment('a', { id: 's1' })], { language: 'de', contentWarning: 'w' })
    const plans = planPublication(
      {
        ...draft(written, ['ada', 'gone', 'ada']),
        targets: draft(written, ['ada', 'gone', 'ada']).targets.map((one) => ({ ...one, visibility: 'direct' as const })),
      },
      [plain],
    )
    expect(plans).toHaveLength(1)
    expect(plans[0]?.posts).toMatchObject([
      { segmentId: 's1', sourceSegmentId: 's1', segmentIndex: 0, language: null, contentWarning: null, visibility: null, replyTo: null },
    ])
  })
})
