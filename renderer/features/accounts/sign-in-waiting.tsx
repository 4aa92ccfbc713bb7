import { useQuery } from '@tanstack/react-query'
import { CircleAlert, ExternalLink } from 'lucide-react'
import { useEffect, useId, useRef, useState, type ReactElement, type SyntheticEvent } from 'react'
import { AppFailure } from '../../../shared/errors.ts'
import { describeFailure } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'
import { cancelOAuth, finishOAuth, flowOptions, type OAuthFlow } from '../../queries/accounts.ts'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'

type SignInWaitingProps = {
  readonly flow: OAuthFlow
  /** What the person brings back by hand: the code that the page shows, or the address that the browser ended at; null: nothing. */
  readonly paste: 'code' | 'answer' | null
  readonly server: string
  readonly onDone: (accountId: string) => void
  /** Back to the form: with what went wrong, or null when the person gave it up. */
  readonly onEnd: (thrown: AppFailure | null) => void
}

/** While the person signs in on the network's own page. Follows the sign-in by itself; a code can be pasted where that was chosen. */
export function SignInWaiting({ flow, paste, server, onDone, onEnd }: SignInWaitingProps): ReactElement {
  const { data } = useQuery(flowOptions(flow.flowId))
  const ended = useRef(false)
  useEffect(() => {
    if (ended.current || data === undefined || data.kind === 'waiting') return
    ended.current = true
    if (data.kind === 'done') onDone(data.accountId)
    else onEnd(new AppFailure(data.error))
  }, [data, onDone, onEnd])
  useEffect(
    () => () => {
      // Closing the window gives the sign-in up; one that has ended does not mind.
      if (!ended.current) void cancelOAuth(flow.flowId)
    },
    [flow.flowId],
  )
  const done = (accountId: string): void => {
    ended.current = true
    onDone(accountId)
  }
  return (
    <div className="waiting-for">
      {paste !== null ? null : (
        <p className="mini" role="status">
          <Spinner />
          {t('accounts.waiting')}
        </p>
      )}
      <p className="soft">{t(paste === null ? 'accounts.waitingText' : `accounts.${paste}Text`, { server })}</p>
      <a className="btn" href={flow.authorizeUrl} target="_blank" rel="noopener noreferrer" autoFocus>
        <Icon of={ExternalLink} small />
        {t('accounts.openPage')}
      </a>
      {paste !== null ? (
        <CodeForm flowId={flow.flowId} paste={paste} onDone={done} onCancel={() => onEnd(null)} />
      ) : (
        <footer>
          <Button onClick={() => onEnd(null)}>{t('accounts.cancel')}</Button>
        </footer>
      )}
    </div>
  )
}

type CodeFormProps = {
  readonly paste: 'code' | 'answer'
  readonly flowId: string
  readonly onDone: (accountId: string) => void
  readonly onCancel: () => void
}

function CodeForm({ flowId, paste, onDone, onCancel }: CodeFormProps): ReactElement {
  const id = useId()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (busy || code.trim() === '') return
    setBusy(true)
    setTrouble(null)
    // A code that was mistyped can be typed again.
    finishOAuth(flowId, code.trim()).then(onDone, (thrown: unknown) => {
      setBusy(false)
      setTrouble(describeFailure(thrown))
    })
  }
  return (
    <form onSubmit={onSubmit}>
      <div className="form">
        <label htmlFor={id}>{t(`accounts.field.${paste}`)}</label>
        <input
          id={id}
          className="field"
          value={code}
          aria-invalid={trouble !== null}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setCode(event.target.value)}
        />
      </div>
      <div role="alert" className="form-trouble">
        {trouble === null ? null : (
          <>
            <Icon of={CircleAlert} small />
            <span>{trouble}</span>
          </>
        )}
      </div>
      <footer>
        <Button onClick={onCancel}>{t('accounts.cancel')}</Button>
        <Button type="submit" variant="primary" disabled={busy || code.trim() === ''}>
          {t('accounts.connect')}
        </Button>
      </footer>
    </form>
  )
}
