import { CircleAlert } from 'lucide-react'
import { useId, useRef, useState, type ReactElement, type SyntheticEvent } from 'react'
import { AppFailure } from '../../../shared/errors.ts'
import { describeSignInFailure } from './describe-sign-in-failure.ts'
import { t } from '../../i18n/i18n.ts'
import { beginOAuth, signIn, type AuthMethod, type Network, type OAuthFlow } from '../../queries/accounts.ts'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { openOutside } from '../../state/open-outside.ts'
import { AppSetup } from './app-setup.tsx'
import { finishAdding } from './finish-adding.ts'
import {
  fieldOfError,
  fieldsOf,
  inputFor,
  missingFields,
  serverName,
  valueOf,
  type FieldName,
  type FormField,
  type FormValues,
} from './sign-in-form.ts'
import { SignInWaiting } from './sign-in-waiting.tsx'

type SignInFormProps = {
  readonly network: Network
  readonly values: FormValues
  readonly onChange: (values: FormValues) => void
  readonly onCancel: () => void
}

type Trouble = { readonly text: string; readonly field: FieldName | null }
type Waiting = { readonly flow: OAuthFlow; readonly pasteCode: boolean; readonly method: AuthMethod }

/** The form of one network: its fields, and a button for each way to sign in. What goes wrong stands beside it and nothing typed is lost. */
export function SignInForm({ network, values, onChange, onCancel }: SignInFormProps): ReactElement {
  const fields = fieldsOf(network)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const credentials = network.authMethods.find((method) => method.kind === 'credentials')
  const oauth = network.authMethods.find((method) => method.kind === 'oauth')
  const setup = oauth?.setup ?? null
  const server = serverName(values, fields) ?? (fields.some(({ name }) => name === 'server') ? t('accounts.theServer') : network.name)

  const fail = (thrown: unknown): void => {
    const field = thrown instanceof AppFailure ? fieldOfError(thrown.error, fields) : null
    setTrouble({ text: describeSignInFailure(thrown, network.name), field })
    if (field !== null) form.current?.querySelector<HTMLInputElement>(`[name="${field}"]`)?.focus()
  }
  const attempt = async (method: AuthMethod, action: () => Promise<void>): Promise<void> => {
    if (busy) return
    const [missing] = missingFields(method, values)
    if (missing !== undefined) {
      setTrouble({ text: t(`accounts.missing.${missing}`), field: missing })
      form.current?.querySelector<HTMLInputElement>(`[name="${missing}"]`)?.focus()
      return
    }
    setBusy(true)
    setTrouble(null)
    try {
      await action()
    } catch (thrown) {
      fail(thrown)
    } finally {
      setBusy(false)
    }
  }
  const connect = (method: AuthMethod): Promise<void> =>
    attempt(method, async () => {
      await finishAdding(await signIn({ platform: network.platform, method: method.id, fields: inputFor(method, values) }))
    })
  const goOn = (method: AuthMethod, pasteCode: boolean): Promise<void> =>
    attempt(method, async () => {
      const flow = await beginOAuth({ platform: network.platform, method: method.id, fields: inputFor(method, values), pasteCode })
      setWaiting({ flow, pasteCode, method })
      openOutside(flow.authorizeUrl)
    })
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (credentials !== undefined) void connect(credentials)
    else if (oauth !== undefined) void goOn(oauth, oauth.pasteOnly)
  }

  if (waiting !== null)
    return (
      <SignInWaiting
        flow={waiting.flow}
        paste={!waiting.pasteCode ? null : waiting.method.pasteOnly ? 'answer' : 'code'}
        server={server}
        onDone={(accountId) => void finishAdding(accountId)}
        onEnd={(thrown) => {
          setWaiting(null)
          if (thrown !== null) fail(thrown)
        }}
      />
    )
  return (
    <form ref={form} onSubmit={onSubmit} noValidate>
      {setup === null ? null : <AppSetup setup={setup} network={network.name} />}
      <div className="form">
        {fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={valueOf(field, values)}
            trouble={trouble?.field === field.name}
            onChange={(value) => onChange({ ...values, [field.name]: value })}
          />
        ))}
        {trouble === null ? (
          <p className="hint">
            {t(setup !== null ? 'accounts.setup.secretHint' : credentials === undefined ? 'accounts.serverHint' : 'accounts.passwordHint')}
          </p>
        ) : null}
      </div>
      {/* The region is there before it speaks, and the form keeps its height. */}
      <div role="alert" className="form-trouble">
        {trouble === null ? null : (
          <>
            <Icon of={CircleAlert} small />
            <span>{trouble.text}</span>
          </>
        )}
      </div>
      <footer>
        {busy ? (
          <span className="mini quiet say" role="status">
            <Spinner />
            {t('accounts.connecting', { server })}
          </span>
        ) : oauth?.pasteCode === true && !oauth.pasteOnly ? (
          <Button variant="ghost" className="first" onClick={() => void goOn(oauth, true)}>
            {t('accounts.pasteCode')}
          </Button>
        ) : null}
        <Button onClick={onCancel}>{t('accounts.cancel')}</Button>
        {oauth === undefined ? null : (
          <Button
            type={credentials === undefined ? 'submit' : 'button'}
            variant={credentials === undefined ? 'primary' : 'normal'}
            aria-disabled={busy}
            {...(credentials === undefined ? {} : { onClick: () => void goOn(oauth, oauth.pasteOnly) })}
          >
            {t('accounts.continue')}
          </Button>
        )}
        {credentials === undefined ? null : (
          <Button type="submit" variant="primary" disabled={busy || missingFields(credentials, values).length > 0}>
            {t('accounts.connect')}
          </Button>
        )}
      </footer>
    </form>
  )
}

type FieldProps = {
  readonly field: FormField
  readonly value: string
  readonly trouble: boolean
  readonly onChange: (value: string) => void
}

function Field({ field, value, trouble, onChange }: FieldProps): ReactElement {
  const id = useId()
  return (
    <>
      <label htmlFor={id}>{t(`accounts.field.${field.name}`)}</label>
      <input
        id={id}
        name={field.name}
        className="field"
        type={field.secret ? 'password' : 'text'}
        // A password field has no role of its own; this one is found, and read out, as the text field it is.
        role="textbox"
        value={value}
        placeholder={field.placeholder}
        aria-invalid={trouble}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </>
  )
}
