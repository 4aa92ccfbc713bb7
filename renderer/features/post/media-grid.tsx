import { EyeOff, Play, Volume2 } from 'lucide-react'
import { useState, type CSSProperties, type ReactElement } from 'react'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import type { MediaAttachment } from '../../../shared/model/media.ts'
import { t } from '../../i18n/i18n.ts'
import { openViewer, setOpened } from '../../state/ui.ts'
import { duration } from '../../text/media-time.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useOpened } from './content-fold.tsx'

/** More pictures than this are behind the last one; the viewer has them all. */
const SHOWN = 4

/** A single picture keeps its shape within these bounds (width by height), so that none fills the window. */
const TALLEST = 1.2
const WIDEST = 2.4

/** The media of a post, in boxes that have their size before anything is loaded. */
export function MediaGrid({ post }: { post: CanonicalPost }): ReactElement | null {
  const shown = useOpened(`${post.id}#media`)
  const { media } = post
  if (media.length === 0) return null
  const covered = post.sensitive && post.contentWarning === null && !shown
  const visible = media.slice(0, SHOWN)
  return (
    <div className={`media n${String(visible.length)}`}>
      {visible.map((item, index) => (
        <figure key={index} style={media.length === 1 ? { aspectRatio: String(aspectOf(item)) } : undefined}>
          {covered ? null : <Item item={item} postId={post.id} index={index} />}
          {!covered && index === SHOWN - 1 && media.length > SHOWN ? <span className="more-media">+{media.length - SHOWN}</span> : null}
        </figure>
      ))}
      {covered ? (
        <div className="cover">
          <Icon of={EyeOff} />
          <span>{t('post.sensitive')}</span>
          <Button onClick={() => setOpened(`${post.id}#media`, true)}>{t('post.showMedia')}</Button>
        </div>
      ) : null}
    </div>
  )
}

/** Width by height of the box for a single picture. */
function aspectOf(item: Pick<MediaAttachment, 'width' | 'height' | 'kind'>): number {
  if (item.kind === 'audio') return 6
  if (item.width === null || item.height === null) return 16 / 9
  return Math.min(Math.max(item.width / item.height, TALLEST), WIDEST)
}

function Item({ item, postId, index }: { item: MediaAttachment; postId: string; index: number }): ReactElement {
  const [playing, setPlaying] = useState(false)
  const alt = item.alt === '' ? t('post.noAlt') : item.alt
  if (item.kind === 'image' || item.kind === 'unknown')
    return (
      <>
        <button
          type="button"
          className="pic"
          aria-label={t('post.openPicture', { number: index + 1, alt })}
          onClick={() => openViewer({ postId, index })}
        >
          <Still item={item} />
        </button>
        <AltText alt={item.alt} />
      </>
    )
  if (playing) return <Player item={item} alt={alt} />
  const label = t(item.kind === 'gif' ? 'post.playGif' : item.kind === 'audio' ? 'post.playAudio' : 'post.play', { alt })
  return (
    <>
      <button type="button" className="pic" aria-label={label} onClick={() => setPlaying(true)}>
        {item.previewUrl === null ? null : <Still item={{ ...item, url: item.previewUrl }} />}
        <span className="play">
          <Icon of={item.kind === 'audio' ? Volume2 : Play} />
        </span>
        {item.kind === 'gif' ? <span className="badge-media">{t('post.gif')}</span> : null}
        {item.durationMs === null || item.kind === 'gif' ? null : <span className="badge-media">{duration(item.durationMs)}</span>}
      </button>
      <AltText alt={item.alt} />
    </>
  )
}

function Still({ item }: { item: MediaAttachment }): ReactElement {
  return <img src={item.previewUrl ?? item.url} alt={item.alt} loading="lazy" decoding="async" draggable={false} style={positionOf(item)} />
}

/** Keeps the point the author chose in view when a picture is cut to its box. */
function positionOf({ focalPoint }: MediaAttachment): CSSProperties | undefined {
  if (focalPoint === null) return undefined
  return { objectPosition: `${String(((focalPoint.x + 1) / 2) * 100)}% ${String(((1 - focalPoint.y) / 2) * 100)}%` }
}

/** Only made when asked for: nothing of a video is loaded before. */
function Player({ item, alt }: { item: MediaAttachment; alt: string }): ReactElement {
  if (item.kind === 'audio') return <audio className="player" src={item.url} controls autoPlay aria-label={alt} />
  const gif = item.kind === 'gif'
  return (
    <video
      className="player"
      src={item.url}
      poster={item.previewUrl ?? undefined}
      controls={!gif}
      autoPlay
      loop={gif}
      muted={gif}
      playsInline
      aria-label={alt}
      onClick={(event) => (gif ? toggle(event.currentTarget) : undefined)}
    />
  )
}

function toggle(video: HTMLVideoElement): void {
  if (video.paused) void video.play()
  else video.pause()
}

/** The badge that opens a picture's description over its lower edge. */
function AltText({ alt }: { alt: string }): ReactElement | null {
  const [open, setOpen] = useState(false)
  if (alt === '') return null
  return (
    <>
      {open ? (
        <figcaption className="alt-text" dir="auto">
          {alt}
        </figcaption>
      ) : null}
      <button
        type="button"
        className="alt"
        aria-label={t('post.altText', { alt })}
        aria-expanded={open}
        title={alt}
        onClick={() => setOpen(!open)}
      >
        {t('post.alt')}
      </button>
    </>
  )
}
