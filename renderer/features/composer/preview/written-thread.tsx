import { EyeOff } from 'lucide-react'
import { memo, useMemo, type ReactElement } from 'react'
import { mediaKind } from '../../../../shared/compose/resolve-capabilities.ts'
import type { DraftMedia, DraftPoll } from '../../../../shared/model/draft.ts'
import { detectFacets } from '../../../../shared/text/facets.ts'
import { t } from '../../../i18n/i18n.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { textPieces } from '../text/text-pieces.ts'

/** One post of a thread as it was written or will go out. */
export type WrittenPost = {
  readonly key: string
  readonly text: string
  readonly media: readonly DraftMedia[]
  readonly poll: DraftPoll | null
}

type WrittenThreadProps = {
  readonly label: string
  readonly posts: readonly WrittenPost[]
  readonly warning: string | null
  readonly language: string | null
  readonly avatarUrl: string | null
}

/** A thread to look at before it is sent: its posts under each other, each with what is attached. */
export function WrittenThread({ label, posts, warning, language, avatarUrl }: WrittenThreadProps): ReactElement {
  return (
    <ol className="written" aria-label={label}>
      {posts.map(({ key, text, media, poll }) => (
        <li key={key}>
          <Avatar url={avatarUrl} size={32} />
          <div>
            {warning === null ? null : (
              <p className="folded">
                <Icon of={EyeOff} small />
                <span dir="auto">{warning}</span>
              </p>
            )}
            <WrittenText text={text} language={language} />
            <Thumbnails media={media} />
            {poll === null ? null : (
              <ul className="poll-plain" aria-label={t('composer.pollTitle')}>
                {poll.options.map((option, index) => (
                  <li key={index} dir="auto">
                    {option}
                  </li>
                ))}
              </ul>
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}

const WrittenText = memo(function WrittenText({ text, language }: { text: string; language: string | null }): ReactElement | null {
  const pieces = useMemo(() => textPieces(text, detectFacets(text), null), [text])
  if (text.trim() === '') return null
  return (
    <div className="text" dir="auto" lang={language ?? undefined}>
      {pieces.map(({ start, text: piece, marked }) => (
        <span key={start} className={marked ? 'tagged' : undefined}>
          {piece}
        </span>
      ))}
    </div>
  )
})

function Thumbnails({ media }: { media: readonly DraftMedia[] }): ReactElement | null {
  if (media.length === 0) return null
  return (
    <ul className="thumbs" aria-label={t('composer.media')}>
      {media.map(({ id, previewUrl, mimeType, alt, fileName }) => (
        <li key={id} title={alt === '' ? fileName : alt}>
          {previewUrl !== null && mediaKind(mimeType) === 'image' ? (
            <img src={previewUrl} alt={alt === '' ? fileName : alt} loading="lazy" decoding="async" />
          ) : (
            <span className="quiet">{fileName}</span>
          )}
        </li>
      ))}
    </ul>
  )
}
