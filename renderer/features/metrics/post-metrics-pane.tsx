import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { historyOptions } from '../../queries/metrics.ts'
import { usePost } from '../../queries/posts.ts'
import { useNow } from '../../state/now.ts'
import { openPane } from '../../state/ui.ts'
import { clockOrDay } from '../../text/time.ts'
import { IconButton } from '../../ui/button.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { Segments } from '../../ui/segments.tsx'
import { RichTextView } from '../post/rich-text-view.tsx'
import { PaneBar } from '../shell/pane-bar.tsx'
import { samplesOf } from './chart.ts'
import { CountCell } from './count-cell.tsx'
import { SHOWN_METRICS, type ShownMetric } from './figures.ts'
import { HistoryChart } from './history-chart.tsx'

/** How one post did over time. */
export function PostMetricsPane({ postId, depth }: { postId: string; depth: number }): ReactElement {
  const view = usePost(postId)
  const { data: history = [] } = useQuery(historyOptions(postId))
  const now = useNow()
  const [chosen, setChosen] = useState<ShownMetric>('likes')
  if (view == null) return <PaneBar title={t('metrics.one')} depth={depth} />
  const { post, platformName } = view
  const offered = SHOWN_METRICS.filter((metric) => post.metrics[metric] !== null)
  const metric = offered.includes(chosen) ? chosen : (offered[0] ?? 'likes')
  const what = t(`metrics.${metric}`)
  return (
    <>
      <PaneBar title={t('metrics.one')} note={clockOrDay(post.createdAt, now)} depth={depth}>
        <IconButton label={t('metrics.openPost')} icon={ExternalLink} onClick={() => openPane({ kind: 'thread', postId })} />
      </PaneBar>
      <div className="scroll">
        <div className="measured">
          <div className="text" dir="auto" lang={post.languages[0]}>
            {post.text.text === '' ? t('metrics.noText') : <RichTextView rich={post.text} />}
          </div>
          {offered.length < 2 ? null : (
            <Segments
              label={t('metrics.which')}
              value={metric}
              options={offered.map((value) => ({ value, label: t(`metrics.${value}`) }))}
              onChange={setChosen}
            />
          )}
        </div>
        <HistoryChart what={what} network={platformName} samples={samplesOf(history, metric)} from={post.createdAt} />
        <table className="grid">
          <thead>
            <tr>
              <th scope="col">{t('metrics.network')}</th>
              {SHOWN_METRICS.map((one) => (
                <th scope="col" key={one}>
                  {t(`metrics.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <td>
                <span className="mini">
                  <NetworkMark name={platformName} hue />
                  {platformName}
                </span>
              </td>
              {SHOWN_METRICS.map((one) => (
                <CountCell key={one} count={post.metrics[one]} network={platformName} />
              ))}
            </tr>
          </tbody>
        </table>
        <p className="quiet accounts-note">{t('metrics.legend')}</p>
      </div>
    </>
  )
}
