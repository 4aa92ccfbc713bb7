import { ALargeSmall, Ellipsis, ListFilter } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Settings } from '../../../shared/model/settings.ts'
import { t } from '../../i18n/i18n.ts'
import { refreshAccounts, saveSettings, useAccounts, useSettings } from '../../queries/app.ts'
import { goTo, setTimelineAccounts, useUi } from '../../state/ui.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { attempt } from '../post/post-commands.ts'
import { goToTop } from './timeline-commands.ts'

const DENSITIES = ['compact', 'normal', 'roomy'] as const satisfies readonly Settings['density'][]

/** The tools of the timeline's header: whose posts, how they look, and the rest. */
export function TimelineTools(): ReactElement {
  return (
    <div className="push tools">
      <TimelineFilterMenu />
      <ReadingMenu />
      <Menu
        trigger={<IconButton label={t('timeline.more')} icon={Ellipsis} />}
        entries={[
          { label: t('timeline.refresh'), run: () => void attempt(() => refreshAccounts(null)) },
          { label: t('timeline.top'), run: () => void goToTop() },
        ]}
      />
    </div>
  )
}

/** Whose posts the timeline shows. */
export function TimelineFilterMenu(): ReactElement {
  const accounts = useAccounts()
  const chosen = useUi((state) => state.timelineAccounts)
  const toggle = (id: string): void => {
    const now = chosen ?? accounts.map((account) => account.id)
    const next = accounts.map((account) => account.id).filter((one) => (one === id ? !now.includes(one) : now.includes(one)))
    setTimelineAccounts(next.length === accounts.length || next.length === 0 ? null : next)
  }
  const entries: MenuEntry[] = [
    { label: t('timeline.allAccounts'), checked: chosen === null, run: () => setTimelineAccounts(null) },
    'separator',
    ...accounts.map((account): MenuEntry => ({
      label: `@${account.handle}`,
      checked: chosen === null || chosen.includes(account.id),
      run: () => toggle(account.id),
    })),
  ]
  const label = chosen === null ? t('timeline.filterAll') : t('timeline.filterSome', { count: chosen.length })
  return <Menu trigger={<IconButton label={label} icon={ListFilter} aria-pressed={chosen !== null} />} entries={entries} />
}

function ReadingMenu(): ReactElement {
  const settings = useSettings()
  const size = settings?.fontSize ?? 16
  const save = (changes: Partial<Settings>): void => void attempt(() => saveSettings(changes))
  const entries: MenuEntry[] = [
    { kind: 'label', label: t('timeline.density') },
    ...DENSITIES.map((density): MenuEntry => ({
      label: t(`timeline.${density}`),
      checked: settings?.density === density,
      run: () => save({ density }),
    })),
    'separator',
    { kind: 'label', label: t('timeline.textSize') },
    { label: t('timeline.larger'), disabled: size >= 24, run: () => save({ fontSize: size + 1 }) },
    { label: t('timeline.smaller'), disabled: size <= 12, run: () => save({ fontSize: size - 1 }) },
    'separator',
    { label: t('timeline.settings'), run: () => goTo('settings') },
  ]
  return <Menu trigger={<IconButton label={t('timeline.readingOptions')} icon={ALargeSmall} />} entries={entries} />
}
