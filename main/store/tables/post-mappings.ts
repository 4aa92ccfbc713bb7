import type { NetworkPostMapping } from '../../../shared/model/network-post-mapping.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

type Stored = {
  draft_id: string
  segment_id: string
  account_id: string
  post_id: string
  remote_id: string
  url: string | null
  posted_at: number
}

const columns = 'draft_id, segment_id, account_id, post_id, remote_id, url, posted_at'

/** Links a segment of a draft to its post on one network. A later word about the same one replaces the earlier. */
export function putPostMapping(db: WritableDatabase, mapping: NetworkPostMapping): void {
  db.run(
    `insert into network_post_mapping (${columns}) values (?, ?, ?, ?, ?, ?, ?)
     on conflict (draft_id, segment_id, account_id) do update set
       post_id = excluded.post_id, remote_id = excluded.remote_id, url = excluded.url, posted_at = excluded.posted_at`,
    mapping.draftId,
    mapping.segmentId,
    mapping.accountId,
    mapping.postId,
    mapping.remoteId,
    mapping.url,
    mapping.postedAt,
  )
  db.touch({ topic: 'posts', id: mapping.postId })
}

/** Where the segment that became this post is on every network it went to, this post included; empty for a post Chirp did not write. */
export function mappingsOfPost(db: ReadableDatabase, postId: string): NetworkPostMapping[] {
  return db
    .all<Stored>(
      `select ${columns} from network_post_mapping
       where (draft_id, segment_id) in (select draft_id, segment_id from network_post_mapping where post_id = ?)
       order by posted_at, account_id`,
      postId,
    )
    .map(toMapping)
}

/** Every post a draft became. */
export function mappingsOfDraft(db: ReadableDatabase, draftId: string): NetworkPostMapping[] {
  return db
    .all<Stored>(`select ${columns} from network_post_mapping where draft_id = ? order by posted_at, segment_id, account_id`, draftId)
    .map(toMapping)
}

function toMapping(row: Stored): NetworkPostMapping {
  return {
    draftId: row.draft_id,
    segmentId: row.segment_id,
    accountId: row.account_id,
    postId: row.post_id,
    remoteId: row.remote_id,
    url: row.url,
    postedAt: row.posted_at,
  }
}
