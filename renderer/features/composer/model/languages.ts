import { t } from '../../../i18n/i18n.ts'
import type { SelectOption } from '../../../ui/select.tsx'

/** Languages people post in most, as BCP 47 tags. The person's own come first. */
const COMMON =
  'ar bg bn ca cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv nb nl pl pt ro ru sk sl sr sv th tr uk vi zh'.split(
    ' ',
  )

/** What can be chosen as the language of a post; the empty value says none. `chosen` is there whatever it is; it may be only `guessed`. */
export function languageOptions(chosen: string | null, guessed = false): readonly SelectOption<string>[] {
  const names = new Intl.DisplayNames('en', { type: 'language' })
  const name = (tag: string): string => {
    try {
      return names.of(tag) ?? tag
    } catch {
      // Not a tag after all: shown as it is.
      return tag
    }
  }
  const own = navigator.languages.map((tag) => tag.split('-')[0] ?? tag)
  const others = COMMON.toSorted((a, b) => name(a).localeCompare(name(b), 'en'))
  const tags = [...new Set([...own, ...(chosen === null ? [] : [chosen]), ...others])]
  return [
    { value: '', label: t('composer.noLanguage') },
    ...tags.map((tag) => ({ value: tag, label: guessed && tag === chosen ? t('composer.guessed', { language: name(tag) }) : name(tag) })),
  ]
}
