import { useQuery } from '@tanstack/react-query'
import { useId, useState, type KeyboardEvent, type ReactElement } from 'react'
import { displayName } from '../../../../shared/text/display-text.ts'
import type { DraftMention } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { candidates } from './mentions.ts'

type ChooseHandleProps = {
  readonly mention: DraftMention
  readonly platform: string
  /** The network's own name. */
  readonly network: string
  readonly onChoose: (handle: string) => void
  readonly onCancel: () => void
}

/** Asks who somebody is on another network: a handle, with those that are known there offered while it is typed. */
export function ChooseHandle({ mention, platform, network, onChoose, onCancel }: ChooseHandleProps): ReactElement {
  const id = useId()
  const [handle, setHandle] = useState('')
  const { data: known = [] } = useQuery({
    queryKey: ['complete', 'elsewhere', mention.handle, platform],
    queryFn: () => candidates(mention, platform),
  })
  const wanted = handle.trim().replace(/^@/, '')
  const choose = (): void => (wanted === '' ? undefined : onChoose(wanted))
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) choose()
    else if (event.key === 'Escape') onCancel()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="choose-handle">
      <label htmlFor={id}>{t('composer.handleOn', { mention: mention.handle, network })}</label>
      <input
        id={id}
        className="field"
        list={`${id}-known`}
        autoFocus
        dir="ltr"
        autoCapitalize="off"
        spellCheck={false}
        placeholder={t('composer.handlePlaceholder')}
        value={handle}
        onChange={(event) => setHandle(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <datalist id={`${id}-known`}>
        {known.map((person) => (
          <option key={person.authorId} value={`@${person.handle}`}>
            {displayName(person.displayName)}
          </option>
        ))}
      </datalist>
      <Button variant="ghost" onClick={choose} aria-disabled={wanted === '' || undefined}>
        {t('composer.useHandle')}
      </Button>
    </div>
  )
}
