import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ComposerLayer } from '../../../renderer/features/composer/parts/composer-layer.tsx'
import { guessElsewhere, handleRoot, withMention } from '../../../renderer/features/composer/text/same-person.ts'
import { openComposer } from '../../../renderer/state/ui.ts'
import type { Completion } from '../../../renderer/queries/drafts.ts'
import type { DraftMention, Draft } from '../../../shared/model/draft.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { writingCalls } from '../../support/renderer-fixture/writing.ts'
import { leavePage, show } from './page.tsx'

afterEach(leavePage)

const person = (platform: string, handle: string, displayName: string): Completion => ({
  authorId: `${platform} ${handle}`,
  platform,
  handle,
  displayName,
  avatarUrl: null,
})
const amara = person('bluesky', 'amara.example.com', 'Amara Oyelaran')
const amaraThere = person('mastodon', 'amara@tidepool.example', 'Amara  Oyelaran 🌊')

describe('who somebody is elsewhere', () => {
  it('is told by the same name and the same root of the handle', () => {
    expect(guessElsewhere(amara, ['bluesky', 'mastodon', 'x'], [amara, amaraThere])).toEqual([
      { platform: 'mastodon', handle: 'amara@tidepool.example' },
    ])
  })

  it('is not guessed where two could be meant, or only name or handle fits', () => {
    const two = [amaraThere, person('mastodon', 'amara@other.example', 'Amara Oyelaran')]
    expect(guessElsewhere(amara, ['mastodon'], two)).toEqual([])
    expect(guessElsewhere(amara, ['mastodon'], [person('mastodon', 'oyelaran@tidepool.example', 'Amara Oyelaran')])).toEqual([])
    expect(guessElsewhere(amara, ['mastodon'], [person('mastodon', 'amara@tidepool.example', 'Somebody')])).toEqual([])
    expect(guessElsewhere(person('bluesky', 'x.example', ''), ['mastodon'], [person('mastodon', 'x@y.example', '')])).toEqual([])
  })

  it('has one root for the handles of all networks', () => {
    expect(['amara.example.com', 'Amara@tidepool.example', 'amara', 'am_ara.bsky.social'].map(handleRoot)).toEqual(Array(4).fill('amara'))
  })

  it('is added to what was known before, network by network', () => {
    const known: DraftMention = { platform: 'bluesky', handle: 'a.example', elsewhere: [{ platform: 'x', handle: 'a' }] }
    const said: DraftMention = { platform: 'bluesky', handle: 'a.example', elsewhere: [{ platform: 'mastodon', handle: 'a@b.example' }] }
    expect(withMention([known], said)).toEqual([
      {
        ...known,
        elsewhere: [
          { platform: 'x', handle: 'a' },
          { platform: 'mastodon', handle: 'a@b.example' },
        ],
      },
    ])
  })
})

async function pickAmara(known: readonly Completion[], knownPeople: DraftMention[] = []) {
  const drafts: Draft[] = []
  let settings = Settings.parse({ knownPeople })
  show(<ComposerLayer />, {
    ...writingCalls(drafts, []),
    'settings.get': () => settings,
    'settings.set': (changes) => (settings = Settings.parse({ ...settings, ...changes })),
    'authors.complete': ({ text }) =>
      known.filter(({ handle, displayName }) => `${handle} ${displayName}`.toLowerCase().includes(text.toLowerCase())),
  })
  act(() => openComposer({ targets: ['acc_juno_b', 'acc_juno_m'] }))
  const dialog = await screen.findByRole('dialog', { name: 'New post' })
  const area = within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'Post text' })
  fireEvent.change(area, { target: { value: '@amara.ex' } })
  area.setSelectionRange(9, 9)
  fireEvent.select(area)
  await screen.findByRole('option', { name: /amara\.example\.com/ })
  fireEvent.keyDown(area, { key: 'Enter' })
  return { dialog, drafts, settings: () => settings }
}

describe('somebody who is picked', () => {
  it('is named on each network as they are known there, without a word', async () => {
    const { dialog, drafts } = await pickAmara([amara, amaraThere])
    await waitFor(() =>
      expect(drafts[0]?.options.mentions).toEqual([
        { platform: 'bluesky', handle: 'amara.example.com', elsewhere: [{ platform: 'mastodon', handle: 'amara@tidepool.example' }] },
      ]),
    )
    expect(within(dialog).queryByText(/is not known/)).toBeNull()
  })

  it('is pointed out where nobody knows them, and can be said once and for all', async () => {
    const { dialog, drafts, settings } = await pickAmara([amara])
    const ask = await within(dialog).findByRole('button', { name: 'Who is it there?' })
    expect(dialog.textContent).toContain('@amara.example.com is not known on Mastodon')
    fireEvent.click(ask)
    const field = within(dialog).getByRole('combobox', { name: '@amara.example.com on Mastodon' })
    fireEvent.change(field, { target: { value: '@amara@elsewhere.example' } })
    fireEvent.keyDown(field, { key: 'Enter' })
    const said = [
      { platform: 'bluesky', handle: 'amara.example.com', elsewhere: [{ platform: 'mastodon', handle: 'amara@elsewhere.example' }] },
    ]
    await waitFor(() => expect(drafts[0]?.options.mentions).toEqual(said))
    await waitFor(() => expect(settings().knownPeople).toEqual(said))
    expect(within(dialog).queryByText(/is not known/)).toBeNull()
  })

  it('is remembered by what was said before, whatever could be guessed', async () => {
    const said: DraftMention[] = [
      { platform: 'mastodon', handle: 'amara@elsewhere.example', elsewhere: [{ platform: 'bluesky', handle: 'amara.example.com' }] },
    ]
    const { drafts } = await pickAmara([amara, amaraThere], said)
    await waitFor(() =>
      expect(drafts[0]?.options.mentions[0]?.elsewhere).toEqual([{ platform: 'mastodon', handle: 'amara@elsewhere.example' }]),
    )
  })
})
