import { useEffect } from 'react'
import type { DraftContent } from '../../../../shared/model/draft.ts'
import { act } from '../model/commands.ts'
import { guessedLanguage, textOf } from './guessed-language.ts'

const GUESS_AFTER_MS = 500

/** Sets the language of the shown version to what its text says, a moment after it was typed and until the person chooses one. */
export function useLanguageGuess(key: number, version: string | null, content: DraftContent, wanted: boolean): void {
  const text = textOf(content)
  useEffect(() => {
    if (!wanted) return
    const timer = window.setTimeout(() => {
      const language = guessedLanguage(text)
      if (language !== null) act(key, { kind: 'language-guessed', version, language })
    }, GUESS_AFTER_MS)
    return () => window.clearTimeout(timer)
  }, [key, version, text, wanted])
}
