import type { Store } from '../../main/store/open-database.ts'
import type { SqlValue, WritableDatabase } from '../../main/store/sql.ts'

/** Tables that grow with what was seen: nothing a person does may look at every row of one. The indexes of unread items and of groups put off hold just those. */
export const LARGE =
  /^SCAN (post|author|author_account|author_profile|post_account|timeline_row|timeline_entry|view_row|view_entry|inbox_item|inbox_group|inbox_lane|metrics_sample|search_place|same_post|same_post_key|same_author|mute_match|hosted_file)\b(?! USING (COVERING )?INDEX (inbox_item_unread|inbox_group_snoozed))/

/** The steps of the plans of every statement that `work` runs on a store, as SQLite explains them. */
export function plansOf(store: Store, work: (db: WritableDatabase) => unknown): string[] {
  const steps: string[] = []
  store.write((db) => {
    const explain = (sql: string, parameters: readonly SqlValue[]): void => {
      steps.push(...db.all<{ detail: string }>(`explain query plan ${sql}`, ...parameters).map((step) => step.detail))
    }
    work({
      get: <Row>(sql: string, ...parameters: readonly SqlValue[]): Row | undefined => {
        explain(sql, parameters)
        return db.get<Row>(sql, ...parameters)
      },
      all: <Row>(sql: string, ...parameters: readonly SqlValue[]): Row[] => {
        explain(sql, parameters)
        return db.all<Row>(sql, ...parameters)
      },
      each: <Row>(sql: string, ...parameters: readonly SqlValue[]): IterableIterator<Row> => {
        explain(sql, parameters)
        return db.each<Row>(sql, ...parameters)
      },
      run: (sql, ...parameters) => {
        explain(sql, parameters)
        return db.run(sql, ...parameters)
      },
      reportBroken: (table, key, cause) => {
        throw new Error(`${table} ${key}`, { cause })
      },
      touch: (touch) => {
        db.touch(touch)
      },
    })
  })
  return steps
}
