import { useState, type ReactElement } from 'react'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { t } from '../../i18n/i18n.ts'
import { cutOffset, cutRichText, nextOffset } from '../../text/cut.ts'
import { RichTextView } from './rich-text-view.tsx'

type PostTextProps = {
  readonly post: CanonicalPost
  readonly words?: readonly string[]
  /** In a list a long text is cut; the opened post is shown up to a length no screen should take at once. */
  readonly whole?: boolean
}

/** A post's text, long ones in part. A text of a megabyte is never put on the page in one go. */
export function PostText({ post, words = [], whole = false }: PostTextProps): ReactElement | null {
  const { text } = post.text
  const [shown, setShown] = useState<number | null>(() => (whole ? nextOffset(text, 0) : cutOffset(text)))
  if (text === '') return null
  const rich = shown === null ? post.text : cutRichText(post.text, shown)
  return (
    <div className="text" dir="auto" lang={post.languages[0]}>
      <RichTextView
        rich={rich}
        words={words}
        after={
          shown === null ? null : (
            <>
              …{' '}
              <button type="button" className="more" onClick={() => setShown(nextOffset(text, shown))}>
                {t('post.showMore')}
              </button>
            </>
          )
        }
      />
    </div>
  )
}
