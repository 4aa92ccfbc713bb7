import { Maximize2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { mediaKind } from '../../../../shared/compose/resolve-capabilities.ts'
import type { DraftMedia } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { Icon } from '../../../ui/icon.tsx'

type ThumbnailProps = {
  readonly media: DraftMedia
  /** Where the picture can be seen; null where it cannot. */
  readonly url: string | null
  readonly onOpen: () => void
}

/** A file in small. A picture opens as it will be sent. */
export function Thumbnail({ media: { fileName, mimeType }, url, onOpen }: ThumbnailProps): ReactElement {
  if (mediaKind(mimeType) !== 'image')
    return <span className="thumb">{url === null ? null : <Moving url={url} mimeType={mimeType} />}</span>
  const name = t('composer.fit.open', { fileName })
  return (
    <button type="button" className="thumb" aria-label={name} title={name} onClick={onOpen}>
      {url === null ? null : <img src={url} alt="" draggable={false} />}
      <span className="over">
        <Icon of={Maximize2} small />
      </span>
    </button>
  )
}

function Moving({ url, mimeType }: { url: string; mimeType: string }): ReactElement | null {
  return mediaKind(mimeType) === 'video' ? <video src={url} muted preload="metadata" /> : null
}
