/**
 * How the cache follows the store. The store is the truth; the page holds a view of it.
 *
 * - The page asks (`queries/*`), and what it got stays as it is until the core says that it changed. Nothing goes stale by time.
 * - After every write, whoever asked for it, the core sends topics, gathered over a few milliseconds. Each topic here names the cache
 *   entries that depend on it, and only those that the page holds are asked again.
 * - Posts are in the cache once, under ['post', id]. Lists hold ids. So `posts` asks again for the touched ids that are held, in one
 *   call, and every place that shows one of them changes by itself.
 * - Commands answer after the store has changed but say nothing about it: the topic does. There is no optimistic code.
 * - Events may be lost while the connection is broken, so everything is asked again when it is back.
 */
import type { Query, QueryClient, QueryKey } from '@tanstack/react-query'
import { assertNever } from '../../shared/errors.ts'
import type { BridgeEvent } from '../../shared/bridge/events.ts'
import { tCode } from '../i18n/i18n.ts'
import { accountKeys } from '../queries/accounts.ts'
import { accountsOptions, appKeys } from '../queries/app.ts'
import { authorKeys } from '../queries/authors.ts'
import { dataKeys } from '../queries/my-data.ts'
import { inboxKeys } from '../queries/inbox.ts'
import { mediaHostKeys } from '../queries/media-hosts.ts'
import { muteKeys } from '../queries/mutes.ts'
import { postKeys, refreshPosts } from '../queries/posts.ts'
import { refreshWindow, resetTimelines } from '../queries/timeline.ts'
import { viewKeys } from '../queries/views.ts'
import { announce } from '../state/announce.ts'
import { useUi } from '../state/ui.ts'
import { subscribe, watchConnection } from './client.ts'

/** Timeline changes come in bursts while reading; the window is read anew at most this often. */
const TIMELINE_EVERY_MS = 400

export function applyChange(event: BridgeEvent, client: QueryClient): void {
  const again = (...keys: readonly QueryKey[]): void => {
    for (const queryKey of keys) void client.invalidateQueries({ queryKey })
  }
  switch (event.topic) {
    case 'timeline':
      refreshTimelineSoon()
      return
    case 'inbox':
      again(inboxKeys.all, appKeys.status)
      return
    case 'views':
      again(viewKeys.list)
      return
    case 'view':
      again(viewKeys.rows(event.id))
      return
    case 'mutes':
      again(muteKeys.all)
      followMutes(client)
      return
    case 'posts':
      void refreshPosts(event.ids, client)
      for (const id of event.ids) again(['post-mappings', id], ['post-metrics', id])
      again(postKeys.threads, authorKeys.allPosts, ['own-posts'])
      return
    case 'authors':
      for (const id of event.ids) again(authorKeys.profile(id))
      void refreshPosts(postsBy(event.ids, client), client)
      return
    case 'accounts':
      again(appKeys.status, ['limits'], ['costs'], accountKeys.health)
      void followAccounts(client)
      return
    case 'drafts':
      again(['drafts'])
      for (const id of event.ids) again(['draft', id])
      return
    case 'outbox':
      again(['outbox'], appKeys.status)
      return
    case 'settings':
      // What the rail counts depends on what the Mentions view shows.
      again(appKeys.settings, appKeys.status, dataKeys.mended, mediaHostKeys.all)
      return
    case 'status':
      again(appKeys.status)
      return
    case 'data':
      again(dataKeys.task)
      return
    case 'restarted':
      window.location.reload()
      return
    case 'sign-in':
      again(['sign-in', event.flowId])
      return
    case 'notice':
      announce(
        event.tone,
        tCode('notice', event.code, event.values, event.tone === 'error' ? 'notice.unknown-error' : 'notice.unknown-success'),
      )
      return
    case 'command':
      // Changes nothing: features/shell/host-commands.ts does it.
      return
    default:
      assertNever(event)
  }
}

/** The posts in the cache that are by one of these authors: they show the author's name and portrait. */
function postsBy(authorIds: readonly string[], client: QueryClient): readonly string[] {
  const wanted = new Set(authorIds)
  return client
    .getQueriesData<{ readonly author: { readonly id: string }; readonly post: { readonly id: string } } | null>({ queryKey: ['post'] })
    .flatMap(([, view]) => (view != null && wanted.has(view.author.id) ? [view.post.id] : []))
}

/** An account's state changes often and moves no post; only when accounts came or went does the timeline begin anew. */
async function followAccounts(client: QueryClient): Promise<void> {
  const ids = (): string =>
    (client.getQueryData(accountsOptions.queryKey) ?? [])
      .map((account) => account.id)
      .toSorted()
      .join(' ')
  const before = ids()
  await client.invalidateQueries({ queryKey: appKeys.accounts })
  if (ids() === before) return
  await Promise.all([resetTimelines(), client.invalidateQueries({ queryKey: inboxKeys.all })])
}

async function refreshAllPosts(client: QueryClient): Promise<void> {
  const held = client.getQueryCache().findAll({ queryKey: ['post'] })
  await refreshPosts(
    held.map((query) => String(query.queryKey[1])),
    client,
  ).catch(() => undefined)
}

/** Older posts are looked through for minutes, and what is found there is mostly not in sight: all is asked again at most this often. */
const MUTES_EVERY_MS = 1_000
let mutesTimer: number | null = null
let mutesChanged = false

/** Follows the first change at once, and those that come soon after it together. */
function followMutes(client: QueryClient): void {
  mutesChanged = true
  if (mutesTimer !== null) return
  const follow = (): void => {
    mutesTimer = null
    if (!mutesChanged) return
    mutesChanged = false
    mutesTimer = window.setTimeout(follow, MUTES_EVERY_MS)
    for (const queryKey of [inboxKeys.all, viewKeys.allRows, appKeys.status]) void client.invalidateQueries({ queryKey })
    void refreshWindow(useUi.getState().timelineAccounts).catch(() => undefined)
    void refreshAllPosts(client)
  }
  follow()
}

let timelineTimer: number | null = null

function refreshTimelineSoon(): void {
  timelineTimer ??= window.setTimeout(() => {
    // The next change may come while this one is read: it then waits for its own turn.
    timelineTimer = null
    void refreshWindow(useUi.getState().timelineAccounts).catch(() => undefined)
  }, TIMELINE_EVERY_MS)
}

/** Begins to follow the core. Returns a function that ends it. */
export function followChanges(client: QueryClient): () => void {
  let wasConnected = false
  const endEvents = subscribe((event) => applyChange(event, client))
  const endWatch = watchConnection((state) => {
    if (state !== 'connected') return
    // What was asked while nobody could answer.
    const hasFailed = (query: Query): boolean => query.state.status === 'error'
    if (!wasConnected) void client.invalidateQueries({ predicate: hasFailed })
    else {
      const keepsPlace = ({ queryKey }: Query): boolean => queryKey[0] === 'timeline' || queryKey[0] === 'post'
      void client.invalidateQueries({ predicate: (query) => hasFailed(query) || !keepsPlace(query) })
      refreshTimelineSoon()
      void refreshAllPosts(client)
    }
    wasConnected = true
  })
  return () => {
    endEvents()
    endWatch()
  }
}
