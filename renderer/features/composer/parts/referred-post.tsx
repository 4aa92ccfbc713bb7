import type { ReactElement } from 'react'
import type { PostView } from '../../../../shared/bridge/views.ts'
import { t } from '../../../i18n/i18n.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { PostHead } from '../../post/post-head.tsx'
import { warningOf } from '../../post/warning-of.ts'
import { RichTextView } from '../../post/rich-text-view.tsx'
import { clipRichText } from '../../../../shared/text/clip-rich-text.ts'

const SHOWN_GRAPHEMES = 400

/** The post that is answered, above what is written: enough of it to know what one answers. */
export function AnsweredPost({ view }: { view: PostView }): ReactElement {
  const { post, author } = view
  const warned = warningOf(post)
  return (
    <div className="answered" aria-label={t('composer.replyingTo')} role="group">
      <Avatar url={author.avatarUrl} name={author.displayName} size={32} />
      <div>
        <PostHead view={view} />
        <div className="text" dir="auto" lang={post.languages[0]}>
          {warned !== null && warned !== '' ? (
            t('post.warning', { warning: warned })
          ) : (
            <RichTextView rich={clipRichText(post.text, SHOWN_GRAPHEMES, 6).richText} />
          )}
        </div>
      </div>
    </div>
  )
}
