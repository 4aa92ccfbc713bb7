import { t } from '../../../i18n/i18n.ts'
import type { SelectOption } from '../../../ui/select.tsx'

/** Languages people post in most, as BCP 47 tags. The person's own come first. */
const COMMON =
  'ar bg bn ca cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv nb nl pl pt ro ru sk sl sr sv th tr uk vi zh'.split(
    ' ',
  )

const names = new Intl.DisplayNames('en', { type: 'language' })
const known = new Map<string, string>()

/** What a language is called. Asking the system takes long enough to be noticed between two keys. */
function nameOf(tag: string): string {
  const before = known.get(tag)
  if (before !== undefined) return before
  const name = askForName(tag)
  known.set(tag, name)
  return name
}

function askForName(tag: string): string {
  try {
    return names.of(tag) ?? tag
  } catch {
    // Not a tag after all: shown as it is.
    return tag
  }
}

let ordered: readonly string[] | null = null

function inOrder(): readonly string[] {
  ordered ??= COMMON.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'))
  return ordered
}

/** What can be chosen as the language of a post; the empty value says none. `chosen` is there whatever it is; it may be only `guessed`. */
export function languageOptions(chosen: string | null, guessed = false): readonly SelectOption<string>[] {
  const own = navigator.languages.map((tag) => tag.split('-')[0] ?? tag)
  const tags = [...new Set([...own, ...(chosen === null ? [] : [chosen]), ...inOrder()])]
  return [
    { value: '', label: t('composer.noLanguage') },
    ...tags.map((tag) => ({
      value: tag,
      label: guessed && tag === chosen ? t('composer.guessed', { language: nameOf(tag) }) : nameOf(tag),
    })),
  ]
}
