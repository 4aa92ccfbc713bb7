import i18next from 'i18next'
import en from './en.json'

void i18next.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  // The words are in the bundle: everything can be said at once.
  initAsync: false,
  // React escapes what it shows.
  interpolation: { escapeValue: false },
  returnNull: false,
})

type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string]
type WithoutPlural<K> = K extends `${infer Stem}_one` | `${infer Stem}_other` | `${infer Stem}_zero` ? Stem : K

/** Every key of `en.json`; plural forms by their stem. */
export type MessageKey = WithoutPlural<Leaves<typeof en>>
export type MessageValues = Readonly<Record<string, string | number>>

// Looking words up costs i18next some µs, and a key pressed in the composer shows dozens of them anew.
const plain = new Map<MessageKey, string>()
i18next.on('languageChanged', () => plain.clear())

/** The words for a key. A `count` among the values chooses the plural. */
export function t(key: MessageKey, values?: MessageValues): string {
  if (values !== undefined) return i18next.t(key, { ...values })
  const known = plain.get(key)
  if (known !== undefined) return known
  const words = i18next.t(key)
  plain.set(key, words)
  return words
}

/**
 * The words for a code that came over the bridge, such as `notice.like-refused`; `fallback` where this version has none for it,
 * so that an unknown code is never shown to anyone.
 */
export function tCode(group: string, code: string, values: MessageValues, fallback: MessageKey): string {
  const key = `${group}.${code}`
  return i18next.exists(key, { ...values }) ? i18next.t(key, { ...values }) : t(fallback, values)
}
