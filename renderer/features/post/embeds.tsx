import type { MouseEvent, ReactElement } from 'react'
import type { LinkCard, QuoteReference } from '../../../shared/model/canonical-post.ts'
import { displayLine } from '../../../shared/text/display-text.ts'
import { hostOf, safeUrl } from '../../../shared/text/safe-url.ts'
import { t } from '../../i18n/i18n.ts'
import { usePost } from '../../queries/posts.ts'
import { openPane } from '../../state/ui.ts'
import { SilenceLine, useHeard } from '../mutes/silence-fold.tsx'
import { MediaGrid } from './media-grid.tsx'
import { nameOf } from './author-name.tsx'
import { PostHead } from './post-head.tsx'
import { QuotedText } from './post-text.tsx'
import { ContentFold } from './content-fold.tsx'

const LONGEST_LINE = 300
const LONGEST_PROVIDER = 60

/** The preview of a page a post links to; nothing where the address cannot be opened safely. */
export function LinkCardView({ card }: { card: LinkCard }): ReactElement | null {
  const url = safeUrl(card.url)
  if (url === null) return null
  const host = hostOf(url) ?? ''
  const named = displayLine(card.provider ?? '', LONGEST_PROVIDER)
  const provider = named === '' || named.toLowerCase() === host ? host : `${named} · ${host}`
  return (
    <a className={`linkcard${card.imageUrl === null ? ' bare' : ''}`} href={url} target="_blank" rel="noreferrer noopener nofollow">
      {card.imageUrl === null ? null : (
        <span className="thumb">
          <img src={card.imageUrl} alt={card.imageAlt} loading="lazy" decoding="async" draggable={false} />
        </span>
      )}
      <span className="what">
        <b dir="auto">{displayLine(card.title, LONGEST_LINE) || displayLine(url, LONGEST_LINE)}</b>
        {card.description === '' ? null : <span dir="auto">{displayLine(card.description, LONGEST_LINE)}</span>}
        <small>{provider}</small>
      </span>
    </a>
  )
}

/** A quoted post inside a card, or a sentence saying why it cannot be shown. */
export function QuoteView({ quote }: { quote: QuoteReference }): ReactElement {
  const view = usePost(quote.state === 'available' ? quote.postId : null)
  const heard = useHeard(quote.postId ?? '')
  if (view == null || view.deleted) {
    const state = view?.deleted === true ? 'deleted' : quote.state
    return <div className="quote gone">{view === undefined ? '' : t(`post.quoteState.${state}`)}</div>
  }
  const { post, silence } = view
  const open = (event: MouseEvent<HTMLElement>): void => {
    if (event.target instanceof Element && event.target.closest('a, button') !== null) return
    event.stopPropagation()
    openPane({ kind: 'thread', postId: post.id })
  }
  return (
    <div className="quote" onClick={open}>
      {silence === undefined ? null : <SilenceLine postId={post.id} silence={silence} name={nameOf(view.author)} heard={heard} />}
      {silence !== undefined && !heard ? null : (
        <>
          <PostHead view={view} />
          <ContentFold post={post}>
            <QuotedText post={post} />
            <MediaGrid post={post} />
            {post.linkCard !== null && post.media.length === 0 ? <LinkCardView card={post.linkCard} /> : null}
          </ContentFold>
        </>
      )}
    </div>
  )
}
