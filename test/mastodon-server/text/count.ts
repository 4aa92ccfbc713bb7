import { findEntities } from './entities.ts'

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * The length of a status as the server counts it: graphemes of warning and text together, each address for a flat
 * number, and `@user@domain` as `@user`.
 * Source: docs.joinmastodon.org/user/posting#text.
 */
export function countCharacters(text: string, spoilerText: string, reservedPerUrl: number): number {
  let counted = ''
  let flat = 0
  let from = 0
  for (const entity of findEntities(text)) {
    counted += text.slice(from, entity.start)
    if (entity.kind === 'url') flat += reservedPerUrl
    else if (entity.kind === 'mention') counted += `@${entity.username}`
    else counted += text.slice(entity.start, entity.end)
    from = entity.end
  }
  counted += text.slice(from)
  return [...segmenter.segment(spoilerText + counted)].length + flat
}
