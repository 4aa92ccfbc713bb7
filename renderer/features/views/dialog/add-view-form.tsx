import { useId, useState, type ReactElement, type SyntheticEvent } from 'react'
import { MAX_VIEW_TEXT } from '../../../../shared/model/saved-view.ts'
import { describeFailure } from '../../../i18n/describe-error.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Segments } from '../../../ui/segments.tsx'
import { FormTrouble } from './form-trouble.tsx'
import { OfferedViews } from './offered-views.tsx'
import { addView } from '../view-commands.ts'
import { closeViewDialog } from '../view-dialogs-state.ts'

const WAYS = ['hashtag', 'offered'] as const

/** A new view: a hashtag that is typed, or one of the lists and feeds that the accounts have. */
export function AddViewForm(): ReactElement {
  const field = useId()
  const hint = useId()
  const [way, setWay] = useState<(typeof WAYS)[number]>('hashtag')
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  const add: typeof addView = async (source, title) => {
    setTrouble(null)
    try {
      await addView(source, title)
      closeViewDialog()
    } catch (thrown) {
      setTrouble(describeFailure(thrown))
    }
  }
  const tag = text.trim().replace(/^#/u, '')
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (way === 'hashtag' && tag !== '') void add({ kind: 'tag', tag, accountIds: null }, null)
  }
  return (
    <form onSubmit={onSubmit} noValidate>
      <div className="form">
        <span>{t('views.what')}</span>
        <Segments
          label={t('views.what')}
          value={way}
          options={WAYS.map((value) => ({ value, label: t(`views.${value}`) }))}
          onChange={(next) => {
            setWay(next)
            setTrouble(null)
          }}
        />
        {way === 'offered' ? null : (
          <>
            <label htmlFor={field}>{t('views.hashtag')}</label>
            <input
              id={field}
              className="field"
              autoFocus
              dir="auto"
              value={text}
              maxLength={MAX_VIEW_TEXT}
              placeholder="#"
              aria-invalid={trouble !== null}
              aria-describedby={hint}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => setText(event.target.value)}
            />
            <p className="hint" id={hint}>
              {t('views.hashtagHint')}
            </p>
          </>
        )}
      </div>
      {way === 'offered' ? <OfferedViews onChoose={(source, title) => void add(source, title)} /> : null}
      <FormTrouble words={trouble} />
      <footer>
        <Button onClick={closeViewDialog}>{t('views.cancel')}</Button>
        {way === 'offered' ? null : (
          <Button type="submit" variant="primary" disabled={tag === ''}>
            {t('views.add')}
          </Button>
        )}
      </footer>
    </form>
  )
}
