import { Fragment, useMemo, type MouseEvent, type ReactElement } from 'react'
import type { Author } from '../../../shared/model/author.ts'
import { displayHandle, displayName } from '../../../shared/text/display-text.ts'
import { safeUrl } from '../../../shared/text/safe-url.ts'
import { openPane } from '../../state/ui.ts'

/** What an author is called: the display name, or the handle where there is none. */
export function nameOf(author: Pick<Author, 'displayName' | 'handle'>): string {
  return displayName(author.displayName) || displayHandle(author.handle)
}

/** The name with its server's own emoji as pictures. */
export function EmojiName({ author }: { author: Author }): ReactElement {
  const parts = useMemo(() => splitEmoji(author), [author])
  return (
    <>
      {parts.map((part, index) => (
        <Fragment key={index}>
          {part.url === null ? (
            part.text
          ) : (
            <img className="emoji" src={part.url} alt={part.text} title={part.text} loading="lazy" draggable={false} />
          )}
        </Fragment>
      ))}
    </>
  )
}

type NamePart = { readonly text: string; readonly url: string | null }

function splitEmoji(author: Author): readonly NamePart[] {
  const name = nameOf(author)
  if (author.emojis.length === 0) return [{ text: name, url: null }]
  const urls = new Map(author.emojis.map((emoji) => [`:${emoji.shortcode}:`, emoji.url]))
  return name.split(/(:[^:\s]+:)/u).flatMap((text) => (text === '' ? [] : [{ text, url: urls.get(text) ?? null }]))
}

/** The name as a link to the profile, isolated so that no direction mark in it turns what stands around it. */
export function AuthorLink({ author }: { author: Author }): ReactElement {
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey) return
    event.preventDefault()
    event.stopPropagation()
    openPane({ kind: 'profile', authorId: author.id })
  }
  return (
    <bdi className="name" dir="auto">
      <a href={(author.url === null ? null : safeUrl(author.url)) ?? '#profile'} rel="noreferrer noopener" onClick={open}>
        <EmojiName author={author} />
      </a>
    </bdi>
  )
}
