import { Dialog } from '@base-ui/react/dialog'
import { ChevronLeft, ChevronRight, X, ZoomIn, ZoomOut } from 'lucide-react'
import { useState, type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactElement } from 'react'
import type { MediaAttachment } from '../../../shared/model/media.ts'
import { t } from '../../i18n/i18n.ts'
import { usePost } from '../../queries/posts.ts'
import { openViewer, useUi } from '../../state/ui.ts'
import { IconButton } from '../../ui/button.tsx'

const ZOOMS = [1, 1.5, 2, 3, 4] as const

/** Pictures of a post over the whole window: arrow keys between them, plus and minus to zoom, their description below. */
export function MediaViewer(): ReactElement | null {
  const viewer = useUi((state) => state.viewer)
  const media = usePost(viewer?.postId ?? null)?.post.media ?? []
  const index = Math.min(viewer?.index ?? 0, media.length - 1)
  const item = media[index]
  if (viewer === null || item === undefined) return null
  const go = (by: number): void => openViewer({ ...viewer, index: Math.min(Math.max(index + by, 0), media.length - 1) })
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : openViewer(null))}>
      <Dialog.Portal>
        <Dialog.Backdrop className="viewer-back" />
        <Dialog.Popup className="viewer">
          <Picture key={index} item={item} index={index} count={media.length} go={go} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

type PictureProps = { readonly item: MediaAttachment; readonly index: number; readonly count: number; readonly go: (by: number) => void }

function Picture({ item, index, count, go }: PictureProps): ReactElement {
  const [zoom, setZoom] = useState(0)
  const [pan, setPan] = useState({ x: 0, y: 0 })
  const step = (by: number): void => {
    const next = Math.min(Math.max(zoom + by, 0), ZOOMS.length - 1)
    setZoom(next)
    if (next === 0) setPan({ x: 0, y: 0 })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') go(-1)
    else if (event.key === 'ArrowRight') go(1)
    else if (event.key === '+' || event.key === '=') step(1)
    else if (event.key === '-') step(-1)
    else return
    event.preventDefault()
  }
  const drag = (event: PointerEvent): void => {
    if (zoom > 0 && event.buttons === 1) setPan((at) => ({ x: at.x + event.movementX, y: at.y + event.movementY }))
  }
  const closeOutside = (event: MouseEvent): void => {
    if (event.target === event.currentTarget) openViewer(null)
  }
  return (
    <div className="viewer-inner" onKeyDown={onKeyDown}>
      <header>
        <Dialog.Title className="viewer-title">
          {count === 1 ? t('viewer.single') : t('viewer.title', { number: index + 1, count })}
        </Dialog.Title>
        <div className="tools">
          <IconButton label={t('viewer.zoomOut')} icon={ZoomOut} disabled={zoom === 0} onClick={() => step(-1)} />
          <IconButton label={t('viewer.zoomIn')} icon={ZoomIn} disabled={zoom === ZOOMS.length - 1} onClick={() => step(1)} />
          <IconButton label={t('viewer.close')} icon={X} onClick={() => openViewer(null)} />
        </div>
      </header>
      <div className="viewer-stage" onClick={closeOutside}>
        {item.kind === 'video' || item.kind === 'gif' ? (
          <video
            src={item.url}
            poster={item.previewUrl ?? undefined}
            width={item.width ?? undefined}
            height={item.height ?? undefined}
            controls
            autoPlay={item.kind === 'gif'}
            loop={item.kind === 'gif'}
            muted={item.kind === 'gif'}
            playsInline
            aria-label={item.alt}
          />
        ) : item.kind === 'audio' ? (
          <audio src={item.url} controls aria-label={item.alt} />
        ) : (
          <img
            src={item.url}
            alt={item.alt}
            draggable={false}
            className={zoom > 0 ? 'zoomed' : ''}
            width={item.width ?? undefined}
            height={item.height ?? undefined}
            style={{ transform: `translate(${String(pan.x)}px, ${String(pan.y)}px) scale(${String(ZOOMS[zoom] ?? 1)})` }}
            onDoubleClick={() => (zoom === 0 ? step(2) : step(-ZOOMS.length))}
            onPointerMove={drag}
          />
        )}
        {index > 0 ? (
          <IconButton className="viewer-step back" label={t('viewer.previous')} icon={ChevronLeft} onClick={() => go(-1)} />
        ) : null}
        {index < count - 1 ? (
          <IconButton className="viewer-step next" label={t('viewer.next')} icon={ChevronRight} onClick={() => go(1)} />
        ) : null}
      </div>
      <Dialog.Description className="viewer-alt" dir="auto">
        {item.alt === '' ? t('viewer.noAlt') : item.alt}
      </Dialog.Description>
    </div>
  )
}
