import { useQuery } from '@tanstack/react-query'
import { ExternalLink, RefreshCw } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react'
import type { ThreadView } from '../../../shared/bridge/views.ts'
import { safeUrl } from '../../../shared/text/safe-url.ts'
import { describeFailure } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'
import { refreshThread, threadOptions, usePost } from '../../queries/posts.ts'
import { openPane } from '../../state/ui.ts'
import { IconButton } from '../../ui/button.tsx'
import { Skeletons, Spinner } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { PostCard } from '../post/post-card.tsx'
import { PaneBar } from '../shell/pane-bar.tsx'
import { FocusPost } from './focus-post.tsx'
import { ReplyBox } from './reply-box.tsx'

/** The thread around one post: what it answers above, the post large, what answers it below. What is stored is there at once. */
export function ThreadPane({ postId, depth }: { postId: string; depth: number }): ReactElement {
  const thread = useQuery(threadOptions(postId)).data
  const view = usePost(postId)
  const { reading, failed, read } = useThreadReading(postId)
  const url = view?.post.url == null ? null : safeUrl(view.post.url)
  const ancestors = thread?.rows.filter((row) => row.relation === 'ancestor') ?? []
  return (
    <>
      <PaneBar
        title={t(ancestors.length > 0 ? 'pane.conversation' : 'pane.thread')}
        note={ancestors.length > 0 ? t('pane.posts', { count: thread?.rows.length ?? 0 }) : undefined}
        depth={depth}
      >
        {reading ? <Spinner /> : <IconButton label={t('pane.refresh')} icon={RefreshCw} onClick={read} />}
        {url === null ? null : (
          <a
            className="ib"
            href={url}
            target="_blank"
            rel="noreferrer noopener"
            aria-label={t('post.openOnNetwork')}
            title={t('post.openOnNetwork')}
          >
            <Icon of={ExternalLink} />
          </a>
        )}
      </PaneBar>
      {thread === undefined ? (
        view == null ? (
          <div className="scroll thread">{view === null ? <p className="pane-note">{t('post.unavailable')}</p> : <Skeletons />}</div>
        ) : (
          <div className="scroll thread">
            <FocusPost view={view} />
          </div>
        )
      ) : (
        <ThreadRows key={postId} thread={thread} reading={reading} failed={failed} />
      )}
      {view == null || view.deleted ? null : <ReplyBox view={view} />}
    </>
  )
}

type ThreadRowsProps = { readonly thread: ThreadView; readonly reading: boolean; readonly failed: string | null }

function ThreadRows({ thread, reading, failed }: ThreadRowsProps): ReactElement {
  const focus = usePost(thread.focusId)
  const [oldestFirst, setOldestFirst] = useState(true)
  const ancestors = thread.rows.filter((row) => row.relation === 'ancestor')
  const replies = thread.rows.filter((row) => row.relation === 'reply')
  const ordered = oldestFirst ? replies : branchesReversed(replies)
  const scroller = useFocusInPlace(ancestors.length)
  const open = (id: string): void => openPane({ kind: 'thread', postId: id })
  return (
    <div className="scroll thread" ref={scroller}>
      {ancestors.map((row) => (
        <PostCard key={row.postId} postId={row.postId} small line onOpen={open} />
      ))}
      <div data-focus-post="">
        {focus == null ? (
          <p className="pane-note">{t('post.unavailable')}</p>
        ) : (
          <FocusPost view={focus} afterOthers={ancestors.length > 0} />
        )}
      </div>
      <div className="replyhead">
        <span>
          {replies.length > 0 ? t('pane.replies', { count: replies.length }) : reading ? t('pane.reading') : t('pane.noReplies')}
          {failed === null ? (thread.complete || reading ? '' : ` · ${t('pane.incomplete')}`) : ` · ${failed}`}
        </span>
        {replies.length > 1 ? (
          <button type="button" onClick={() => setOldestFirst(!oldestFirst)}>
            {t(oldestFirst ? 'pane.oldestFirst' : 'pane.newestFirst')}
          </button>
        ) : null}
      </div>
      {ordered.map((row, index) => (
        <PostCard key={row.postId} postId={row.postId} small line={(ordered[index + 1]?.depth ?? 0) > row.depth} onOpen={open} />
      ))}
    </div>
  )
}

type Reply = ThreadView['rows'][number]

/** Newest first, but each answer stays under what it answers. */
function branchesReversed(replies: readonly Reply[]): readonly Reply[] {
  const top = Math.min(...replies.map((row) => row.depth))
  const branches: Reply[][] = []
  for (const row of replies) {
    if (row.depth === top) branches.push([])
    branches.at(-1)?.push(row)
  }
  return branches.toReversed().flat()
}

/** Reads the thread from the network when the pane opens, and again when asked. */
function useThreadReading(postId: string): { reading: boolean; failed: string | null; read: () => void } {
  const [reading, setReading] = useState(true)
  const [failed, setFailed] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    let gone = false
    refreshThread(postId)
      .then(
        () => null,
        (thrown: unknown) => describeFailure(thrown),
      )
      .then((words) => {
        if (gone) return
        setReading(false)
        setFailed(words)
      })
      .catch(() => undefined)
    return () => {
      gone = true
    }
  }, [postId, round])
  const read = (): void => {
    setReading(true)
    setRound((before) => before + 1)
  }
  return { reading, failed, read }
}

/** Keeps the opened post where it is when posts above it arrive: the first time it stands at the top, with what it answers one scroll away. */
function useFocusInPlace(above: number): React.RefObject<HTMLDivElement | null> {
  const scroller = useRef<HTMLDivElement>(null)
  const before = useRef<number | null>(null)
  useLayoutEffect(() => {
    const box = scroller.current
    const focus = box?.querySelector<HTMLElement>('[data-focus-post]')
    if (box == null || focus == null) return
    const top = focus.offsetTop
    if (before.current === null) box.scrollTop = above > 2 ? Math.max(0, top - 96) : 0
    else box.scrollTop += top - before.current
    before.current = top
  }, [above])
  return scroller
}
