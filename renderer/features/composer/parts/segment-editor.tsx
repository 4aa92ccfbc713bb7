import { X } from 'lucide-react'
import { memo, useCallback, type ReactElement } from 'react'
import type { Account } from '../../../../shared/model/account.ts'
import type { DraftSegment } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { IconButton } from '../../../ui/button.tsx'
import { MediaTray } from '../media/media-tray.tsx'
import type { Upload } from '../model/composer-store.ts'
import type { Completion } from '../../../queries/drafts.ts'
import type { ComposerAction } from '../model/reducer.ts'
import { PollEditor } from '../options/poll-editor.tsx'
import { TextEditor } from '../text/text-editor.tsx'

type SegmentEditorProps = {
  readonly segment: DraftSegment
  readonly index: number
  readonly several: boolean
  readonly isReply: boolean
  readonly language: string | null
  /** Where the text gets too long for some target; null when it fits. UTF-16 offset. */
  readonly overflow: number | null
  /** The accounts that get this version. */
  readonly accounts: readonly Account[]
  readonly uploads: readonly Upload[]
  readonly remind: boolean
  readonly act: (action: ComposerAction) => void
  readonly onFiles: (files: readonly File[], segmentId: string) => void
  readonly onPick: (person: Completion) => void
  readonly onDismissUpload: (uploadId: string) => void
  readonly onFocus: (segmentId: string) => void
}

/**
 * One post of the thread being written: its text, its files, its poll. Shown anew only when something of its own changes: a key in one
 * post of a long thread costs no more than in a single post. Its callbacks have to stay the same for that.
 */
export const SegmentEditor = memo(function SegmentEditor(props: SegmentEditorProps): ReactElement {
  const { segment, index, several, isReply, accounts, uploads, remind, act, onFiles, onFocus } = props
  const { id } = segment
  const number = index + 1
  const placeholder = index > 0 ? 'composer.placeholderNext' : isReply ? 'composer.placeholderReply' : 'composer.placeholder'
  const maxOptions = Math.min(...accounts.flatMap(({ capabilities }) => capabilities.poll?.maxOptions.value ?? []), 20)
  const onType = useCallback((text: string) => act({ kind: 'text-typed', segmentId: id, text }), [act, id])
  return (
    <div className={`segment${several || segment.media.length > 0 || segment.poll !== null ? '' : ' alone'}`} data-segment-box={id}>
      <Avatar url={accounts[0]?.avatarUrl ?? null} name={accounts[0]?.handle ?? ''} size={32} />
      <div>
        <TextEditor
          segmentId={id}
          label={index === 0 ? t('composer.text') : t('composer.textNumber', { number })}
          text={segment.text}
          placeholder={t(placeholder)}
          overflow={props.overflow}
          language={props.language}
          platforms={[...new Set(accounts.map(({ platform }) => platform))]}
          onType={onType}
          onFiles={(files) => onFiles(files, id)}
          onPick={props.onPick}
          onFocus={() => onFocus(id)}
        />
        <MediaTray
          media={segment.media}
          uploads={uploads}
          accounts={accounts}
          remind={remind}
          act={act}
          onDismiss={props.onDismissUpload}
        />
        {segment.poll === null ? null : (
          <PollEditor
            poll={segment.poll}
            maxOptions={maxOptions}
            onChange={(poll) => act({ kind: 'poll-set', segmentId: id, poll })}
            onRemove={() => act({ kind: 'poll-set', segmentId: id, poll: null })}
          />
        )}
      </div>
      {several ? (
        <IconButton
          className="remove-segment"
          label={t('composer.removeSegment', { number })}
          icon={X}
          onClick={() => act({ kind: 'segment-removed', segmentId: id })}
        />
      ) : null}
    </div>
  )
})
