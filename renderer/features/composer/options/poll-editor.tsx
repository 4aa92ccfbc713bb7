import { Plus, X } from 'lucide-react'
import type { ReactElement } from 'react'
import type { DraftPoll } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { duration } from '../../../text/time.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Select } from '../../../ui/select.tsx'

type PollEditorProps = {
  readonly poll: DraftPoll
  /** The most answers every target takes. */
  readonly maxOptions: number
  readonly onChange: (poll: DraftPoll) => void
  readonly onRemove: () => void
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const LENGTHS = [5 * MINUTE, 30 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY] as const

export const NEW_POLL: DraftPoll = { options: ['', ''], multiple: false, seconds: DAY }

/** A poll being written: its answers, how long it is open, and whether several may be chosen. */
export function PollEditor({ poll, maxOptions, onChange, onRemove }: PollEditorProps): ReactElement {
  const { options, multiple, seconds } = poll
  const lengths = [...new Set<number>([...LENGTHS, seconds])].toSorted((a, b) => a - b)
  return (
    <div className="poll-edit" role="group" aria-label={t('composer.pollTitle')}>
      <ol>
        {options.map((option, index) => (
          <li key={index}>
            <input
              className="field"
              data-poll-option={index + 1}
              aria-label={t('composer.pollAnswer', { number: index + 1 })}
              placeholder={t('composer.pollAnswer', { number: index + 1 })}
              dir="auto"
              value={option}
              onChange={(event) => onChange({ ...poll, options: options.with(index, event.target.value) })}
            />
            {options.length > 2 ? (
              <IconButton
                label={t('composer.pollRemoveAnswer', { number: index + 1 })}
                icon={X}
                onClick={() => onChange({ ...poll, options: options.toSpliced(index, 1) })}
              />
            ) : null}
          </li>
        ))}
      </ol>
      <div className="poll-options">
        {options.length < maxOptions ? (
          <Button variant="ghost" onClick={() => onChange({ ...poll, options: [...options, ''] })}>
            <Icon of={Plus} small />
            {t('composer.pollAdd')}
          </Button>
        ) : null}
        <label className="tick-line">
          <input type="checkbox" checked={multiple} onChange={(event) => onChange({ ...poll, multiple: event.target.checked })} />
          {t('composer.pollMultiple')}
        </label>
        <Select
          label={t('composer.pollLength')}
          bare
          value={String(seconds)}
          options={lengths.map((length) => ({ value: String(length), label: duration(length * 1000) }))}
          onChange={(value) => onChange({ ...poll, seconds: Number(value) })}
        />
        <Button variant="ghost" onClick={onRemove}>
          {t('composer.pollRemove')}
        </Button>
      </div>
    </div>
  )
}
