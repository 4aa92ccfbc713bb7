import { ChevronDown, ChevronRight, Search } from 'lucide-react'
import { useDeferredValue, useId, useRef, useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useDraftsWith, type DraftSummary } from '../../queries/drafts.ts'
import { IconButton } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { DraftList } from './draft-list.tsx'

/** The page of drafts. */
export function DraftsView(): ReactElement {
  return <Drafts heading="h1" title={t('view.drafts')} />
}

/** The same beside the outbox. */
export function DraftsPane(): ReactElement {
  return <Drafts heading="h2" title={t('view.drafts')} />
}

function Drafts({ heading: Heading, title }: { heading: 'h1' | 'h2'; title: string }): ReactElement {
  const [words, setWords] = useState<string | null>(null)
  const wanted = useDeferredValue(words ?? '')
  const drafts = useDraftsWith(wanted, false)
  const discarded = useDraftsWith(wanted, true)
  const tool = useRef<HTMLButtonElement>(null)
  const nothing = drafts?.length === 0 && discarded?.length === 0 && wanted === ''
  const stop = (): void => {
    setWords(null)
    tool.current?.focus()
  }
  return (
    <>
      <div className="bar">
        <Heading>{title}</Heading>
        {drafts === undefined || drafts.length === 0 ? null : <span className="quiet num">{drafts.length}</span>}
        {words === null ? null : (
          <input
            className="field drafts-search"
            type="search"
            aria-label={t('drafts.search')}
            placeholder={t('drafts.search')}
            autoFocus
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return
              event.stopPropagation()
              stop()
            }}
          />
        )}
        {nothing ? null : (
          <div className="push tools">
            <IconButton
              ref={tool}
              label={t('drafts.search')}
              icon={Search}
              aria-expanded={words !== null}
              onClick={() => (words === null ? setWords('') : stop())}
            />
          </div>
        )}
      </div>
      {drafts === undefined || discarded === undefined ? null : nothing ? (
        <Empty title={t('drafts.empty')} text={t('drafts.emptyText')} />
      ) : (
        <div className="scroll">
          {drafts.length > 0 ? (
            <DraftList drafts={drafts} label={t('drafts.list')} />
          ) : (
            <p className="quiet accounts-note" role="status">
              {t(wanted === '' ? 'drafts.noneOpen' : 'drafts.none')}
            </p>
          )}
          {discarded.length === 0 ? null : <Discarded drafts={discarded} searching={wanted !== ''} />}
        </div>
      )}
    </>
  )
}

/** What was discarded lately, folded until it is asked for; what a search finds in it is shown at once. */
function Discarded({ drafts, searching }: { drafts: readonly DraftSummary[]; searching: boolean }): ReactElement {
  const [open, setOpen] = useState(false)
  const id = useId()
  const shown = open || searching
  return (
    <section className="discarded">
      <button type="button" className="strip" aria-expanded={shown} aria-controls={id} onClick={() => setOpen(!open)}>
        <Icon of={shown ? ChevronDown : ChevronRight} small />
        {t('drafts.discarded')} <span className="num">{drafts.length}</span>
      </button>
      <div id={id} hidden={!shown}>
        {shown ? (
          <>
            <DraftList drafts={drafts} label={t('drafts.discarded')} discarded />
            <p className="quiet accounts-note">{t('drafts.discardedText')}</p>
          </>
        ) : null}
      </div>
    </section>
  )
}
