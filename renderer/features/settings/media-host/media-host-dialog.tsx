import { CircleAlert } from 'lucide-react'
import { useId, useRef, useState, type ReactElement, type SyntheticEvent } from 'react'
import { AppFailure } from '../../../../shared/errors.ts'
import type { MediaHostPlace, MediaHostView } from '../../../../shared/model/media-host.ts'
import { describeFailure } from '../../../i18n/describe-error.ts'
import { t } from '../../../i18n/i18n.ts'
import { saveMediaHost } from '../../../queries/media-hosts.ts'
import { announce } from '../../../state/announce.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Spinner } from '../../../ui/empty.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Select } from '../../../ui/select.tsx'
import { fieldOf, inputOf, missingField, TEXT_FIELDS, valuesOf, type HostValues, type TextField } from './media-host-form.ts'

type MediaHostDialogProps = {
  readonly place: MediaHostPlace
  /** The one that is changed; undefined = a new one. */
  readonly host: MediaHostView | undefined
  readonly onClose: () => void
}

/** The form of a media host. It is tested before it is kept: what is wrong stands beside it, and nothing typed is lost. */
export function MediaHostDialog({ place, host, onClose }: MediaHostDialogProps): ReactElement {
  return (
    <Dialog open onClose={onClose} title={t(`mediaHost.title.${place}`)} className="host-dialog">
      <MediaHostForm place={place} host={host} onClose={onClose} />
    </Dialog>
  )
}

type Trouble = { readonly text: string; readonly field: TextField | null }
const STYLES = ['auto', 'path', 'host'] as const
const SECRET: readonly TextField[] = ['accessKeyId', 'secretAccessKey']

function MediaHostForm({ place, host, onClose }: MediaHostDialogProps): ReactElement {
  const [values, setValues] = useState<HostValues>(() => valuesOf(host))
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const isKept = host !== undefined

  const fail = (next: Trouble): void => {
    setTrouble(next)
    if (next.field !== null) form.current?.querySelector<HTMLInputElement>(`[name="${next.field}"]`)?.focus()
  }
  const save = async (): Promise<void> => {
    const missing = missingField(values, isKept)
    if (missing !== null) {
      fail({ text: t(`mediaHost.missing.${missing}`), field: missing })
      return
    }
    setBusy(true)
    setTrouble(null)
    try {
      await saveMediaHost(inputOf(place, values, isKept))
      announce('success', t('mediaHost.works', { name: values.bucket.trim() }))
      onClose()
    } catch (thrown) {
      setBusy(false)
      fail({ text: describeFailure(thrown), field: thrown instanceof AppFailure ? fieldOf(thrown.error) : null })
    }
  }
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (!busy) void save()
  }
  return (
    <form ref={form} onSubmit={onSubmit} noValidate>
      <div className="form">
        {TEXT_FIELDS.map((name) => (
          <Field
            key={name}
            name={name}
            value={values[name]}
            kept={isKept && SECRET.includes(name)}
            trouble={trouble?.field === name}
            onChange={(value) => setValues({ ...values, [name]: value })}
          />
        ))}
        <span>{t('mediaHost.style')}</span>
        <Select
          label={t('mediaHost.style')}
          value={values.style}
          options={STYLES.map((value) => ({ value, label: t(`mediaHost.styles.${value}`) }))}
          onChange={(style) => setValues({ ...values, style })}
        />
      </div>
      {/* The region is there before it speaks. */}
      <div role="alert" className="form-trouble">
        {trouble === null ? null : (
          <>
            <Icon of={CircleAlert} small />
            <span>{trouble.text}</span>
          </>
        )}
      </div>
      <footer>
        <span className="mini quiet say" role="status">
          {busy ? (
            <>
              <Spinner />
              {t('mediaHost.testing')}
            </>
          ) : (
            t('mediaHost.how')
          )}
        </span>
        <Button onClick={onClose}>{t('mediaHost.cancel')}</Button>
        <Button type="submit" variant="primary" aria-disabled={busy}>
          {t('mediaHost.save')}
        </Button>
      </footer>
    </form>
  )
}

type FieldProps = {
  readonly name: TextField
  readonly value: string
  /** There is one already, which stays unless another one is written. */
  readonly kept: boolean
  readonly trouble: boolean
  readonly onChange: (value: string) => void
}

function Field({ name, value, kept, trouble, onChange }: FieldProps): ReactElement {
  const ids = { field: useId(), hint: useId() }
  const hint = name === 'publicBase' ? t('mediaHost.hint.publicBase') : null
  return (
    <>
      <label htmlFor={ids.field}>{t(`mediaHost.field.${name}`)}</label>
      <input
        id={ids.field}
        name={name}
        className="field"
        type={name === 'secretAccessKey' ? 'password' : 'text'}
        // A password field has no role of its own; this one is found, and read out, as the text field it is.
        role="textbox"
        value={value}
        placeholder={kept ? t('mediaHost.kept') : t(`mediaHost.example.${name}`)}
        aria-invalid={trouble}
        aria-describedby={hint === null ? undefined : ids.hint}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint === null ? null : (
        <p className="hint" id={ids.hint}>
          {hint}
        </p>
      )}
    </>
  )
}
