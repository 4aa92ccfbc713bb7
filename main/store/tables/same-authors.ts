import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { flag } from '../sql.ts'

/** What is known of two authors: whether they are one person, and who said so. Null: nothing. */
export function getSameAuthor(
  db: ReadableDatabase,
  authorRow: number,
  otherRow: number,
): { readonly same: boolean; readonly decidedBy: 'rule' | 'person' } | null {
  const row = db.get<{ same: number; decidedBy: 'rule' | 'person' }>(
    'select same, decided_by as decidedBy from same_author where author_row = ? and other_row = ?',
    authorRow,
    otherRow,
  )
  return row === undefined ? null : { same: row.same === 1, decidedBy: row.decidedBy }
}

/** Keeps that two authors are one person, or that their posts are to be kept apart. A rule does not overrule the person. */
export function putSameAuthor(
  db: WritableDatabase,
  authorRow: number,
  otherRow: number,
  same: boolean,
  decidedBy: 'rule' | 'person',
): void {
  for (const [one, two] of [
    [authorRow, otherRow],
    [otherRow, authorRow],
  ] as const) {
    db.run(
      `insert into same_author (author_row, other_row, same, decided_by) values (?1, ?2, ?3, ?4)
       on conflict (author_row, other_row) do update set same = excluded.same, decided_by = excluded.decided_by
       where same_author.decided_by = 'rule' or excluded.decided_by = 'person'`,
      one,
      two,
      flag(same),
      decidedBy,
    )
  }
}
