import { invalid, Refusal } from '../http/refusal.ts'
import { countCharacters } from '../text/count.ts'
import type { StatusDraft, WorldAccount, WorldStatus } from './types.ts'
import type { World } from './world.ts'

/** Seconds; docs.joinmastodon.org/entities/Instance. */
export const POLL_MIN_SECONDS = 300
export const POLL_MAX_SECONDS = 2_629_746

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function checkPoll(world: World, poll: NonNullable<StatusDraft['poll']>): void {
  const { pollMaxOptions, pollMaxCharacters } = world.variant
  if (poll.options.length < 2) throw invalid('Options must be more than one item')
  if (poll.options.length > pollMaxOptions) throw invalid(`Options can't contain more than ${pollMaxOptions} items`)
  if (poll.options.some((title) => [...graphemes.segment(title)].length > pollMaxCharacters))
    throw invalid(`Options can't be longer than ${pollMaxCharacters} characters each`)
  if (new Set(poll.options).size !== poll.options.length) throw invalid('Options contain duplicate items')
  if (poll.expiresInSeconds < POLL_MIN_SECONDS) throw invalid('Expires at is too soon')
  if (poll.expiresInSeconds > POLL_MAX_SECONDS) throw invalid('Expires at is too far into the future')
}

function checkMedia(world: World, account: WorldAccount, ids: readonly string[], edited: WorldStatus | undefined): void {
  if (ids.length > world.variant.maxMedia) throw invalid(`Cannot attach more than ${world.variant.maxMedia} files`)
  const found = ids.map((id) => {
    const media = world.media.get(id)
    if (media === undefined || media.accountId !== account.id) throw invalid(`Media ${id} not found or already attached to another post`)
    if (media.attachedTo !== null && media.attachedTo !== edited?.id)
      throw invalid(`Media ${id} not found or already attached to another post`)
    return media
  })
  if (found.length > 1 && found.some((media) => media.type === 'video' || media.type === 'audio'))
    throw invalid('Cannot attach a video to a post that already contains images')
  if (found.some((media) => media.answersLeft > 0))
    throw invalid('Cannot attach files that have not finished processing. Try again in a moment!')
}

/**
 * Refuses a draft that does not keep the server's limits: 422 with `Validation failed: …`.
 * Source of what is checked: docs.joinmastodon.org/methods/statuses/#create, read 2026-11-20.
 */
export function checkDraft(world: World, account: WorldAccount, draft: StatusDraft, edited?: WorldStatus): void {
  const { maxCharacters, charactersReservedPerUrl, editing } = world.variant
  const media = draft.mediaIds ?? []
  const text = draft.text ?? ''
  if (text.trim() === '' && media.length === 0 && draft.poll == null) throw invalid("Text can't be blank")
  if (countCharacters(text, draft.spoilerText ?? '', charactersReservedPerUrl) > maxCharacters)
    throw invalid(`Text character limit of ${maxCharacters} exceeded`)
  checkMedia(world, account, media, edited)
  if (draft.poll == null) return
  if (media.length > 0) throw invalid('Cannot attach a poll to a post that has files')
  if (edited !== undefined && editing !== 'all') throw new Refusal(422, 'Polls of a published post cannot be changed')
  checkPoll(world, draft.poll)
}
