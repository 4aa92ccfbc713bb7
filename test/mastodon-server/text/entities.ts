/** A piece of a text that means something: half-open range in UTF-16 units. */
export type TextEntity =
  | { readonly kind: 'url'; readonly start: number; readonly end: number; readonly url: string }
  | { readonly kind: 'mention'; readonly start: number; readonly end: number; readonly username: string; readonly domain: string | null }
  | { readonly kind: 'hashtag'; readonly start: number; readonly end: number; readonly name: string }

const URL_START = /(?<![\p{L}\p{N}_/@.])https?:\/\/[^\s<>"]+/gu
const MENTION = /(?<![\p{L}\p{N}_/=@])@([a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_]+)?)(?:@([\p{L}\p{N}][\p{L}\p{N}.-]*[\p{L}\p{N}](?::\d+)?))?/giu
const HASHTAG = /(?<![\p{L}\p{N}_/)#&])#([\p{L}\p{N}\p{M}_·]*[\p{L}\p{M}_·][\p{L}\p{N}\p{M}_·]*)/gu

/** An address does not end in the punctuation of the sentence around it, nor in a bracket it did not open. */
function trimUrl(found: string): string {
  let url = found
  for (;;) {
    const last = url.at(-1) ?? ''
    const closes = last === ')' && url.split('(').length < url.split(')').length
    if (!closes && !/[.,;:!?'"\]}]/.test(last)) return url
    url = url.slice(0, -1)
  }
}

/**
 * Finds addresses, mentions and hashtags in the order they stand; addresses win where they overlap.
 * Source of the rules: docs.joinmastodon.org/user/posting (hashtags need a letter, mentions `@user@domain`).
 */
export function findEntities(text: string): TextEntity[] {
  const urls: TextEntity[] = [...text.matchAll(URL_START)].flatMap((match) => {
    const url = trimUrl(match[0])
    return URL.canParse(url) && new URL(url).host !== ''
      ? [{ kind: 'url' as const, start: match.index, end: match.index + url.length, url }]
      : []
  })
  const mentions: TextEntity[] = [...text.matchAll(MENTION)].map((match) => ({
    kind: 'mention',
    start: match.index,
    end: match.index + match[0].length,
    username: match[1] ?? '',
    domain: match[2] ?? null,
  }))
  const hashtags: TextEntity[] = [...text.matchAll(HASHTAG)].map((match) => ({
    kind: 'hashtag',
    start: match.index,
    end: match.index + match[0].length,
    name: match[1] ?? '',
  }))
  const inUrl = (entity: TextEntity): boolean => urls.some((url) => entity.start < url.end && url.start < entity.end)
  return [...urls, ...[...mentions, ...hashtags].filter((entity) => !inUrl(entity))].sort((left, right) => left.start - right.start)
}
