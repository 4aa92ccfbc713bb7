import type { ReadableDatabase } from '../../store/sql.ts'
import { listFoldedRows } from '../../store/tables/same-post-folding.ts'
import { listGroupsOf } from '../../store/tables/same-post.ts'
import { getPosts } from '../../store/tables/posts.ts'
import { accountsOfRows, type StoredTimelineRow } from '../../store/tables/timeline.ts'

/** What a row of the timeline shows where it stands for the same post on several networks. */
export type Cards = {
  /** The post to show: its own, or the whole one where its own says only a part. */
  readonly postIdOf: (row: StoredTimelineRow) => string
  /** Whose feeds have it, on any of the networks; the feeds of the row itself first. */
  readonly accountsOf: (row: StoredTimelineRow) => readonly string[]
}

/** Looks up what the rows of a page show. */
export function cardsOf(db: ReadableDatabase, page: readonly StoredTimelineRow[]): Cards {
  const folded = listFoldedRows(
    db,
    page.map((row) => row.id),
  )
  const accounts = accountsOfRows(db, [...new Set([...folded.values()].flat())])
  const several = page.filter((row) => (folded.get(row.id)?.length ?? 0) > 1)
  const wholes = several.length === 0 ? new Map<string, string>() : wholePosts(db, several)
  const together = new Map(
    several.map((row) => [row.id, [...new Set((folded.get(row.id) ?? []).flatMap((id) => accounts.get(id) ?? []))]] as const),
  )
  return {
    postIdOf: (row) => wholes.get(row.postId) ?? row.postId,
    accountsOf: (row) => together.get(row.id) ?? accounts.get(row.id) ?? [],
  }
}

/** The whole post, by the id of a post that says only a part of it. */
function wholePosts(db: ReadableDatabase, rows: readonly StoredTimelineRow[]): Map<string, string> {
  const posts = getPosts(
    db,
    rows.map((row) => row.postId),
  )
  const wholes = new Map<string, string>()
  for (const members of listGroupsOf(
    db,
    posts.map(({ row }) => row),
  ).values()) {
    const whole = members.find((member) => !member.part)
    if (whole !== undefined) for (const member of members) if (member.part) wholes.set(member.id, whole.id)
  }
  return wholes
}
