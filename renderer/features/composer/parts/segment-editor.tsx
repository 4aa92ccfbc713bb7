import { X } from 'lucide-react'
import type { ReactElement } from 'react'
import { warningOf } from '../../../../shared/compose/draft-content.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { DraftContent, DraftSegment } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import type { Completion } from '../../../queries/drafts.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { IconButton } from '../../../ui/button.tsx'
import type { Upload } from '../model/composer-store.ts'
import { firstOverflow } from '../model/counting.ts'
import type { ComposerAction } from '../model/reducer.ts'
import { MediaTray } from './media-tray.tsx'
import { PollEditor } from './poll-editor.tsx'
import { TextEditor } from './text-editor.tsx'

type SegmentEditorProps = {
  readonly segment: DraftSegment
  readonly index: number
  readonly content: DraftContent
  readonly isReply: boolean
  /** The accounts that get this version. */
  readonly accounts: readonly Account[]
  readonly uploads: readonly Upload[]
  readonly remind: boolean
  readonly act: (action: ComposerAction) => void
  readonly onFiles: (files: readonly File[]) => void
  /** Somebody was picked from the completion. */
  readonly onPerson: (person: Completion) => void
  readonly onDismissUpload: (uploadId: string) => void
  readonly onFocus: () => void
  readonly onBlur: () => void
}

/** One post of the thread being written: its text, its files, its poll. */
export function SegmentEditor(props: SegmentEditorProps): ReactElement {
  const { segment, index, content, isReply, accounts, uploads, remind, act, onFiles } = props
  const number = index + 1
  const several = content.segments.length > 1
  const placeholder = index > 0 ? 'composer.placeholderNext' : isReply ? 'composer.placeholderReply' : 'composer.placeholder'
  const maxOptions = Math.min(...accounts.flatMap(({ capabilities }) => capabilities.poll?.maxOptions.value ?? []), 20)
  return (
    <div className={`segment${several || segment.media.length > 0 || segment.poll !== null ? '' : ' alone'}`} data-segment-box={segment.id}>
      <Avatar url={accounts[0]?.avatarUrl ?? null} size={32} />
      <div>
        <TextEditor
          segmentId={segment.id}
          label={index === 0 ? t('composer.text') : t('composer.textNumber', { number })}
          text={segment.text}
          placeholder={t(placeholder)}
          overflow={firstOverflow(segment.text, warningOf(content), accounts)}
          language={content.language}
          platforms={[...new Set(accounts.map(({ platform }) => platform))]}
          onPerson={props.onPerson}
          onType={(text) => act({ kind: 'text-typed', segmentId: segment.id, text })}
          onFiles={onFiles}
          onFocus={props.onFocus}
          onBlur={props.onBlur}
        />
        <MediaTray
          media={segment.media}
          uploads={uploads}
          remind={remind}
          onAlt={(mediaId, alt) => act({ kind: 'alt-typed', mediaId, alt })}
          onRemove={(mediaId) => act({ kind: 'media-removed', mediaId })}
          onMove={(mediaId, to) => act({ kind: 'media-moved', mediaId, to })}
          onDismiss={props.onDismissUpload}
        />
        {segment.poll === null ? null : (
          <PollEditor
            poll={segment.poll}
            maxOptions={maxOptions}
            onChange={(poll) => act({ kind: 'poll-set', segmentId: segment.id, poll })}
            onRemove={() => act({ kind: 'poll-set', segmentId: segment.id, poll: null })}
          />
        )}
      </div>
      {several ? (
        <IconButton
          className="remove-segment"
          label={t('composer.removeSegment', { number })}
          icon={X}
          onClick={() => act({ kind: 'segment-removed', segmentId: segment.id })}
        />
      ) : null}
    </div>
  )
}
