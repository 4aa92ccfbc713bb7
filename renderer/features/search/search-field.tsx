import { Search } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { askNetworks } from '../../queries/search.ts'
import { setEntering, setSearchText } from '../../state/search.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { suggest, withQuotes } from './suggest.ts'

/** The box, and under it what can be added: the conditions, or how the one that is being typed may go on. */
export function SearchField({ text }: { text: string }): ReactElement {
  const field = useRef<HTMLInputElement>(null)
  const [caret, setCaret] = useState(text.length)
  /** Where the caret is to be once the text is in the box. */
  const wanted = useRef<number | null>(null)
  const accounts = useAccounts()
  useEffect(() => field.current?.focus(), [])
  useLayoutEffect(() => {
    if (wanted.current === null) return
    field.current?.focus()
    field.current?.setSelectionRange(wanted.current, wanted.current)
    wanted.current = null
  }, [text])
  const put = (next: { readonly text: string; readonly caret: number }): void => {
    wanted.current = next.caret
    setCaret(next.caret)
    setSearchText(next.text)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') field.current?.blur()
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault()
      if (event.key === 'Enter') askNetworks(text.trim())
      setEntering(true)
    }
  }
  const suggestions = suggest(text, caret, {
    networks: [...new Set(accounts.map(({ platformName }) => platformName))],
    accounts: [...new Set(accounts.map(({ handle }) => handle))],
  })
  return (
    <div className="searchbar" role="search">
      <div className="searchfield">
        <Icon of={Search} className="quiet" />
        <input
          ref={field}
          type="text"
          role="searchbox"
          aria-label={t('view.search')}
          placeholder={t('search.placeholder')}
          value={text}
          maxLength={500}
          spellCheck={false}
          autoComplete="off"
          enterKeyHint="search"
          dir="auto"
          onChange={(event) => {
            setCaret(event.target.selectionStart ?? event.target.value.length)
            setSearchText(event.target.value)
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? text.length)}
          onKeyDown={onKeyDown}
          // Whoever goes elsewhere meanwhile is not called back.
          onBlur={() => setEntering(false)}
        />
        {text === '' ? null : (
          <Button variant="ghost" onClick={() => put({ text: '', caret: 0 })}>
            {t('search.clear')}
          </Button>
        )}
      </div>
      <div className="ops" role="group" aria-label={t('search.add')}>
        <span aria-hidden="true">{t('search.add')}</span>
        {suggestions.map((suggestion) => (
          <button key={suggestion.label} type="button" onClick={() => put(suggestion)}>
            {suggestion.label}
          </button>
        ))}
        <button type="button" onClick={() => put(withQuotes(text))}>
          {t('search.exactWords')}
        </button>
      </div>
    </div>
  )
}
