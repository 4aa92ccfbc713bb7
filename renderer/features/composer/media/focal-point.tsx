import { Crosshair } from 'lucide-react'
import { useId, useRef, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react'
import type { DraftMedia } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'

type Point = NonNullable<DraftMedia['focalPoint']>
type FocalPointProps = {
  readonly media: DraftMedia & { readonly previewUrl: string }
  readonly networks: string
  readonly onChange: (point: Point | null) => void
  readonly onClose: () => void
}

const CENTRE: Point = { x: 0, y: 0 }
const STEP = 0.05

/** A coordinate within the picture, in hundredths: more precise than anybody can point. */
export function clampPoint(x: number, y: number): Point {
  const clamp = (value: number): number => Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100
  return { x: clamp(x) || 0, y: clamp(y) || 0 }
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
}

/** Says what must stay visible when a picture is cropped: by a press on it, or by the arrow keys. */
export function FocalPoint({ media, networks, onChange, onClose }: FocalPointProps): ReactElement {
  const id = useId()
  const picture = useRef<HTMLDivElement>(null)
  const point = media.focalPoint ?? CENTRE
  const at = { left: `${String((point.x + 1) * 50)}%`, top: `${String((1 - point.y) * 50)}%` }
  const place = placeWords(point)
  const pointAt = (event: PointerEvent): void => {
    const box = picture.current?.getBoundingClientRect()
    if (box === undefined || (event.type === 'pointermove' && event.buttons === 0)) return
    onChange(clampPoint(((event.clientX - box.left) / box.width) * 2 - 1, 1 - ((event.clientY - box.top) / box.height) * 2))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = MOVES[event.key]
    if (move === undefined) return
    event.preventDefault()
    const [x, y] = move
    // The new value is said by the slider itself.
    onChange(clampPoint(point.x + x * (event.shiftKey ? 4 : 1), point.y + y * (event.shiftKey ? 4 : 1)))
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('composer.focal')}
      className="focal"
      footer={
        <>
          <Button onClick={() => onChange(null)}>{t('composer.focalCentre')}</Button>
          <Button variant="primary" onClick={onClose}>
            {t('composer.focalDone')}
          </Button>
        </>
      }
    >
      <p className="dialog-text" id={id}>
        {t('composer.focalText', { networks })}
      </p>
      <div
        ref={picture}
        className="focal-picture"
        role="slider"
        tabIndex={0}
        aria-label={t('composer.focalOf', { fileName: media.fileName })}
        aria-describedby={id}
        aria-valuemin={-100}
        aria-valuemax={100}
        aria-valuenow={Math.round(point.x * 100)}
        aria-valuetext={place}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          pointAt(event)
        }}
        onPointerMove={pointAt}
        onKeyDown={onKeyDown}
      >
        <img src={media.previewUrl} alt="" draggable={false} />
        <span className="cross" style={at}>
          <Crosshair aria-hidden="true" />
        </span>
      </div>
    </Dialog>
  )
}

/** `50 % from the left, 25 % from the top`. */
function placeWords({ x, y }: Point): string {
  return t('composer.focalAt', { left: Math.round((x + 1) * 50), top: Math.round((1 - y) * 50) })
}
