import { UNSPACED } from './tables/search.ts'
import type { PostSearch, SearchCondition } from './tables/search-posts.ts'

/** One thing a post must hold, or must not. */
export type SearchWord = { readonly text: string; readonly exact: boolean; readonly not: boolean }

/** One condition on a post. `value` is as it was typed. */
export type SearchFilter =
  | { readonly kind: 'from' | 'network' | 'lang'; readonly value: string; readonly not: boolean }
  | { readonly kind: 'has'; readonly value: 'image' | 'video' | 'link' | 'poll' | 'quote'; readonly not: boolean }
  | { readonly kind: 'is'; readonly value: 'mine' | 'liked' | 'reposted' | 'bookmarked' | 'reply'; readonly not: boolean }
  /** Epoch ms: `before` excludes it, `after` begins with it. */
  | { readonly kind: 'before' | 'after'; readonly at: number }

export type SearchQuery = { readonly words: readonly SearchWord[]; readonly filters: readonly SearchFilter[] }

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u
/** Signs that belong to what is searched for (`#tag`, `c++`), unlike those that only join it (`example.com`, `it's`, `@alice`). */
const TELLING_SIGN = /[^\p{L}\p{N}\p{M}.,;:!?'’"@/_\-()[\]…]/u
const TRIGRAM = 3

/** Which index finds a word: by words, by trigrams, or by looking at the text itself, for signs and what is too short for a trigram. */
function meansOf(word: SearchWord): 'words' | 'trigrams' | 'text' {
  if (UNSPACED.test(word.text)) return Array.from(word.text).length >= TRIGRAM ? 'trigrams' : 'text'
  return LETTER_OR_DIGIT.test(word.text) ? 'words' : 'text'
}

/** A string of FTS5: everything in it is text. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""').replaceAll('\0', ' ')}"`
}

function expressionOf(words: readonly SearchWord[]): string | null {
  if (words.length === 0) return null
  // A word is found from its beginning, a phrase as it is.
  return words.map((word) => quoted(word.text) + (word.exact || meansOf(word) === 'trigrams' ? '' : '*')).join(' AND ')
}

function contains(text: string, not: boolean): SearchCondition {
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
  return { sql: `post.text ${not ? 'not like' : 'like'} ? escape '\\'`, values: [pattern] }
}

/** What the store is asked for. Null: the query asks for nothing. */
export function planSearch(
  query: SearchQuery,
  platformsNamed: (name: string) => readonly string[],
): Omit<PostSearch, 'before' | 'limit'> | null {
  if (query.words.every((word) => word.not) && query.filters.length === 0) return null
  const wanted = query.words.filter((word) => !word.not)
  const by = (means: ReturnType<typeof meansOf>): SearchWord[] => wanted.filter((word) => meansOf(word) === means)
  const conditions = [
    ...by('text').map((word) => contains(word.text, false)),
    ...by('words')
      .filter((word) => TELLING_SIGN.test(word.text))
      .map((word) => contains(word.text, false)),
    ...query.words.filter((word) => word.not).map(without),
    ...query.filters.map((filter) => conditionOf(filter, platformsNamed)),
  ]
  return { words: expressionOf(by('words')), trigrams: expressionOf(by('trigrams')), conditions }
}

function without(word: SearchWord): SearchCondition {
  const means = meansOf(word)
  if (means === 'text' || TELLING_SIGN.test(word.text)) return contains(word.text, true)
  const table = means === 'words' ? 'post_words' : 'post_trigrams'
  return {
    sql: `post.row not in (select rowid from ${table} where ${table} match ?)`,
    values: [expressionOf([{ ...word, exact: true }]) ?? ''],
  }
}

const hasConditions = {
  image: `exists (select 1 from json_each(post.body, '$.media') where json_extract(value, '$.kind') = 'image')`,
  video: `exists (select 1 from json_each(post.body, '$.media') where json_extract(value, '$.kind') in ('video', 'gif'))`,
  link: `(json_extract(post.body, '$.linkCard.url') is not null
    or exists (select 1 from json_each(post.body, '$.spans') where json_extract(value, '$.kind') = 'link'))`,
  poll: `json_extract(post.body, '$.poll.remoteId') is not null`,
  quote: `post.quote_id is not null`,
} as const

const isConditions = {
  mine: `post.author_row in (select author.row from account join author on author.id = account.author_id)`,
  liked: `post.row in (select post_row from post_account where liked = 1)`,
  reposted: `exists (select 1 from post_account where post_row = post.row and reposted = 1)`,
  bookmarked: `exists (select 1 from post_account where post_row = post.row and bookmarked = 1)`,
  reply: `json_extract(post.body, '$.replyTo') is not null`,
} as const

function conditionOf(filter: SearchFilter, platformsNamed: (name: string) => readonly string[]): SearchCondition {
  switch (filter.kind) {
    case 'from': {
      const pattern = `${filter.value.replaceAll(/[\\%_]/g, '\\$&')}%`
      return negatable(`post.author_row in (select row from author where handle like ? escape '\\')`, [pattern], filter.not)
    }
    case 'network':
      return negatable(`post.platform in (select value from json_each(?))`, [JSON.stringify(platformsNamed(filter.value))], filter.not)
    case 'lang':
      return negatable(
        `exists (select 1 from json_each(post.body, '$.languages') where lower(value) = ? or lower(value) like ? || '-%')`,
        [filter.value, filter.value],
        filter.not,
      )
    case 'has':
      return negatable(hasConditions[filter.value], [], filter.not)
    case 'is':
      return negatable(isConditions[filter.value], [], filter.not)
    case 'before':
      return { sql: 'post.sort_at < ?', values: [filter.at] }
    case 'after':
      return { sql: 'post.sort_at >= ?', values: [filter.at] }
  }
}

function negatable(sql: string, values: SearchCondition['values'], not: boolean): SearchCondition {
  return { sql: not ? `not (${sql})` : sql, values }
}
