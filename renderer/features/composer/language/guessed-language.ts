import type { Draft, DraftContent } from '../../../../shared/model/draft.ts'
import { guessLanguage } from './guess-language.ts'

/** All that a version says, for guessing its language. */
export function textOf(content: DraftContent): string {
  return content.segments.map(({ text }) => text).join('\n')
}

/** The language a text says by itself, as a BCP 47 tag, or null. */
export function guessedLanguage(text: string): string | null {
  return guessLanguage(text, navigator.languages)?.language ?? null
}

/** The versions of a stored draft whose language was chosen: it is another than their text says. Null is the shared version. */
export function chosenLanguages({ content, targets }: Pick<Draft, 'content' | 'targets'>): readonly (string | null)[] {
  const isChosen = (version: DraftContent): boolean => version.language !== null && version.language !== guessedLanguage(textOf(version))
  const own = targets.filter(({ override }) => override !== null && isChosen(override)).map(({ accountId }) => accountId)
  return isChosen(content) ? [null, ...own] : own
}
