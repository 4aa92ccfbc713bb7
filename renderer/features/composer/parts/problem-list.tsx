import { CircleAlert, Image, Info } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Marked } from '../../../text/marked.tsx'
import { Button } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import type { ProblemLine } from '../model/problem-lines.ts'
import type { WayOut } from '../model/ways-out.ts'

type ProblemListProps = { readonly lines: readonly ProblemLine[]; readonly onWayOut: (line: ProblemLine, way: WayOut) => void }

/** What keeps the draft from being posted, and what should be known before: each in plain words with its way out. */
export function ProblemList({ lines, onWayOut }: ProblemListProps): ReactElement | null {
  if (lines.length === 0) return null
  return (
    <div className="problems">
      <ul aria-label={t('composer.problems')}>
        {lines.map((line) => (
          <li key={line.key} className={line.tone === 'note' ? '' : line.tone} data-problem={line.key}>
            <Lead line={line} />
            <span className="say">
              <Marked words={line.words} lead="lead" />
            </span>
            <span>
              {line.waysOut.map((way) => (
                <Button key={way} variant="ghost" onClick={() => onWayOut(line, way)}>
                  {way === 'leave-out' && !line.alone ? t('wayOut.leave-it-out') : t(`wayOut.${way}`, { target: leaveName(line) })}
                </Button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Lead({ line: { account, problem } }: { line: ProblemLine }): ReactElement {
  if (account !== null) return <NetworkMark name={account.platformName} hue />
  return <Icon of={problem.code === 'alt-missing' ? Image : problem.severity === 'error' ? CircleAlert : Info} className="quiet" />
}

function leaveName({ account }: ProblemLine): string {
  return account?.platformName ?? t('composer.thisAccount')
}
