import type { WritableDatabase } from '../sql.ts'

/**
 * Merges some of the parts that the index for searching is made of, about so many pages of them: every read adds a part, and a search looks
 * through all there are. Says whether there was something to merge. https://www.sqlite.org/fts5.html#the_merge_command (checked 2026-11-27)
 */
export function mergeTerms(db: WritableDatabase, pages: number): boolean {
  const changes = (): number => db.get<{ changes: number }>('select total_changes() as changes')?.changes ?? 0
  const before = changes()
  db.run("insert into post_terms (post_terms, rank) values ('merge', ?)", pages)
  return changes() - before >= 2
}
