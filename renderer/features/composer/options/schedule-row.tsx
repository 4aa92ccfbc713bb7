import { CalendarClock, X } from 'lucide-react'
import { useId, type ReactElement } from 'react'
import { posterOf } from '../../../../shared/compose/poster-of.ts'
import type { TargetPlan } from '../../../../shared/compose/plan-publication.ts'
import { hostOf } from '../../../../shared/text/safe-url.ts'
import type { Account } from '../../../../shared/model/account.ts'
import { t } from '../../../i18n/i18n.ts'
import { useNow } from '../../../state/now.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { fromFieldValue, presetTime, toFieldValue, type Preset } from '../checks/schedule.ts'

type ScheduleRowProps = {
  readonly at: number
  readonly targets: readonly Account[]
  readonly plans: readonly TargetPlan[]
  readonly onChange: (at: number | null) => void
}

const PRESETS = ['hour', 'tomorrow', 'monday'] as const satisfies readonly Preset[]

/** When it goes out, and who sees to that on each network. */
export function ScheduleRow({ at, targets, plans, onChange }: ScheduleRowProps): ReactElement {
  const now = useNow()
  const id = useId()
  const past = at <= now
  const isHeld = (account: Account): boolean => {
    const posts = plans.find(({ accountId }) => accountId === account.id)?.posts.length ?? 0
    return posterOf(account.capabilities, posts, at, now) === 'server'
  }
  const held = targets.filter(isHeld)
  const kept = targets.filter((account) => !isHeld(account))
  return (
    <div className="schedule" role="group" aria-label={t('composer.when')}>
      <div className="pick">
        <Icon of={CalendarClock} className="quiet" />
        <input
          className="field"
          type="datetime-local"
          aria-label={t('composer.time')}
          aria-invalid={past}
          aria-describedby={id}
          min={toFieldValue(now)}
          value={toFieldValue(at)}
          onChange={(event) => {
            const chosen = fromFieldValue(event.target.value)
            if (chosen !== null) onChange(chosen)
          }}
        />
        {PRESETS.map((preset) => (
          <Button key={preset} variant="ghost" onClick={() => onChange(presetTime(preset, Date.now()))}>
            {t(`composer.preset.${preset}`)}
          </Button>
        ))}
        <IconButton className="push" label={t('composer.unschedule')} icon={X} onClick={() => onChange(null)} />
      </div>
      <div id={id}>
        {past ? (
          <p className="overnote" role="alert">
            {t('composer.past')}
          </p>
        ) : (
          <ul className="per" aria-label={t('composer.whoPosts')}>
            {held.map((account) => (
              <li key={account.id}>
                <NetworkMark name={account.platformName} hue />
                {t('composer.serverPosts', { server: hostOf(account.server) ?? account.platformName })}
              </li>
            ))}
            {kept.length === 0 ? null : (
              <li>
                {[...new Set(kept.map(({ platformName }) => platformName))].map((name) => (
                  <NetworkMark key={name} name={name} hue />
                ))}
                {t('composer.chirpPosts')}
              </li>
            )}
          </ul>
        )}
      </div>
    </div>
  )
}
