import { Crosshair, GripVertical, X } from 'lucide-react'
import { memo, useId, useMemo, useRef, useState, type DragEvent, type KeyboardEvent, type ReactElement } from 'react'
import { isBlank } from '../../../../shared/compose/draft-content.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { DraftMedia } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { announce } from '../../../state/announce.ts'
import { fileSize } from '../../../text/file-size.ts'
import { fullCount } from '../../../text/numbers.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { altRoom, focalNetworks } from '../checks/media-rules.ts'
import type { Upload } from '../model/composer-store.ts'
import type { ComposerAction } from '../model/reducer.ts'
import { FitDialog } from './fit-dialog.tsx'
import { FitLines } from './fit-lines.tsx'
import { groupFits, shownUrl } from './fit-words.ts'
import { FocalPoint } from './focal-point.tsx'
import { Thumbnail } from './thumbnail.tsx'
import { useFits } from './use-fits.ts'

type MediaTrayProps = {
  readonly media: readonly DraftMedia[]
  readonly uploads: readonly Upload[]
  /** The accounts that get these files. */
  readonly accounts: readonly Account[]
  /** Missing alt text is pointed out. */
  readonly remind: boolean
  readonly act: (action: ComposerAction) => void
  readonly onDismiss: (uploadId: string) => void
}

/**
 * The files of one post, in their order, each with its alt text and what each network gets of it. Shown anew only when something of its own
 * changes, and not with every key.
 */
export const MediaTray = memo(function MediaTray(props: MediaTrayProps): ReactElement | null {
  const { media, uploads, accounts, remind, act, onDismiss } = props
  const [dragged, setDragged] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  if (media.length === 0 && uploads.length === 0) return null
  const onMove = (mediaId: string, to: number): void => act({ kind: 'media-moved', mediaId, to })
  const moveBy = (one: DraftMedia, index: number, step: number): void => {
    const to = Math.max(0, Math.min(media.length - 1, index + step))
    if (to === index) return
    onMove(one.id, to)
    announce('success', t('composer.movedMedia', { fileName: one.fileName, place: to + 1, count: media.length }))
    // The handle goes with its file; the focus stays on it.
    window.requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>('.grip')[to]?.focus())
  }
  return (
    <ul className="tray" aria-label={t('composer.media')} ref={list}>
      {media.map((one, index) => (
        <MediaItem
          key={one.id}
          media={one}
          accounts={accounts}
          remind={remind}
          act={act}
          dragging={dragged === one.id}
          movable={media.length > 1}
          onDragStart={() => setDragged(one.id)}
          onDragEnd={() => setDragged(null)}
          onDragOver={() => (dragged === null || dragged === one.id ? undefined : onMove(dragged, index))}
          onStep={(step) => moveBy(one, index, step)}
        />
      ))}
      {uploads.map((upload) => (
        <UploadItem key={upload.id} upload={upload} onDismiss={() => onDismiss(upload.id)} />
      ))}
    </ul>
  )
})

type MediaItemProps = {
  readonly media: DraftMedia
  readonly accounts: readonly Account[]
  readonly remind: boolean
  readonly dragging: boolean
  readonly movable: boolean
  readonly act: (action: ComposerAction) => void
  readonly onDragStart: () => void
  readonly onDragEnd: () => void
  readonly onDragOver: () => void
  readonly onStep: (step: number) => void
}

/** What is dragged inside the tray, so that a file from outside is not taken for it. */
const DRAG_TYPE = 'application/x-chirp-media'

function MediaItem({ media, accounts, remind, dragging, movable, act, onStep, ...drag }: MediaItemProps): ReactElement {
  const id = useId()
  const [pointing, setPointing] = useState(false)
  const [looking, setLooking] = useState(false)
  const { fileName, bytes, alt } = media
  const fits = useFits(useMemo(() => accounts.map((account) => ({ media, account })), [media, accounts]))
  const groups = groupFits(accounts, fits)
  const preparing = fits.some(({ kind }) => kind === 'preparing')
  const previewUrl = shownUrl(media, groups)
  const room = altRoom(media, accounts)
  const focused = focalNetworks(media, accounts)
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (step === 0) return
    event.preventDefault()
    onStep(step)
  }
  const onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes(DRAG_TYPE)) return
    event.preventDefault()
    drag.onDragOver()
  }
  return (
    <li className={dragging ? 'dragging' : ''} onDragOver={onDragOver} onDrop={(event) => event.preventDefault()}>
      {movable ? (
        <button
          type="button"
          className="grip"
          draggable
          aria-label={t('composer.moveMedia', { fileName })}
          title={t('composer.moveHint')}
          onKeyDown={onKeyDown}
          onDragStart={(event) => {
            event.dataTransfer.setData(DRAG_TYPE, media.id)
            event.dataTransfer.effectAllowed = 'move'
            drag.onDragStart()
          }}
          onDragEnd={drag.onDragEnd}
        >
          <Icon of={GripVertical} small />
        </button>
      ) : (
        <span />
      )}
      <Thumbnail media={media} url={previewUrl} onOpen={() => setLooking(true)} />
      <div>
        <label htmlFor={id}>
          <b>{fileName}</b> · {fileSize(bytes)}
          {remind && isBlank(alt) ? (
            <>
              {' · '}
              <span className="todo">{t('composer.noAlt')}</span>
            </>
          ) : null}
          {preparing ? <span className="preparing"> · {t('composer.fit.preparing')}</span> : null}
        </label>
        <input
          id={id}
          className="field"
          data-media={media.id}
          aria-label={t('composer.altFor', { fileName })}
          aria-describedby={room === null ? undefined : `${id}-room`}
          aria-invalid={room !== null && room.count > room.limit}
          placeholder={t('composer.altPlaceholder')}
          dir="auto"
          value={alt}
          onChange={(event) => act({ kind: 'alt-typed', mediaId: media.id, alt: event.target.value })}
        />
        {room === null || alt === '' ? null : (
          <span id={`${id}-room`} className={`room${room.count > room.limit ? ' over' : ''}`}>
            {t('composer.altRoom', { count: room.count, limit: fullCount(room.limit), network: room.network })}
          </span>
        )}
        <FitLines media={media} groups={groups} />
      </div>
      <span className="acts">
        {previewUrl !== null && focused !== '' ? (
          <IconButton
            label={t('composer.focalOf', { fileName })}
            icon={Crosshair}
            aria-pressed={media.focalPoint !== null}
            onClick={() => setPointing(true)}
          />
        ) : null}
        <IconButton label={t('composer.remove', { fileName })} icon={X} onClick={() => act({ kind: 'media-removed', mediaId: media.id })} />
      </span>
      {pointing && previewUrl !== null ? (
        <FocalPoint
          media={{ ...media, previewUrl }}
          networks={focused}
          onChange={(focalPoint) => act({ kind: 'focal-point-set', mediaId: media.id, focalPoint })}
          onClose={() => setPointing(false)}
        />
      ) : null}
      {looking ? <FitDialog media={media} groups={groups} preparing={preparing} onClose={() => setLooking(false)} /> : null}
    </li>
  )
}

/** A file on its way, or one that was refused. */
function UploadItem({ upload, onDismiss }: { upload: Upload; onDismiss: () => void }): ReactElement {
  const { fileName, progress, failure } = upload
  const percent = Math.round(progress * 100)
  return (
    <li className="uploading">
      <span />
      <span className="thumb" />
      <div>
        <span className="name">
          <b>{fileName}</b>
          {failure === null ? ` · ${t('composer.copying', { percent })}` : ''}
        </span>
        {failure === null ? (
          <div className="bar1" role="progressbar" aria-label={fileName} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
            <i style={{ width: `${String(percent)}%` }} />
          </div>
        ) : (
          <p className="overnote" role="alert">
            {failure}
          </p>
        )}
      </div>
      <IconButton label={t('composer.remove', { fileName })} icon={X} onClick={onDismiss} />
    </li>
  )
}
