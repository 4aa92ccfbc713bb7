import { Search } from 'lucide-react'
import { useRef, useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useDrafts, type DraftSummary } from '../../queries/drafts.ts'
import { IconButton } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
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
  const drafts = useDrafts()
  const [words, setWords] = useState<string | null>(null)
  const tool = useRef<HTMLButtonElement>(null)
  const shown = drafts === undefined || words === null ? drafts : drafts.filter((draft) => matches(draft, words))
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
        {drafts === undefined || drafts.length === 0 ? null : (
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
      {drafts === undefined || shown === undefined ? null : drafts.length === 0 ? (
        <Empty title={t('drafts.empty')} text={t('drafts.emptyText')} />
      ) : (
        <div className="scroll">
          {shown.length === 0 ? <p className="quiet accounts-note">{t('drafts.none')}</p> : <DraftList drafts={shown} />}
        </div>
      )}
    </>
  )
}

/** Every word is somewhere in the draft, whatever its case. */
function matches(draft: DraftSummary, words: string): boolean {
  const text = `${draft.text} ${draft.replyToHandle ?? ''}`.toLocaleLowerCase()
  return words
    .toLocaleLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word))
}
