import {
  Archive,
  Bell,
  BookOpen,
  HardDrive,
  ImageUp,
  Info,
  Keyboard,
  Palette,
  Shield,
  SquarePen,
  VolumeX,
  type LucideIcon,
} from 'lucide-react'
import { useEffect, useRef, useState, type MouseEvent, type ReactElement, type ReactNode } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useSettings, useStatus } from '../../queries/app.ts'
import { sectionShown, showOverlay, useUi } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { MuteList } from '../mutes/mute-list.tsx'
import { About } from './about.tsx'
import { Appearance } from './appearance.tsx'
import { MediaHosts } from './media-host/media-hosts.tsx'
import { MyData } from './my-data.tsx'
import { Notifications } from './notifications.tsx'
import { Composing, Reading } from './reading-and-composing.tsx'
import { SettingRow } from './setting-row.tsx'
import { Storage } from './storage.tsx'

type SectionName =
  'appearance' | 'reading' | 'mutes' | 'composing' | 'mediaHost' | 'notifications' | 'keyboard' | 'storage' | 'data' | 'privacy' | 'about'
type Section = { readonly name: SectionName; readonly icon: LucideIcon; readonly content: ReactNode }

/** Everything that can be chosen. Each change holds at once. */
export function SettingsView(): ReactElement {
  const settings = useSettings()
  const status = useStatus()
  const scroll = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState<SectionName>('appearance')
  const sections: readonly Section[] =
    settings === undefined
      ? []
      : [
          { name: 'appearance', icon: Palette, content: <Appearance settings={settings} /> },
          { name: 'reading', icon: BookOpen, content: <Reading settings={settings} /> },
          { name: 'mutes', icon: VolumeX, content: <MuteList /> },
          { name: 'composing', icon: SquarePen, content: <Composing settings={settings} /> },
          { name: 'mediaHost', icon: ImageUp, content: <MediaHosts /> },
          // Only the desktop app can tell anything while its window is away.
          ...(status?.host === 'desktop'
            ? [
                {
                  name: 'notifications' as const,
                  icon: Bell,
                  content: <Notifications settings={settings} />,
                },
              ]
            : []),
          {
            name: 'keyboard',
            icon: Keyboard,
            content: (
              <SettingRow label={t('settings.allKeys')} note={t('settings.allKeysText')}>
                <Button onClick={() => showOverlay('keys')}>{t('settings.showKeys')}</Button>
              </SettingRow>
            ),
          },
          { name: 'storage', icon: HardDrive, content: <Storage settings={settings} /> },
          { name: 'data', icon: Archive, content: <MyData /> },
          { name: 'privacy', icon: Shield, content: <Privacy /> },
          { name: 'about', icon: Info, content: <About /> },
        ]
  const bringIntoView = (name: SectionName): void => {
    scroll.current?.querySelector(`[data-section="${name}"]`)?.scrollIntoView({ block: 'start' })
  }
  const goTo = (event: MouseEvent, name: SectionName): void => {
    event.preventDefault()
    setCurrent(name)
    bringIntoView(name)
  }
  const wanted = useUi((state) => state.section)
  const found = sections.find(({ name }) => name === wanted)?.name
  useEffect(() => {
    if (found === undefined) return
    // Scrolling tells which section is the current one.
    bringIntoView(found)
    sectionShown()
  }, [found])
  /** The last section whose title has passed the upper third; at the very end the last one. */
  const onScroll = (): void => {
    const box = scroll.current
    if (box === null) return
    const line = box.getBoundingClientRect().top + box.clientHeight / 3
    const passed = [...box.querySelectorAll<HTMLElement>('[data-section]')].filter((one) => one.getBoundingClientRect().top <= line)
    const atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 2
    const name = atEnd ? sections.at(-1)?.name : sections.find((one) => one.name === passed.at(-1)?.dataset['section'])?.name
    if (name !== undefined) setCurrent(name)
  }
  return (
    <>
      <div className="bar">
        <h1>{t('view.settings')}</h1>
      </div>
      <div className="scroll" ref={scroll} onScroll={onScroll}>
        <div className="settings">
          <nav aria-label={t('settings.sections')}>
            <ul>
              {sections.map(({ name, icon }) => (
                <li key={name}>
                  <a href="#settings" aria-current={name === current ? 'true' : undefined} onClick={(event) => goTo(event, name)}>
                    <Icon of={icon} />
                    {t(`settings.${name}`)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <div>
            {sections.map(({ name, content }) => (
              <section key={name} className="group" data-section={name} aria-labelledby={`settings-${name}`}>
                <h2 id={`settings-${name}`}>{t(`settings.${name}`)}</h2>
                {content}
              </section>
            ))}
          </div>
        </div>
      </div>
    </>
  )
}

/** What Chirp does with what it knows. Nothing here can be switched off, because nothing of it is optional. */
function Privacy(): ReactElement {
  const status = useStatus()
  return (
    <>
      <SettingRow label={t('settings.secrets')} note={status === undefined ? '' : t(`accounts.secrets.${status.secretProtection}`)}>
        <span />
      </SettingRow>
      <SettingRow label={t('settings.media')} note={t('settings.mediaText')}>
        <span />
      </SettingRow>
      <SettingRow label={t('settings.noServer')} note={t('settings.noServerText')}>
        <span />
      </SettingRow>
    </>
  )
}
