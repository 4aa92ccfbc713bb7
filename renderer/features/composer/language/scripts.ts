/** Scripts that one language has almost to itself: which that is, as a BCP 47 tag, and its letters. */
const ownScripts = {
  Kana: { language: 'ja', letters: /[\p{sc=Hiragana}\p{sc=Katakana}ー]/gu },
  Hangul: { language: 'ko', letters: /\p{sc=Hangul}/gu },
  Thai: { language: 'th', letters: /\p{sc=Thai}/gu },
  Greek: { language: 'el', letters: /\p{sc=Greek}/gu },
  Hebrew: { language: 'he', letters: /\p{sc=Hebrew}/gu },
  Armenian: { language: 'hy', letters: /\p{sc=Armenian}/gu },
  Georgian: { language: 'ka', letters: /\p{sc=Georgian}/gu },
  Bengali: { language: 'bn', letters: /\p{sc=Bengali}/gu },
  Tamil: { language: 'ta', letters: /\p{sc=Tamil}/gu },
  Telugu: { language: 'te', letters: /\p{sc=Telugu}/gu },
  Kannada: { language: 'kn', letters: /\p{sc=Kannada}/gu },
  Malayalam: { language: 'ml', letters: /\p{sc=Malayalam}/gu },
  Gujarati: { language: 'gu', letters: /\p{sc=Gujarati}/gu },
  Gurmukhi: { language: 'pa', letters: /\p{sc=Gurmukhi}/gu },
  Sinhala: { language: 'si', letters: /\p{sc=Sinhala}/gu },
  Khmer: { language: 'km', letters: /\p{sc=Khmer}/gu },
  Lao: { language: 'lo', letters: /\p{sc=Lao}/gu },
  Myanmar: { language: 'my', letters: /\p{sc=Myanmar}/gu },
  Ethiopic: { language: 'am', letters: /\p{sc=Ethiopic}/gu },
} as const

/** Scripts that many languages share. */
const sharedScripts = {
  Latin: /\p{sc=Latin}/gu,
  Cyrillic: /\p{sc=Cyrillic}/gu,
  Arabic: /\p{sc=Arabic}/gu,
  Devanagari: /\p{sc=Devanagari}/gu,
  Han: /\p{sc=Han}/gu,
} as const

type OwnScript = keyof typeof ownScripts
/** The script of a text: of its own language, or shared by several. */
export type TextScript =
  | { readonly kind: 'own'; readonly language: (typeof ownScripts)[OwnScript]['language'] }
  | { readonly kind: 'shared'; readonly name: keyof typeof sharedScripts }

/** A letter of these stands for a syllable or a word. */
const dense = new Set<string>(['Kana', 'Hangul', 'Han'])
const denseWeight = 2.5

/** The script most of a text is written in; null for one without letters. Chinese characters among kana are Japanese. */
export function mainScript(text: string): TextScript | null {
  const count = (letters: RegExp, name: string): number => (text.match(letters)?.length ?? 0) * (dense.has(name) ? denseWeight : 1)
  const found: { readonly script: TextScript; readonly amount: number }[] = []
  for (const [name, { language, letters }] of Object.entries(ownScripts)) {
    const amount = count(letters, name)
    const withHan = name === 'Kana' && amount > 0 ? amount + count(sharedScripts.Han, 'Han') : amount
    found.push({ script: { kind: 'own', language }, amount: withHan })
  }
  for (const name of keys(sharedScripts)) found.push({ script: { kind: 'shared', name }, amount: count(sharedScripts[name], name) })
  // The sort is stable: kana with its Chinese characters stand before those characters alone.
  const [most] = found.sort((a, b) => b.amount - a.amount)
  return most === undefined || most.amount === 0 ? null : most.script
}

function keys<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  // `Object.keys` says `string[]`; a constant table has no other keys than its type's.
  return Object.keys(table) as Name[]
}
