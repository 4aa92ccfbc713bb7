import { CircleAlert, Image, Info } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import type { DraftMention } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { Marked } from '../../../text/marked.tsx'
import { Button } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { mentionOf } from '../text/mentions.ts'
import type { ProblemLine } from '../checks/problem-lines.ts'
import type { WayOut } from '../checks/ways-out.ts'
import { ChooseHandle } from '../text/choose-handle.tsx'

type ProblemListProps = {
  readonly lines: readonly ProblemLine[]
  readonly mentions: readonly DraftMention[]
  readonly onWayOut: (line: ProblemLine, way: WayOut) => void
  /** Somebody who is named is this on that network. */
  readonly onHandle: (mention: DraftMention, platform: string, handle: string) => void
}

/** What keeps the draft from being posted, and what should be known before: each in plain words with its way out. */
export function ProblemList({ lines, mentions, onWayOut, onHandle }: ProblemListProps): ReactElement | null {
  const [asking, setAsking] = useState<string | null>(null)
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
                <Button
                  key={way}
                  variant="ghost"
                  aria-expanded={way === 'choose-handle' ? asking === line.key : undefined}
                  onClick={() => (way === 'choose-handle' ? setAsking(asking === line.key ? null : line.key) : onWayOut(line, way))}
                >
                  {way === 'leave-out' && !line.alone ? t('wayOut.leave-it-out') : t(`wayOut.${way}`, { target: leaveName(line) })}
                </Button>
              ))}
            </span>
            {asking === line.key ? <Asking line={line} mentions={mentions} onHandle={onHandle} onDone={() => setAsking(null)} /> : null}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Asking({
  line: { account, problem },
  mentions,
  onHandle,
  onDone,
}: Pick<ProblemListProps, 'mentions' | 'onHandle'> & { line: ProblemLine; onDone: () => void }): ReactElement | null {
  const mention = account === null ? null : mentionOf(problem, mentions, account.platform)
  if (account === null || mention === null) return null
  return (
    <ChooseHandle
      mention={mention}
      platform={account.platform}
      network={account.platformName}
      onCancel={onDone}
      onChoose={(handle) => {
        onDone()
        onHandle(mention, account.platform, handle)
      }}
    />
  )
}

function Lead({ line: { account, problem } }: { line: ProblemLine }): ReactElement {
  if (account !== null) return <NetworkMark name={account.platformName} hue />
  return <Icon of={problem.code === 'alt-missing' ? Image : problem.severity === 'error' ? CircleAlert : Info} className="quiet" />
}

function leaveName({ account }: ProblemLine): string {
  return account?.platformName ?? t('composer.thisAccount')
}
