import { useQuery } from '@tanstack/react-query'
import { ListFilter } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import type { PostView } from '../../../shared/bridge/views.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { ownPostsOptions } from '../../queries/metrics.ts'
import { useNow } from '../../state/now.ts'
import { openFromList, usePanes } from '../../state/ui.ts'
import { fullCount } from '../../text/numbers.ts'
import { AccountAvatar } from '../../ui/avatar.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Menu } from '../../ui/menu.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { Segments } from '../../ui/segments.tsx'
import { figuresOf, postsBetween, SHOWN_METRICS, type Figure } from './figures.ts'
import { CountCell } from './count-cell.tsx'

const PERIODS = ['7', '28', '365'] as const
type Period = (typeof PERIODS)[number]
const DAY_MS = 86_400_000

/** How the person's own posts are doing, as far as the networks say. */
export function MetricsView(): ReactElement {
  const accounts = useAccounts()
  const { data } = useQuery(ownPostsOptions)
  const now = useNow()
  const [period, setPeriod] = useState<Period>('28')
  const [hidden, setHidden] = useState<readonly string[]>([])
  const days = Number(period)
  const own = (data?.posts ?? []).filter(({ ownAccountId }) => ownAccountId !== null && !hidden.includes(ownAccountId))
  const posts = postsBetween(own, now - days * DAY_MS, Infinity)
  const before = postsBetween(own, now - 2 * days * DAY_MS, now - days * DAY_MS)
  const shown = accounts.length - hidden.length
  const label = hidden.length === 0 ? t('metrics.filterAll') : t('metrics.filterSome', { count: shown })
  return (
    <>
      <div className="bar">
        <h1>{t('view.metrics')}</h1>
        <Segments
          className="push"
          label={t('metrics.period')}
          value={period}
          options={PERIODS.map((value) => ({
            value,
            label: value === '365' ? t('metrics.year') : t('metrics.days', { count: Number(value) }),
          }))}
          onChange={setPeriod}
        />
        <div className="tools">
          <Menu
            trigger={<IconButton label={label} icon={ListFilter} aria-pressed={hidden.length > 0} />}
            entries={[
              { label: t('metrics.allAccounts'), checked: hidden.length === 0, run: () => setHidden([]) },
              'separator',
              ...accounts.map(({ id, handle }) => ({
                label: handle,
                checked: !hidden.includes(id),
                run: () => setHidden(hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id]),
              })),
            ]}
          />
        </div>
      </div>
      {data === undefined ? null : (
        <div className="scroll">
          <dl className="figs">
            {figuresOf(posts, before).map((figure) => (
              <FigureBox key={figure.metric} figure={figure} days={days} ofNone={posts.length === 0} />
            ))}
          </dl>
          <Followers followers={data.followers.filter(({ accountId }) => !hidden.includes(accountId))} accounts={accounts} />
          {posts.length === 0 ? <Empty title={t('metrics.empty')} text={t('metrics.emptyText')} /> : <PostTable posts={posts} />}
        </div>
      )}
    </>
  )
}

type FigureBoxProps = {
  readonly figure: Figure
  readonly days: number
  /** There are no posts to count anything of. */
  readonly ofNone: boolean
}

function FigureBox({ figure: { metric, total, before, only }, days, ofNone }: FigureBoxProps): ReactElement {
  return (
    <div>
      <dt>{t(`metrics.${metric}`)}</dt>
      <dd>
        {total === null ? <span className="nil">–</span> : fullCount(total)}
        <small>
          {total === null
            ? ofNone
              ? ''
              : t('metrics.notOfferedHere')
            : only !== null
              ? t('metrics.only', { networks: only.join(', ') })
              : before === null
                ? ''
                : t('metrics.before', { days, total: fullCount(before) })}
        </small>
      </dd>
    </div>
  )
}

type FollowersProps = {
  readonly followers: readonly { readonly accountId: string; readonly followers: number | null }[]
  readonly accounts: ReturnType<typeof useAccounts>
}

function Followers({ followers, accounts }: FollowersProps): ReactElement | null {
  const rows = followers.flatMap(({ accountId, followers: count }) => {
    const account = accounts.find(({ id }) => id === accountId)
    return account === undefined ? [] : [{ account, count }]
  })
  if (rows.length === 0) return null
  return (
    <section className="chart followers" aria-labelledby="followers">
      <h2 id="followers">{t('metrics.followers')}</h2>
      <ul>
        {rows.map(({ account, count }) => (
          <li key={account.id}>
            <AccountAvatar account={account} />
            <span className="h" dir="ltr">
              {account.handle}
            </span>
            {count === null ? (
              <span className="nil" title={t('metrics.notOffered', { network: account.platformName })}>
                –
              </span>
            ) : (
              <b className="num">{fullCount(count)}</b>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function PostTable({ posts }: { posts: readonly PostView[] }): ReactElement {
  const open = usePanes().at(-1)
  return (
    <table className="grid">
      <thead>
        <tr>
          <th scope="col">{t('metrics.posts')}</th>
          <th scope="col">
            <span className="sr">{t('metrics.network')}</span>
          </th>
          {SHOWN_METRICS.map((metric) => (
            <th scope="col" key={metric}>
              {t(`metrics.${metric}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {posts.map(({ post, platformName }) => {
          const text = post.text.text.replace(/\s+/gu, ' ').trim()
          const said = text === '' ? t('metrics.noText') : text.slice(0, 200)
          const selected = open?.kind === 'post-metrics' && open.postId === post.id
          return (
            <tr key={post.id} className={selected ? 'is-selected' : ''}>
              <td>
                <button
                  type="button"
                  dir="auto"
                  aria-label={t('metrics.show', { text: said.slice(0, 80) })}
                  onClick={() => openFromList({ kind: 'post-metrics', postId: post.id })}
                >
                  {said}
                </button>
              </td>
              <td>
                <NetworkMark name={platformName} />
              </td>
              {SHOWN_METRICS.map((metric) => (
                <CountCell key={metric} count={post.metrics[metric]} network={platformName} />
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
