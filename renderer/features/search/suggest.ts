/** Something that can be put into the search box: what it is called there, and the text and caret (UTF-16 units) after it was. */
export type Suggestion = { readonly label: string; readonly text: string; readonly caret: number }

/** What the values of some conditions can be, as far as they are known. */
export type KnownValues = { readonly networks: readonly string[]; readonly accounts: readonly string[] }

const VALUES = {
  has: ['image', 'video', 'link', 'poll', 'quote'],
  is: ['liked', 'mine', 'reposted', 'bookmarked', 'reply'],
} as const
const NAMES = ['from:', 'network:', 'account:', 'has:', 'is:', 'lang:', 'after:', 'before:'] as const
/** What is offered while nothing is begun. */
const OFFERED = ['from:', 'network:', 'account:', 'has:image', 'is:liked', 'lang:', 'after:', 'before:'] as const

/**
 * What the word at the caret may be the beginning of: a condition, or the value of one. While it is neither, all conditions, to be
 * added at the end; the texts keep what else is in the box.
 */
export function suggest(text: string, caret: number, known: KnownValues): readonly Suggestion[] {
  const start = text.slice(0, caret).search(/\S*$/)
  const end = caret + text.slice(caret).search(/\s|$/)
  const word = text.slice(start, end)
  const [, minus = '', begun = ''] = /^(-?)(.*)$/s.exec(word) ?? []
  const fitting = begun === '' ? [] : completions(begun.toLowerCase(), known).filter((whole) => whole !== begun)
  if (fitting.length > 0) return fitting.map((whole) => replaced(text, start, end, minus + whole))
  const before = text.trim() === '' ? '' : `${text.trimEnd()} `
  return OFFERED.map((whole) => replaced(before, before.length, before.length, whole))
}

function completions(begun: string, known: KnownValues): string[] {
  const colon = begun.indexOf(':')
  if (colon === -1) return NAMES.filter((name) => name.startsWith(begun))
  const name = begun.slice(0, colon)
  const values: Readonly<Record<string, readonly string[]>> = {
    ...VALUES,
    network: known.networks.map((network) => network.toLowerCase()),
    account: known.accounts,
    from: ['me'],
  }
  if (!Object.hasOwn(values, name)) return []
  return (values[name] ?? []).map((value) => `${name}:${value}`).filter((whole) => whole.startsWith(begun))
}

function replaced(text: string, start: number, end: number, whole: string): Suggestion {
  // A value ends the word; after a name it is still to come.
  const inserted = whole.endsWith(':') ? whole : `${whole} `
  return {
    label: whole,
    text: text.slice(0, start) + inserted + text.slice(end).replace(/^ /, inserted.endsWith(' ') ? '' : ' '),
    caret: start + inserted.length,
  }
}

/** The box with room for words in quotes at its end, and the caret between them. */
export function withQuotes(text: string): { readonly text: string; readonly caret: number } {
  const before = text.trim() === '' ? '' : `${text.trimEnd()} `
  return { text: `${before}""`, caret: before.length + 1 }
}
