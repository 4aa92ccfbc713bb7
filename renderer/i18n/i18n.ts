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

/** The words for a key. A `count` among the values chooses the plural. */
export function t(key: MessageKey, values?: MessageValues): string {
  return i18next.t(key, { ...values })
}

/**
 * The words for a code that came over the bridge, such as `notice.like-refused`; `fallback` where this version has none for it,
 * so that an unknown code is never shown to anyone.
 */
export function tCode(group: string, code: string, values: MessageValues, fallback: MessageKey): string {
  const key = `${group}.${code}`
  return i18next.exists(key, { ...values }) ? i18next.t(key, { ...values }) : t(fallback, values)
}
