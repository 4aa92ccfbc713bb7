import type { TextRange } from './urls.ts'

/** `@user@server` in text: the whole range, and where the part without the server ends. */
export type RemoteMention = TextRange & { readonly userEnd: number }

/**
 * The shape of a mention on Mastodon (app/models/account.rb `MENTION_RE`, app/lib/extractor.rb, checked 2026-11-20): not inside
 * a word, an address or after a slash; the server's part in any script. The word-internal runs cannot overlap, so there is
 * nothing to backtrack into.
 */
const mention =
  /(?<![=/\p{L}\p{M}\p{Nd}\p{Pc}])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@([\p{L}\p{M}\p{Nd}\p{Pc}]+(?:[.-]+[\p{L}\p{M}\p{Nd}\p{Pc}]+)*)/giu

/** What may not come right after a mention: another `@`, an accented letter, or a scheme's end. */
const notAfter = /^(?:[@＠\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff]|:\/\/)/

/** Longer server names are no mention for Mastodon. */
const longestServer = 253

/** The mentions in `text` that name a server, in order. Mastodon does not count the server's part. */
export function findRemoteMentions(text: string): readonly RemoteMention[] {
  const found: RemoteMention[] = []
  for (const match of text.matchAll(mention)) {
    const [whole, user = '', server = ''] = match
    const end = match.index + whole.length
    if (notAfter.test(text.slice(end, end + 3)) || server.length > longestServer) continue
    found.push({ start: match.index, end, userEnd: match.index + 1 + user.length })
  }
  return found
}
