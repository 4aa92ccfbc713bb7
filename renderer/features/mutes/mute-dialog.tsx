import { CircleAlert } from 'lucide-react'
import { useId, useState, type ReactElement, type SyntheticEvent } from 'react'
import { MAX_MUTED_TEXT, type MuteHow, type MuteSubject } from '../../../shared/model/mute-rule.ts'
import { describeFailure } from '../../i18n/describe-error.ts'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import type { MuteInput } from '../../queries/mutes.ts'
import { useNow } from '../../state/now.ts'
import { clockOrDay } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Select } from '../../ui/select.tsx'
import { keepRule } from './mute-commands.ts'
import { closeMuteDialog, useMuteDialog, type MuteRequest } from './mute-dialog-state.ts'

/** What can be muted, as the form offers it: a tag is typed among the words. */
type Kind = 'words' | 'author' | 'reposts' | 'allReposts'

const KINDS: readonly Kind[] = ['words', 'author', 'reposts', 'allReposts']
const FIELDS = {
  words: { label: 'mutes.fieldWords', hint: 'mutes.hintWords' },
  author: { label: 'mutes.fieldPerson', hint: 'mutes.hintPerson' },
  reposts: { label: 'mutes.fieldPerson', hint: 'mutes.hintReposts' },
  allReposts: { label: null, hint: 'mutes.hintAllReposts' },
} as const satisfies Record<Kind, { label: MessageKey | null; hint: MessageKey }>

const HOUR = 60 * 60 * 1000
const SPANS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, month: 30 * 24 * HOUR } as const
type Span = keyof typeof SPANS | 'ever' | 'kept'
const HOWS: readonly MuteHow[] = ['mute', 'muffle']
const ALL = 'all'

/** The form in which a rule is made and changed. One of the few modal dialogs. */
export function MuteDialog(): ReactElement | null {
  const request = useMuteDialog((state) => state.request)
  if (request === null) return null
  return (
    <Dialog open onClose={closeMuteDialog} title={t(request.rule === null ? 'mutes.title' : 'mutes.titleChange')} className="mute-dialog">
      <MuteForm request={request} />
    </Dialog>
  )
}

function MuteForm({ request: { rule, subject } }: { request: MuteRequest }): ReactElement {
  const accounts = useAccounts()
  const now = useNow()
  const ids = { field: useId(), hint: useId() }
  const [kind, setKind] = useState<Kind>(kindOf(subject))
  const [text, setText] = useState(textOf(subject))
  const [how, setHow] = useState<MuteHow>(rule?.how ?? 'mute')
  const until = rule?.until ?? null
  const runs = until !== null && until > now
  const [span, setSpan] = useState<Span>(runs ? 'kept' : 'ever')
  const [account, setAccount] = useState(rule?.accountId ?? ALL)
  const [trouble, setTrouble] = useState<string | null>(null)
  const { label, hint } = FIELDS[kind]

  const save = async (): Promise<void> => {
    const ends = span === 'ever' ? null : span === 'kept' ? until : Date.now() + SPANS[span]
    try {
      await keepRule(
        { id: rule?.id ?? null, subject: named(kind, text, subject), how, until: ends, accountId: account === ALL ? null : account },
        rule,
      )
      closeMuteDialog()
    } catch (thrown) {
      setTrouble(describeFailure(thrown))
    }
  }
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault()
    setTrouble(null)
    void save()
  }
  return (
    <form onSubmit={onSubmit} noValidate>
      <div className="form">
        <span>{t('mutes.what')}</span>
        <Select
          label={t('mutes.what')}
          value={kind}
          options={KINDS.map((value) => ({ value, label: t(`mutes.kind.${value}`) }))}
          onChange={(next) => {
            setKind(next)
            setTrouble(null)
          }}
        />
        {label === null ? null : (
          <>
            <label htmlFor={ids.field}>{t(label)}</label>
            <input
              id={ids.field}
              className="field"
              autoFocus
              dir="auto"
              value={text}
              maxLength={MAX_MUTED_TEXT * 2}
              aria-invalid={trouble !== null}
              aria-describedby={ids.hint}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => setText(event.target.value)}
            />
          </>
        )}
        <p className="hint" id={ids.hint}>
          {t(hint)}
        </p>
        <span>{t('mutes.how')}</span>
        <Segments
          label={t('mutes.how')}
          value={how}
          options={HOWS.map((value) => ({ value, label: t(`mutes.howTo.${value}`) }))}
          onChange={setHow}
        />
        <p className="hint">{t(`mutes.hintHow.${how}`)}</p>
        <span>{t('mutes.howLong')}</span>
        <Select
          label={t('mutes.howLong')}
          value={span}
          options={[
            ...(runs ? [{ value: 'kept' as const, label: t('mutes.until', { time: clockOrDay(until, now) }) }] : []),
            ...(['ever', 'hour', 'day', 'week', 'month'] as const).map((value) => ({ value, label: t(`mutes.span.${value}`) })),
          ]}
          onChange={setSpan}
        />
        {accounts.length < 2 ? null : (
          <>
            <span>{t('mutes.forWhom')}</span>
            <Select
              label={t('mutes.forWhom')}
              value={account}
              options={[
                { value: ALL, label: t('mutes.allAccounts') },
                ...accounts.map(({ id, handle, platformName }) => ({
                  value: id,
                  label: t('mutes.account', { handle, network: platformName }),
                })),
              ]}
              onChange={setAccount}
            />
          </>
        )}
      </div>
      {/* The region is there before it speaks. */}
      <div role="alert" className="form-trouble">
        {trouble === null ? null : (
          <>
            <Icon of={CircleAlert} small />
            <span>{trouble}</span>
          </>
        )}
      </div>
      <footer>
        <Button onClick={closeMuteDialog}>{t('mutes.cancel')}</Button>
        <Button type="submit" variant="primary">
          {t('mutes.save')}
        </Button>
      </footer>
    </form>
  )
}

function kindOf(subject: MuteSubject): Kind {
  if (subject.kind === 'tag') return 'words'
  return subject.kind === 'reposts' && subject.handle === null ? 'allReposts' : subject.kind
}

function textOf(subject: MuteSubject): string {
  switch (subject.kind) {
    case 'words':
      return subject.text
    case 'tag':
      return `#${subject.tag}`
    default:
      return subject.handle === null ? '' : `@${subject.handle}`
  }
}

/** What was typed, as it is sent; who was named before and is still named the same is that very person. */
function named(kind: Kind, text: string, before: MuteSubject): MuteInput['subject'] {
  if (kind === 'words') return { kind, text }
  if (kind === 'allReposts') return { kind: 'reposts', authorId: null, handle: null }
  const same = (before.kind === 'author' || before.kind === 'reposts') && text.trim() === textOf(before)
  return { kind, authorId: same ? before.authorId : null, handle: text.trim() }
}
