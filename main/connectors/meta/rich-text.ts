import type { RichText, RichTextSpan } from '../../../shared/model/rich-text.ts'
import { detectFacets } from '../../../shared/text/facets.ts'

/** How a network's people are known by their names. */
export type PeopleByName = { readonly authorIdOf: (username: string) => string; readonly profileUrl: (username: string) => string }

/** Longest text that is kept, UTF-16 units; posts have some thousand characters at most, and an answer may hold anything. */
const LONGEST_TEXT = 20_000
/** Spans beyond this are only text. */
const MOST_SPANS = 500

const MENTION = /(?<![\p{L}\p{N}_@/.])@([A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?)/gu

/** Plain text with its links and mentions found: the API tells of neither. */
export function richTextOf(raw: string, { authorIdOf, profileUrl }: PeopleByName): RichText {
  const text = raw.length > LONGEST_TEXT ? `${raw.slice(0, LONGEST_TEXT).toWellFormed()}…` : raw.toWellFormed()
  const links = detectFacets(text).flatMap((facet): RichTextSpan[] =>
    facet.kind === 'link' ? [{ kind: 'link', start: facet.start, end: facet.end, uri: facet.uri }] : [],
  )
  const mentions = [...text.matchAll(MENTION)].flatMap((match): RichTextSpan[] => {
    const [start, end] = [match.index, match.index + match[0].length]
    const handle = match[1] ?? ''
    if (links.some((link) => start < link.end && end > link.start)) return []
    return [{ kind: 'mention', start, end, authorId: authorIdOf(handle), handle, uri: profileUrl(handle) }]
  })
  return { text, spans: [...links, ...mentions].sort((a, b) => a.start - b.start).slice(0, MOST_SPANS) }
}
