import { useMemo, useState, type ReactElement } from 'react'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import type { RichText } from '../../../shared/model/rich-text.ts'
import { clipRichText, type ClippedRichText } from '../../../shared/text/clip-rich-text.ts'
import { t } from '../../i18n/i18n.ts'
import { RichTextView } from './rich-text-view.tsx'

/** In a list a text up to this long is shown whole; a longer one is cut a good deal shorter, so that "Show more" is worth pressing. */
const WHOLE = { graphemes: 700, lines: 16 } as const
const SHORT = { graphemes: 480, lines: 11 } as const
/** The opened post is shown up to this; every press of "Show more" shows ten times as much: a megabyte never comes at once. */
const OPENED = 5_000
const MORE = 10

/** What a list shows of a text. */
function shorten(rich: RichText): ClippedRichText {
  const whole = clipRichText(rich, WHOLE.graphemes, WHOLE.lines)
  return whole.truncated ? clipRichText(rich, SHORT.graphemes, SHORT.lines) : whole
}

type PostTextProps = { readonly post: CanonicalPost; readonly words?: readonly string[]; readonly whole?: boolean }

/** Who is addressed at the beginning says nothing about the direction of the text: `auto` would take the handle's. */
function directionOf({ text, spans }: RichText): 'auto' | 'rtl' {
  let end = 0
  for (const span of spans) if (span.kind === 'mention' && text.slice(end, span.start).trim() === '') end = span.end
  const first = /\p{L}/u.exec(text.slice(end))?.[0]
  return end > 0 && first !== undefined && RIGHT_TO_LEFT.test(first) ? 'rtl' : 'auto'
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** A post's text, long ones in part. */
export function PostText({ post, words = [], whole = false }: PostTextProps): ReactElement | null {
  const [limit, setLimit] = useState<number | null>(whole ? OPENED : null)
  const { richText, truncated } = useMemo(() => (limit === null ? shorten(post.text) : clipRichText(post.text, limit)), [post.text, limit])
  if (post.text.text === '') return null
  return (
    <div className="text" dir={directionOf(post.text)} lang={post.languages[0]}>
      <RichTextView
        rich={richText}
        words={words}
        after={
          truncated ? (
            <>
              …{' '}
              <button type="button" className="more" onClick={() => setLimit(limit === null ? OPENED : limit * MORE)}>
                {t('post.showMore')}
              </button>
            </>
          ) : null
        }
      />
    </div>
  )
}

/** The text of a quoted post: enough to know what it says. */
export function QuotedText({ post }: { post: CanonicalPost }): ReactElement | null {
  const { richText, truncated } = useMemo(() => clipRichText(post.text, SHORT.graphemes, SHORT.lines), [post.text])
  if (post.text.text === '') return null
  return (
    <div className="text" dir={directionOf(post.text)} lang={post.languages[0]}>
      <RichTextView rich={richText} after={truncated ? '…' : null} />
    </div>
  )
}
