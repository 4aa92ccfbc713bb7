import type { Clock, HostShell } from '../core/ports.ts'
import type { InboxKind } from '../../shared/model/inbox-item.ts'
import type { Store } from '../store/open-database.ts'
import { listSilences } from '../store/mutes/silences.ts'
import { getAuthorsByRow } from '../store/tables/authors.ts'
import { listInboxItems, newestInboxPlace, type StoredInboxItem } from '../store/tables/inbox.ts'
import { getPost } from '../store/tables/posts.ts'
import { getSettings } from '../store/tables/settings.ts'

/** What is worth a notification on the desktop. */
const KINDS: readonly InboxKind[] = ['mention', 'reply', 'quote']
/** More than this at once: one that says how many. */
const SINGLE = 3
const LOOK_AT = 50
const BODY_LENGTH = 200

/** Tells the desktop of new mentions, replies and quotes: of each one once, and of none that was there before Chirp was started. */
export function createAnnouncements({ store, shell, clock }: { readonly store: Store; readonly shell: HostShell; readonly clock: Clock }) {
  const startedAt = clock()
  const told = new Set<string>()
  const isNew = (item: StoredInboxItem): boolean => !item.read && item.at >= startedAt && !told.has(`${item.accountId} ${item.remoteId}`)

  return {
    /** To be called when the inbox may have changed. */
    look: (): void => {
      const fresh = store.read((db) => listInboxItems(db, KINDS, null, newestInboxPlace, LOOK_AT)).filter(isNew)
      if (fresh.length === 0) return
      for (const item of fresh) told.add(`${item.accountId} ${item.remoteId}`)
      if (!store.read((db) => getSettings(db)).notifications) return
      if (fresh.length > SINGLE) {
        shell.notify({ title: 'Chirp', body: `${fresh.length} new mentions`, route: 'mentions' })
        return
      }
      for (const item of fresh) {
        const { author, post, folded } = store.read((db) => {
          const post = item.postId === null ? null : getPost(db, item.postId)
          const silences =
            post === null ? null : listSilences(db, [{ postRow: post.row, authorRow: post.authorRow, accountIds: [item.accountId] }])
          return { author: getAuthorsByRow(db, [item.actorRow]).get(item.actorRow) ?? null, post, folded: (silences?.size ?? 0) > 0 }
        })
        const name = author === null ? 'Chirp' : author.displayName || author.handle
        // A warning is there so that the text is not shown unasked, and so is folding what is muffled.
        const body = folded ? '' : (post?.post.contentWarning ?? post?.post.text.text ?? '')
        shell.notify({ title: name.slice(0, 100), body: body.slice(0, BODY_LENGTH), route: 'mentions' })
      }
    },
  }
}
