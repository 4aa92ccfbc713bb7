import { ingestBatch, type IncomingBatch } from '../../../main/store/ingest-batch.ts'
import { searchForMutes } from '../../../main/store/mutes/match-posts.ts'
import { addMuteRule, type MuteRuleContent } from '../../../main/store/mutes/rules.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import type { ReadableDatabase } from '../../../main/store/sql.ts'
import { countTimelineRows, listTimelineRows, newestPlace, oldestPlace } from '../../../main/store/tables/timeline.ts'
import type { MuteSubject } from '../../../shared/model/mute-rule.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { addAccount, homeBatch, NOON } from '../builders.ts'

/** A real store with a clock of its own, accounts, and what their feeds have. */
export class MuteWorld implements Disposable {
  now = NOON
  readonly store: Store = openStore(':memory:', { clock: () => this.now })

  join(name: string): string {
    return addAccount(this.store, name).id
  }

  ingest(accountId: string, batch: IncomingBatch): void {
    this.store.write((db) => ingestBatch(db, batch, { accountId, requestedAt: this.now, now: this.now }))
  }

  feed(accountId: string, ...posts: readonly CanonicalPost[]): void {
    this.ingest(accountId, homeBatch(posts))
  }

  /** Mutes something, and looks everything through for it. */
  mute(subject: MuteSubject, changes: Partial<MuteRuleContent> = {}): string {
    return this.store.write((db) => {
      const id = addMuteRule(db, { subject, how: 'mute', accountId: null, until: null, ...changes }, this.now)
      if (id === null) throw new Error('Nobody of that name is stored')
      while (searchForMutes(db, 3));
      return id
    })
  }

  /** What the timeline of these accounts shows: posts by the name they were made with, newest first; the count has to agree. */
  shown(accountIds: readonly string[] | null = null): string[] {
    return this.store.read((db) => shownIn(db, accountIds))
  }

  [Symbol.dispose](): void {
    this.store.close()
  }
}

function shownIn(db: ReadableDatabase, accountIds: readonly string[] | null): string[] {
  const range = { accountIds, olderThan: newestPlace, newerThan: oldestPlace }
  const rows = listTimelineRows(db, range, 'newest', 1_000)
  const count = countTimelineRows(db, range)
  if (count !== rows.length) throw new Error(`${rows.length} rows are shown and ${count} counted`)
  return rows.map((row) => row.postId.replace('post:', '') + (row.reposterRow === 0 ? '' : '*'))
}

export const words = (text: string): MuteSubject => ({ kind: 'words', text })
export const author = (name: string): MuteSubject => ({ kind: 'author', authorId: `author:${name}`, handle: `${name}.test` })
export const reposts = (name: string | null): MuteSubject => ({
  kind: 'reposts',
  authorId: name === null ? null : `author:${name}`,
  handle: name === null ? null : `${name}.test`,
})
