import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import type { WritableDatabase } from '../sql.ts'

/** What is indexed of one post, at most. UTF-16 units. */
const MAX_INDEXED = 20_000

/** Writing in which words are not set apart, or carry their particles: found by their characters, three at a time. */
export const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

/** Everything of a post that a search can find: its words, its warning, what its pictures show, its poll and its link. */
export function searchableText(post: CanonicalPost): string {
  const parts = [
    post.text.text,
    post.contentWarning,
    ...post.media.map((media) => media.alt),
    ...(post.poll?.options ?? []).map((option) => option.title),
  ]
  if (post.linkCard !== null) parts.push(post.linkCard.title, post.linkCard.description, post.linkCard.url)
  for (const span of post.text.spans) if (span.kind === 'link') parts.push(span.uri)
  return parts
    .filter((part) => part !== null && part !== '')
    .join('\n')
    .slice(0, MAX_INDEXED)
    .toWellFormed()
}

/**
 * Writes a post into the indexes, under its row number; `replaces` where it was there before. Only writing that needs them gets
 * trigrams: they take more time and room than everything else of a post together.
 */
export function indexPost(db: WritableDatabase, row: number, authorRow: number, text: string, replaces: boolean): void {
  if (replaces) unindexPosts(db, [row])
  db.run(
    "insert into post_words (rowid, text, author) select ?, ?, handle || ' ' || display_name from author where row = ?",
    row,
    text,
    authorRow,
  )
  if (UNSPACED.test(text)) db.run('insert into post_trigrams (rowid, text) values (?, ?)', row, text)
}

export function unindexPosts(db: WritableDatabase, rows: readonly number[]): void {
  db.run('delete from post_words where rowid in (select value from json_each(?))', JSON.stringify(rows))
  db.run('delete from post_trigrams where rowid in (select value from json_each(?))', JSON.stringify(rows))
}
