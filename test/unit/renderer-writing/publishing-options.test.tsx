import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { clampPoint } from '../../../renderer/features/composer/media/focal-point.tsx'
import { chosenLanguages } from '../../../renderer/features/composer/language/guessed-language.ts'
import { differences } from '../../../renderer/features/composer/checks/outgoing.ts'
import { withAudience } from '../../../renderer/features/composer/checks/policies.ts'
import { beginWriting, reduce } from '../../../renderer/features/composer/model/reducer.ts'
import { fromFieldValue, presetTime, toFieldValue } from '../../../renderer/features/composer/checks/schedule.ts'
import { ComposerLayer } from '../../../renderer/features/composer/parts/composer-layer.tsx'
import { tellTime } from '../../../renderer/state/now.ts'
import { showNow } from '../../../renderer/features/composer/model/shown.ts'
import { openComposer } from '../../../renderer/state/ui.ts'
import { posterOf } from '../../../shared/compose/poster-of.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { Draft } from '../../../shared/model/draft.ts'
import { accounts, draft, picture, segment, writingCalls } from '../../support/renderer-fixture/writing.ts'
import { leavePage, show } from './page.tsx'

afterEach(leavePage)

const SENTENCE = 'A sentence of fifty characters stands right here now. '

/** The fixture's accounts, some with more to choose. */
function withCapabilities(changes: Readonly<Record<string, Partial<Account['capabilities']>>>): Account[] {
  return accounts.map((account) => ({ ...account, capabilities: { ...account.capabilities, ...changes[account.id] } }))
}

async function open(drafts: Draft[], list: Account[] = accounts): Promise<HTMLElement> {
  show(<ComposerLayer />, { ...writingCalls(drafts, []), 'accounts.list': () => list })
  act(() => openComposer({ targets: ['acc_juno_b', 'acc_juno_m'] }))
  const dialog = await screen.findByRole('dialog', { name: 'New post' })
  await within(dialog).findByRole('checkbox', { name: 'Post as @juno.example.com on Bluesky' })
  return dialog
}

const type = (dialog: HTMLElement, text: string): void => {
  fireEvent.change(within(dialog).getByRole('textbox', { name: 'Post text' }), { target: { value: text } })
  // The pause after the frame of a key.
  act(showNow)
}
const saved = (drafts: Draft[], matching: object): Promise<void> =>
  waitFor(() => expect(drafts[0]).toMatchObject(matching), { timeout: 3000 })

describe('a post for later', () => {
  const monday = new Date(2026, 10, 23, 10, 30, 20).getTime()

  it('is offered in an hour and for the next mornings, in whole minutes and the own time zone', () => {
    expect(new Date(presetTime('hour', monday))).toEqual(new Date(2026, 10, 23, 11, 31))
    expect(new Date(presetTime('tomorrow', monday))).toEqual(new Date(2026, 10, 24, 9))
    expect(new Date(presetTime('monday', monday))).toEqual(new Date(2026, 10, 30, 9))
    expect(new Date(presetTime('monday', new Date(2026, 10, 29, 23, 59).getTime()))).toEqual(new Date(2026, 10, 30, 9))
  })

  it('has a time that a field can show and give back', () => {
    const at = new Date(2026, 0, 5, 7, 9).getTime()
    expect(toFieldValue(at)).toBe('2026-01-05T07:09')
    expect(fromFieldValue(toFieldValue(at))).toBe(at)
    expect(fromFieldValue('')).toBeNull()
  })

  it('is held by the server only where that can be: a single post, far enough ahead', () => {
    const [holding] = withCapabilities({
      acc_juno_b: { schedule: { minAheadSeconds: { value: 300, source: 'test', checkedOn: '2026-11-26', strength: 'hard' } } },
    })
    // Five minutes that the server asks for, and one for clocks that differ.
    expect(posterOf(holding!.capabilities, 1, monday + 361_000, monday)).toBe('server')
    expect(posterOf(holding!.capabilities, 1, monday + 359_000, monday)).toBe('chirp')
    expect(posterOf(holding!.capabilities, 2, monday + 361_000, monday)).toBe('chirp')
    expect(posterOf({ schedule: null }, 1, monday + 361_000, monday)).toBe('chirp')
  })

  it('says when and by whom it is posted, and has its button say so', async () => {
    const drafts: Draft[] = []
    const dialog = await open(drafts)
    type(dialog, 'Open day')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Schedule' }))
    expect(within(dialog).queryByRole('button', { name: /^Post to/ })).toBeNull()
    fireEvent.click(within(dialog).getByRole('button', { name: 'Tomorrow morning' }))
    const who = within(dialog).getByRole('list', { name: 'Who posts it' })
    expect(
      within(who)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([expect.stringContaining('tidepool.example posts it by itself'), expect.stringContaining('Chirp posts it while it runs')])
    await saved(drafts, { options: { scheduledAt: presetTime('tomorrow', Date.now()) } })
    fireEvent.change(within(dialog).getByLabelText('Time'), { target: { value: '2020-01-01T00:00' } })
    expect(within(dialog).getByLabelText('Time').getAttribute('aria-invalid')).toBe('true')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Post at once instead' }))
    expect(within(dialog).getByRole('button', { name: 'Post to 2 accounts' })).toBeTruthy()
    // At once: the next key is for the composer.
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Schedule' }))
    await saved(drafts, { options: { scheduledAt: null } })
  })
})

describe('a planned time that has passed', () => {
  it('is looked at by the clock when Post is pressed, however long the page has not', async () => {
    const drafts: Draft[] = []
    const dialog = await open(drafts)
    type(dialog, 'Open day')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Schedule' }))
    const field = within(dialog).getByLabelText('Time')
    expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull()
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 2 * 3_600_000)
    try {
      fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true })
      const problems = await within(dialog).findByRole('list', { name: 'Problems' })
      expect(problems.textContent).toContain('The time to post it has passed')
      expect(within(dialog).queryByRole('alert')?.textContent).toBe('This time is over. Choose a later one.')
      fireEvent.click(within(problems).getByRole('button', { name: 'Post at once' }))
      expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull()
    } finally {
      clock.mockRestore()
      act(() => tellTime())
    }
  })
})

describe('what goes out', () => {
  it('is cut for each network under its own limit and numbered, and shown as each gets it', async () => {
    const drafts: Draft[] = []
    const dialog = await open(drafts)
    type(dialog, SENTENCE.repeat(7).trim())
    expect(within(dialog).getByRole('list', { name: 'Problems' }).textContent).toContain('too long')
    fireEvent.click(within(dialog).getByRole('switch', { name: 'Split for each' }))
    fireEvent.click(within(dialog).getByRole('switch', { name: 'Number the posts' }))
    await waitFor(() => expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull())
    const strip = within(dialog).getByRole('button', { name: /^What goes out/ })
    expect(strip.textContent).toBe('What goes out2 posts on Bluesky, 1 on Mastodon')
    fireEvent.click(strip)
    const posts = within(dialog).getByRole('list', { name: 'Posts of @juno.example.com on Bluesky' })
    expect(
      within(posts)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent.slice(-4)),
    ).toEqual([' 1/2', ' 2/2'])
    await saved(drafts, { options: { split: true, numbered: true } })
  })

  it('tells in what a version of its own differs', () => {
    const shared = draft([segment('One', [picture('pier.jpg', 1)])], []).content
    const own = { ...shared, contentWarning: 'Glue', language: 'de', segments: shared.segments.map((one) => ({ ...one, text: 'Two' })) }
    expect(differences(shared, structuredClone(shared))).toEqual([])
    expect(differences(own, shared)).toEqual(['text', 'warning', 'language'])
    expect(differences({ ...shared, sensitive: true, segments: [...shared.segments, segment('')] }, shared)).toEqual([
      'thread',
      'text',
      'media',
      'poll',
      'sensitive',
    ])
  })
})

describe('who may answer and quote', () => {
  it('can be said where a network takes it, by its name', async () => {
    const drafts: Draft[] = []
    const list = withCapabilities({
      acc_juno_b: { replyPolicy: { audiences: ['mentioned', 'followers'], several: true, nobody: true } },
      acc_juno_m: { quotePolicy: ['everyone', 'followers', 'nobody'] },
    })
    const dialog = await open(drafts, list)
    type(dialog, 'Hello')
    expect(within(dialog).queryByRole('button', { name: /reply on Mastodon/ })).toBeNull()
    expect(within(dialog).getByRole('combobox', { name: 'Who can quote on Mastodon' })).toBeTruthy()
    fireEvent.click(within(dialog).getByRole('button', { name: 'Who can reply on Bluesky: Everyone' }))
    fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Your followers' }))
    expect(await within(dialog).findByRole('button', { name: 'Who can reply on Bluesky: Followers', hidden: true })).toBeTruthy()
    await saved(drafts, {
      targets: [{ accountId: 'acc_juno_b', replyPolicy: { kind: 'some', audiences: ['followers'] } }, { replyPolicy: null }],
    })
  })

  const all = { several: true, nobody: true }

  it('goes from some to nobody when the last group is taken out', () => {
    expect(withAudience(null, 'followers', true, all)).toEqual({ kind: 'some', audiences: ['followers'] })
    expect(withAudience({ kind: 'some', audiences: ['followers'] }, 'mentioned', true, all)).toEqual({
      kind: 'some',
      audiences: ['followers', 'mentioned'],
    })
    expect(withAudience({ kind: 'some', audiences: ['followers'] }, 'followers', false, all)).toEqual({ kind: 'nobody' })
  })

  it('is one group at a time, and not nobody, where a network knows no more', async () => {
    const only = { several: false, nobody: false }
    expect(withAudience({ kind: 'some', audiences: ['followers'] }, 'mentioned', true, only)).toEqual({
      kind: 'some',
      audiences: ['mentioned'],
    })
    expect(withAudience({ kind: 'some', audiences: ['followers'] }, 'followers', false, only)).toBeNull()
    const dialog = await open([], withCapabilities({ acc_juno_b: { replyPolicy: { audiences: ['mentioned', 'followers'], ...only } } }))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Who can reply on Bluesky: Everyone' }))
    const offered = (await screen.findAllByRole('menuitemcheckbox')).map(({ textContent }) => textContent)
    expect(offered).toEqual(['Everyone', 'People you mention', 'Your followers'])
  })
})

describe('the topic of a post', () => {
  const topicTag = { maxLength: { value: 20, source: 's', checkedOn: '2026-11-27', strength: 'hard' }, forbidden: ['.', '&'] } as const

  it('is there for networks that have topics, is saved for their targets, and is left out for others', async () => {
    const drafts: Draft[] = []
    const dialog = await open(drafts, withCapabilities({ acc_juno_b: { topicTag } }))
    type(dialog, 'Hello')
    expect(within(dialog).queryByRole('textbox', { name: 'Topic on Mastodon' })).toBeNull()
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'Topic on Bluesky' }), { target: { value: 'Letterpress' } })
    await saved(drafts, { targets: [{ accountId: 'acc_juno_b', topicTag: 'Letterpress' }, { topicTag: null }] })
  })

  it('says what is wrong with it, and can be left out', async () => {
    const dialog = await open([], withCapabilities({ acc_juno_b: { topicTag } }))
    type(dialog, 'Hello')
    const field = within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Topic on Bluesky' })
    fireEvent.change(field, { target: { value: 'Letterpress & wood type' } })
    act(showNow)
    const problems = await within(dialog).findByRole('list', { name: 'Problems' })
    expect(problems.textContent).toContain('The topic has 23 characters')
    expect(problems.textContent).toContain('No & in a topic')
    fireEvent.click(within(problems).getAllByRole('button', { name: 'Post without a topic' })[0]!)
    await waitFor(() => expect(field.value).toBe(''))
    act(showNow)
    await waitFor(() => expect(within(dialog).queryByText(/in a topic/)).toBeNull())
  })

  it('is not there for a reply', async () => {
    show(<ComposerLayer />, { ...writingCalls([], []), 'accounts.list': () => withCapabilities({ acc_juno_b: { topicTag } }) })
    act(() => openComposer({ targets: ['acc_juno_b'], replyTo: 'post:t-p3' }))
    const dialog = await screen.findByRole('dialog')
    await within(dialog).findByRole('textbox', { name: 'Post text' })
    expect(within(dialog).queryByRole('textbox', { name: 'Topic on Bluesky' })).toBeNull()
  })
})

describe('the language of a post', () => {
  it('is what the text says', async () => {
    const drafts: Draft[] = []
    const dialog = await open(drafts)
    type(dialog, 'Der Zug nach Wien ist heute leider wieder sehr spät, und niemand weiß warum.')
    await saved(drafts, { content: { language: 'de' } })
    expect(within(dialog).getByRole('combobox', { name: 'Language' }).textContent).toBe('German (guessed)')
  })

  it('stays as it was chosen, for the version it was chosen for', () => {
    const begun = beginWriting(draft([segment('Hello')], ['acc_juno_b', 'acc_juno_m']))
    const chosen = reduce(begun, { kind: 'language-set', language: 'nl' })
    expect(reduce(chosen, { kind: 'language-guessed', version: null, language: 'en' })).toBe(chosen)
    const own = reduce(chosen, { kind: 'version-begun', accountId: 'acc_juno_m' })
    const guessed = reduce(own, { kind: 'language-guessed', version: 'acc_juno_m', language: 'en' })
    expect(guessed.draft.targets[1]?.override?.language).toBe('en')
    expect(guessed.draft.content.language).toBe('nl')
    expect(guessed.version).toBe('acc_juno_m')
  })

  it('counts as chosen in a stored draft where the text says another', () => {
    const german = 'Der Zug nach Wien ist heute leider wieder sehr spät, und niemand weiß warum.'
    const stored = (language: string | null) => {
      const written = draft([segment(german)], [])
      return chosenLanguages({ ...written, content: { ...written.content, language } })
    }
    expect([stored('de'), stored(null), stored('nl')]).toEqual([[], [], [null]])
  })
})

describe('a picture', () => {
  it('says how much of the shortest room for alt text is used', async () => {
    const stored = draft([segment('', [picture('pier.jpg', 900_000, 'Fog')])], ['acc_juno_b', 'acc_juno_m'])
    const rule = (value: number) => ({
      ...accounts[0]!.capabilities.images!,
      maxAltLength: { value, source: 'x', checkedOn: '2026-11-01', strength: 'hard' as const },
    })
    const list = withCapabilities({ acc_juno_b: { images: rule(2000) }, acc_juno_m: { images: rule(2) } })
    show(<ComposerLayer />, { ...writingCalls([stored], []), 'accounts.list': () => list })
    act(() => openComposer({ draftId: stored.id }))
    const dialog = await screen.findByRole('dialog', { name: 'New post' })
    expect(await within(dialog).findByText('3 of 2 on Mastodon')).toBeTruthy()
    expect(within(dialog).getByRole('textbox', { name: 'Alt text for pier.jpg' }).getAttribute('aria-invalid')).toBe('true')
  })

  it('keeps what must stay visible, moved by keys and told in words', async () => {
    const stored = draft([segment('', [picture('pier.jpg', 900_000, 'Fog')])], ['acc_juno_m'])
    const drafts = [stored]
    const list = withCapabilities({ acc_juno_m: { images: { ...accounts[0]!.capabilities.images!, focalPoint: true } } })
    show(<ComposerLayer />, { ...writingCalls(drafts, []), 'accounts.list': () => list })
    act(() => openComposer({ draftId: stored.id }))
    fireEvent.click(await screen.findByRole('button', { name: 'What must stay visible in pier.jpg' }))
    const slider = await screen.findByRole('slider', { name: 'What must stay visible in pier.jpg' })
    fireEvent.keyDown(slider, { key: 'ArrowRight' })
    fireEvent.keyDown(slider, { key: 'ArrowUp', shiftKey: true })
    expect(slider.getAttribute('aria-valuetext')).toBe('53 % from the left, 40 % from the top')
    await saved(drafts, { content: { segments: [{ media: [{ focalPoint: { x: 0.05, y: 0.2 } }] }] } })
    fireEvent.click(screen.getByRole('button', { name: 'Centre' }))
    await saved(drafts, { content: { segments: [{ media: [{ focalPoint: null }] }] } })
  })

  it('has its point within the picture, in hundredths', () => {
    expect(clampPoint(1.7, -0.333_33)).toEqual({ x: 1, y: -0.33 })
    expect(clampPoint(-0.001, 0.001)).toEqual({ x: 0, y: 0 })
  })
})
