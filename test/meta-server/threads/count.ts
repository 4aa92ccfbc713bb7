const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** As the page counts: an emoji as many as it has bytes of UTF-8. Source: developers.facebook.com/docs/threads/posts, read 2026-11-27. */
export function countText(text: string): number {
  let count = 0
  for (const { segment } of segmenter.segment(text)) {
    const isEmoji = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u.test(segment)
    count += isEmoji ? Buffer.byteLength(segment) : Array.from(segment).length
  }
  return count
}

/** The different addresses in a text. Source: developers.facebook.com/docs/threads/create-posts/text-attachments, read 2026-11-27. */
export function linksIn(text: string): Set<string> {
  return new Set([...text.matchAll(/(?:https?:\/\/|www\.)\S+/g)].map(([address]) => address.replace(/[.,;:!?)]+$/, '')))
}
