import { Fragment, useMemo, type MouseEvent, type ReactElement, type ReactNode } from 'react'
import type { RichText } from '../../../shared/model/rich-text.ts'
import { linkDeception } from '../../../shared/text/link-deception.ts'
import { segmentRichText, type RichTextPiece, type RichTextRun } from '../../../shared/text/rich-text-pieces.ts'
import { t } from '../../i18n/i18n.ts'
import { goTo, openPane } from '../../state/ui.ts'
import { setSearchText } from '../../state/search.ts'
import { findMarks } from '../../text/marks.ts'
import { paragraphsOf } from './paragraphs.ts'

type RichTextViewProps = {
  readonly rich: RichText
  /** Words to mark, from a search. */
  readonly words?: readonly string[]
  /** What stands after the last word, such as "Show more". */
  readonly after?: ReactNode
}

/**
 * A text from a network, as data: pieces become elements, nothing is ever read as HTML. Links lead to http(s) only and open outside;
 * a link whose words name another host shows where it leads.
 */
export function RichTextView({ rich, words = [], after }: RichTextViewProps): ReactElement {
  const paragraphs = useMemo(() => paragraphsOf(segmentRichText(rich)), [rich])
  return (
    <>
      {paragraphs.map((pieces, index) => (
        <p key={index}>
          {blocksOf(pieces).map((block, at) => (
            <BlockView key={at} block={block} words={words} />
          ))}
          {index === paragraphs.length - 1 ? after : null}
        </p>
      ))}
      {paragraphs.length === 0 ? after : null}
    </>
  )
}

type Block = { readonly kind: RichTextPiece['block']; readonly pieces: RichTextPiece[] }

function blocksOf(pieces: readonly RichTextPiece[]): readonly Block[] {
  const blocks: Block[] = []
  for (const piece of pieces) {
    const last = blocks.at(-1)
    if (last !== undefined && last.kind === piece.block) last.pieces.push(piece)
    else blocks.push({ kind: piece.block, pieces: [piece] })
  }
  return blocks
}

function BlockView({ block, words }: { block: Block; words: readonly string[] }): ReactElement {
  const inside = block.pieces.map((piece) => <PieceView key={piece.start} piece={piece} words={words} />)
  // Inside a paragraph only phrasing elements may stand: blocks are spans drawn as blocks.
  if (block.kind === null) return <>{inside}</>
  return <span className={block.kind === 'quotation' ? 'said' : 'pre'}>{inside}</span>
}

function PieceView({ piece, words }: { piece: RichTextPiece; words: readonly string[] }): ReactElement {
  const { entity } = piece
  const inside = piece.runs.map((run, index) => <RunView key={index} run={run} words={words} />)
  if (entity === null) return <>{inside}</>
  if (entity.kind === 'link') {
    const host = linkDeception(piece.text, entity.uri)?.host ?? null
    return (
      <>
        <a href={entity.uri} target="_blank" rel="noreferrer noopener nofollow" title={entity.uri} dir="auto">
          {inside}
        </a>
        {host === null ? null : (
          <span className="realhost" title={t('post.realHost', { host })}>
            {' '}
            ({host})
          </span>
        )}
      </>
    )
  }
  if (entity.kind === 'tag') {
    const open = (event: MouseEvent): void => {
      event.preventDefault()
      setSearchText(`#${entity.tag}`)
      goTo('search')
    }
    return (
      <a href="#search" onClick={open}>
        {inside}
      </a>
    )
  }
  const { authorId, uri } = entity
  if (authorId === null)
    return uri === null ? (
      <span className="mention">{inside}</span>
    ) : (
      <a href={uri} target="_blank" rel="noreferrer noopener nofollow" title={uri}>
        {inside}
      </a>
    )
  const open = (event: MouseEvent): void => {
    event.preventDefault()
    openPane({ kind: 'profile', authorId })
  }
  return (
    <a href={uri ?? '#profile'} rel="noreferrer noopener nofollow" onClick={open} title={`@${entity.handle}`}>
      {inside}
    </a>
  )
}

function RunView({ run, words }: { run: RichTextRun; words: readonly string[] }): ReactElement {
  if (run.emoji !== null)
    return (
      <img
        className="emoji"
        src={run.emoji.url}
        alt={`:${run.emoji.shortcode}:`}
        title={`:${run.emoji.shortcode}:`}
        loading="lazy"
        draggable={false}
      />
    )
  let inside: ReactElement = <MarkedText text={run.text} words={words} />
  for (const style of run.styles) {
    if (style === 'strong') inside = <strong>{inside}</strong>
    else if (style === 'emphasis') inside = <em>{inside}</em>
    else if (style === 'code') inside = <code>{inside}</code>
    else inside = <s>{inside}</s>
  }
  return inside
}

/** A text with the words of a search marked in it. */
function MarkedText({ text, words }: { text: string; words: readonly string[] }): ReactElement {
  const marks = words.length === 0 ? [] : findMarks(text, words)
  if (marks.length === 0) return <>{text}</>
  return (
    <>
      {marks.map((mark, index) => (
        <Fragment key={mark.start}>
          {text.slice(marks[index - 1]?.end ?? 0, mark.start)}
          <mark>{text.slice(mark.start, mark.end)}</mark>
        </Fragment>
      ))}
      {text.slice(marks.at(-1)?.end ?? 0)}
    </>
  )
}
