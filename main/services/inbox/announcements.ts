import type { Clock, HostShell } from '../../core/ports.ts'
import type { NotifyKind, Settings } from '../../../shared/model/settings.ts'
import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import { hasInboxNews, takeInboxNews, type InboxNews } from '../../store/inbox/news.ts'
import { listSilences } from '../../store/mutes/silences.ts'
import type { Store } from '../../store/open-database.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import { getAuthorsByRow } from '../../store/tables/authors.ts'
import { getPost } from '../../store/tables/posts.ts'
import { getSettings } from '../../store/tables/settings.ts'
import { isQuiet } from './quiet-hours.ts'

/** More than this at once: one that says how many. */
const SINGLE = 3
const TITLE_LENGTH = 100
const BODY_LENGTH = 200

/** By which choice of the person each is told; null = never. The words are for what has no text, or one that is not to be shown. */
const TOLD: Readonly<Record<InboxKind, { readonly by: NotifyKind; readonly words: string } | null>> = {
  mention: { by: 'conversations', words: 'Mentioned you' },
  reply: { by: 'conversations', words: 'Replied to you' },
  quote: { by: 'quotes', words: 'Quoted your post' },
  like: { by: 'reactions', words: 'Liked your post' },
  repost: { by: 'reactions', words: 'Reposted your post' },
  follow: { by: 'follows', words: 'Followed you' },
  'follow-request': { by: 'follows', words: 'Wants to follow you' },
  'poll-ended': null,
  edit: null,
  other: null,
}

/** Tells the desktop of what came into the inbox: of each once, also over restarts, and of nothing that an account's first read brought. */
export function createAnnouncements({ store, shell, clock }: { readonly store: Store; readonly shell: HostShell; readonly clock: Clock }) {
  const tell = (news: InboxNews, settings: Settings): void => {
    const { author, post, folded } = store.read((db) => {
      const about = news.postId === null ? null : getPost(db, news.postId)
      const silences =
        about === null ? null : listSilences(db, [{ postRow: about.row, authorRow: about.authorRow, accountIds: [news.accountId] }])
      return { author: getAuthorsByRow(db, [news.actorRow]).get(news.actorRow) ?? null, post: about, folded: (silences?.size ?? 0) > 0 }
    })
    const title = (author === null ? '' : author.displayName || author.handle) || 'Chirp'
    const words = TOLD[news.kind]?.words ?? ''
    const speaks = news.kind === 'mention' || news.kind === 'reply' || news.kind === 'quote'
    // A warning is there so that the text is not shown unasked, and so is folding what is muffled.
    const text = speaks && settings.notifyText && !folded ? (post?.post.contentWarning ?? post?.post.text.text ?? '') : ''
    shell.notify({
      title: title.slice(0, TITLE_LENGTH),
      body: text === '' ? words : text.slice(0, BODY_LENGTH),
      command: news.postId === null ? 'go-mentions' : `open-post ${news.postId}`,
    })
  }

  return {
    /** To be called when the inbox may have changed. */
    look: (): void => {
      if (!store.read(hasInboxNews)) return
      const { news, settings, accounts } = store.write((db) => ({
        news: takeInboxNews(db),
        settings: getSettings(db),
        accounts: new Set(listAccounts(db).map(({ id }) => id)),
      }))
      if (!settings.notifications || isQuiet(settings.quietHours, clock())) return
      const wanted = onceEach(news).filter(({ kind, accountId }) => {
        const by = TOLD[kind]?.by
        return (
          by !== undefined && settings.notifyKinds.includes(by) && accounts.has(accountId) && !settings.notifyNotFor.includes(accountId)
        )
      })
      if (wanted.length <= SINGLE) for (const one of wanted) tell(one, settings)
      else shell.notify({ title: 'Chirp', body: `${wanted.length} new notifications`, command: 'go-mentions' })
    },
  }
}

/** A post that came by several accounts or networks is told of once. */
function onceEach(news: readonly InboxNews[]): readonly InboxNews[] {
  const once = new Map(news.map((one) => [`${one.groupId} ${one.kind} ${one.counted ?? ''}`, one]))
  return [...once.values()]
}
