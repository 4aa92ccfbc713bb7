import { describe, expect, it } from 'vitest'
import { splitForAll, countOfTarget, firstOverflow } from '../../../renderer/features/composer/checks/counting.ts'
import { clampPlace } from '../../../renderer/features/composer/hooks/drag.ts'
import { mentionQuery } from '../../../renderer/features/composer/text/mention-query.ts'
import { textPieces } from '../../../renderer/features/composer/text/text-pieces.ts'
import { moved } from '../../../renderer/features/accounts/move.ts'
import { fieldOfError, fieldsOf, inputFor, missingFields, serverName } from '../../../renderer/features/accounts/sign-in-form.ts'
import { axisTop, linePath, samplesOf, stretchesOf, timeMarks } from '../../../renderer/features/metrics/chart.ts'
import { figuresOf } from '../../../renderer/features/metrics/figures.ts'
import { needsPerson, targetRows } from '../../../renderer/features/outbox/target-rows.ts'
import { describeRow } from '../../../renderer/features/outbox/describe-row.ts'
import { fileSize } from '../../../renderer/text/file-size.ts'
import { posts } from '../../support/renderer-fixture/world.ts'
import { accounts, draft, outboxRuns, segment, writingCalls } from '../../support/renderer-fixture/writing.ts'

const account = (id: string) => accounts.find((one) => one.id === id)!

describe('a name being typed', () => {
  it('is what stands between an @ at the beginning of a word and the caret', () => {
    expect(mentionQuery('Hello @ama', 10)).toEqual({ text: 'ama', start: 6 })
    expect(mentionQuery('@juno@tide', 10)).toEqual({ text: 'juno@tide', start: 0 })
    expect(mentionQuery('(@さくら', 5)).toEqual({ text: 'さくら', start: 1 })
    expect(mentionQuery('@ama later', 4)).toEqual({ text: 'ama', start: 0 })
  })

  it('is none in an address, after a space, or without a letter', () => {
    expect(mentionQuery('me@example', 10)).toBeNull()
    expect(mentionQuery('@ama ', 5)).toBeNull()
    expect(mentionQuery('@', 1)).toBeNull()
  })
})

describe('the layer behind the text', () => {
  it('is the text itself, cut where its look changes', () => {
    const pieces = textPieces(
      'See #one and #two',
      [
        { start: 4, end: 8 },
        { start: 13, end: 17 },
      ],
      15,
    )
    expect(pieces).toEqual([
      { start: 0, text: 'See ', marked: false, over: false },
      { start: 4, text: '#one', marked: true, over: false },
      { start: 8, text: ' and ', marked: false, over: false },
      { start: 13, text: '#t', marked: true, over: false },
      { start: 15, text: 'wo', marked: false, over: true },
    ])
    expect(textPieces('', [], null)).toEqual([])
    expect(textPieces('abc', [{ start: 1, end: 2 }], 0)).toEqual([{ start: 0, text: 'abc', marked: false, over: true }])
  })
})

describe('counting', () => {
  it('shows of a thread the post with the least room left', () => {
    const thread = draft([segment('short'), segment('a'.repeat(290))], ['acc_juno_b'])
    expect(countOfTarget(thread, thread.targets[0]!, account('acc_juno_b'))).toMatchObject({ count: 290, remaining: 10, fullness: 'near' })
  })

  it('marks from where the first of several networks has no room', () => {
    const both = [account('acc_juno_m'), account('acc_juno_b')]
    expect(firstOverflow('a'.repeat(319), null, both)).toBe(300)
    expect(firstOverflow('a'.repeat(300), null, both)).toBeNull()
  })

  it('splits so that every part fits every account', () => {
    const sentence = 'Bring a sentence you would like to see in large type. '
    const parts = splitForAll(sentence.repeat(9), null, [account('acc_juno_b'), account('acc_linnet_x')], 'en')
    expect(parts.length).toBe(2)
    expect(parts.every((part) => part.length <= 280)).toBe(true)
    expect(parts.join(' ')).toBe(sentence.repeat(9).trim())
  })
})

describe('the composer’s place', () => {
  it('stays inside a window that has become smaller', () => {
    const box = { width: 576, height: 400 }
    expect(clampPlace({ right: 900, bottom: -50 }, box, { width: 1280, height: 800 })).toEqual({ right: 696, bottom: 8 })
    expect(clampPlace({ right: 300, bottom: 300 }, box, { width: 600, height: 410 })).toEqual({ right: 16, bottom: 8 })
  })
})

describe('the sign-in form', () => {
  const networks = writingCalls()['accounts.networks']!({})
  const [bluesky, mastodon] = [networks[0]!, networks[1]!]

  it('has the fields of all ways to sign in, each once, and asks for what all of them need', () => {
    expect(fieldsOf(bluesky).map(({ name, required }) => [name, required])).toEqual([
      ['server', true],
      ['handle', false],
      ['password', true],
    ])
    expect(fieldsOf(mastodon).map(({ name }) => name)).toEqual(['server'])
  })

  it('sends a way only its own fields, without the spaces of pasting', () => {
    const values = { handle: ' juno.example.com ', password: 'secret' }
    expect(inputFor(bluesky.authMethods[0]!, values)).toEqual({ server: 'https://bsky.example', handle: 'juno.example.com' })
    expect(missingFields(bluesky.authMethods[1]!, { handle: ' ' })).toEqual(['handle', 'password'])
  })

  it('knows which field an error is about', () => {
    const fields = fieldsOf(bluesky)
    expect(fieldOfError({ kind: 'authentication', reason: 'wrong-credentials', message: null }, fields)).toBe('password')
    expect(fieldOfError({ kind: 'platform-unavailable', reason: 'not-this-platform', server: null, message: null }, fields)).toBe('server')
    expect(fieldOfError({ kind: 'invalid-input', issues: [{ field: 'handle', code: 'required', values: {} }] }, fields)).toBe('handle')
    expect(fieldOfError({ kind: 'offline' }, fields)).toBeNull()
    expect(fieldOfError({ kind: 'authentication', reason: 'wrong-credentials', message: null }, fieldsOf(mastodon))).toBeNull()
  })

  it('names the server in sentences however it was typed', () => {
    expect(serverName({ server: 'https://tidepool.example/about' }, fieldsOf(mastodon))).toBe('tidepool.example')
    expect(serverName({ server: 'tidepool.example' }, fieldsOf(mastodon))).toBe('tidepool.example')
    expect(serverName({}, fieldsOf(mastodon))).toBeNull()
  })
})

describe('the outbox', () => {
  it('makes one row of the posts of a thread on one account: the one in most trouble speaks', () => {
    const rows = targetRows(outboxRuns()[1]!.items)
    expect(rows.map(({ accountId, deciding, posted, items }) => [accountId, deciding.status, posted, items.length])).toEqual([
      ['acc_linnet_b', 'sending', 0, 2],
      ['acc_juno_m', 'posted', 2, 2],
      ['acc_linnet_x', 'waiting', 0, 1],
    ])
  })

  it('counts what waits for the person', () => {
    expect(outboxRuns().map((run) => needsPerson(targetRows(run.items)))).toEqual([0, 0, 1, 2])
  })

  it('says in words why something waits or failed', () => {
    const says = outboxRuns().flatMap((run) => targetRows(run.items).map((row) => describeRow(row, 'X', Date.now())))
    expect(says[0]).toBe('Can still be taken back')
    expect(says[3]).toMatch(/^X allows the next post at (?:\d{1,2} \w+, )?\d\d:\d\d$/)
    expect(says[4]).toContain('could not tell whether it is there')
    expect(says[6]).toBe('Sign in again and it goes out')
    expect(says[7]).toContain('The image could not be loaded.')
  })
})

describe('metrics', () => {
  const at = (hour: number, value: number) => ({ at: hour * 3_600_000, value })

  it('are a line only where something was measured', () => {
    const samples = [at(0, 0), at(1, 5), at(2, 8), at(10, 20), at(11, 21)]
    expect(stretchesOf(samples).map(({ measured, samples: part }) => [measured, part.length])).toEqual([
      [true, 3],
      [false, 2],
      [true, 2],
    ])
    expect(stretchesOf([])).toEqual([])
  })

  it('leave out times at which the network gave no number', () => {
    const post = posts.get('post:t-p3')!.post.metrics
    expect(
      samplesOf(
        [
          { ...post, likes: 3, measuredAt: 20 },
          { ...post, likes: null, measuredAt: 10 },
          { ...post, likes: 1, measuredAt: 5 },
        ],
        'likes',
      ),
    ).toEqual([
      { at: 5, value: 1 },
      { at: 20, value: 3 },
    ])
  })

  it('have a round top and few marks', () => {
    expect([0, 3, 7, 41, 412, 1000].map(axisTop)).toEqual([2, 4, 10, 50, 500, 1000])
    expect(timeMarks(0, 26 * 3_600_000, 6)).toEqual({ unit: 'hours', marks: [0, 6, 12, 18, 24] })
    expect(timeMarks(0, 20 * 86_400_000, 6)).toEqual({ unit: 'days', marks: [0, 6, 12, 18] })
    expect(
      linePath([
        { x: 0, y: 1 },
        { x: 2.25, y: 3 },
      ]),
    ).toBe('M0.0 1.0L2.3 3.0')
  })

  it('never show as 0 what a network does not give', () => {
    const views = [...posts.values()].slice(0, 2)
    expect(figuresOf(views, []).find(({ metric }) => metric === 'views')).toEqual({
      metric: 'views',
      total: null,
      before: null,
      only: null,
    })
    expect(figuresOf([], []).every(({ total }) => total === null)).toBe(true)
  })
})

describe('small things', () => {
  it('writes sizes as people say them', () => {
    expect([0, 1, 800_000, 999_700, 1_100_000, 3_400_000, 12_345_678, 2_000_000_000].map(fileSize)).toEqual([
      '0 kB',
      '1 kB',
      '800 kB',
      '1 MB',
      '1.1 MB',
      '3.4 MB',
      '12 MB',
      '2 GB',
    ])
  })

  it('moves an entry of a list', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b', 'c'], 2, -5)).toEqual(['c', 'a', 'b'])
    expect(moved(['a'], 4, 0)).toEqual(['a'])
  })
})
