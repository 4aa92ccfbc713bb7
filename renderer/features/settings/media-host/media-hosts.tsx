import { useRef, useState, type ReactElement } from 'react'
import type { MediaHostPlace } from '../../../../shared/model/media-host.ts'
import { t } from '../../../i18n/i18n.ts'
import { useMediaHosts } from '../../../queries/media-hosts.ts'
import { Button } from '../../../ui/button.tsx'
import { SettingRow } from '../setting-row.tsx'
import { MediaHostDialog } from './media-host-dialog.tsx'
import { MediaHostRow } from './media-host-row.tsx'

/** Where files are put for networks that fetch them: at most two buckets of the person's own. */
export function MediaHosts(): ReactElement {
  const hosts = useMediaHosts()
  const [open, setOpen] = useState<MediaHostPlace | null>(null)
  const openedFrom = useRef<HTMLElement | null>(null)
  const edit = (place: MediaHostPlace): void => {
    openedFrom.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    setOpen(place)
  }
  const close = (): void => {
    setOpen(null)
    window.requestAnimationFrame(() => {
      if (document.activeElement === document.body) openedFrom.current?.focus({ preventScroll: true })
    })
  }
  const host = hosts?.find(({ place }) => place === open)
  return (
    <>
      <SettingRow label={t('mediaHost.about')} note={t('mediaHost.aboutText')}>
        {hosts?.length === 0 ? <Button onClick={() => edit('first')}>{t('mediaHost.setUp')}</Button> : <span />}
      </SettingRow>
      {hosts === undefined || hosts.length === 0 ? null : (
        <ul className="media-hosts" aria-label={t('mediaHost.list')}>
          {hosts.map((one) => (
            <MediaHostRow key={one.place} host={one} onChange={() => edit(one.place)} />
          ))}
        </ul>
      )}
      {hosts?.length === 1 ? (
        <SettingRow label={t('mediaHost.fallback')} note={t('mediaHost.fallbackText')}>
          <Button onClick={() => edit('fallback')}>{t('mediaHost.addFallback')}</Button>
        </SettingRow>
      ) : null}
      {open === null ? null : <MediaHostDialog place={open} host={host} onClose={close} />}
    </>
  )
}
