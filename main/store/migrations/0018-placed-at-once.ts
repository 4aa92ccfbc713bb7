/**
 * A notification whose group is known when it is written need not be looked at again before the transaction ends. And a trigger makes SQLite keep
 * what each statement changes: what an account's server tells of an author for the first time is so frequent that its one writer says it instead.
 */
export const migration0018 = {
  number: 18,
  name: 'placed-at-once',
  sql: `
drop trigger inbox_known;
drop trigger inbox_item_added;
create trigger inbox_item_added after insert on inbox_item when new.group_id is null begin
  insert or ignore into inbox_unplaced values (new.row);
end;
create trigger inbox_item_placed after insert on inbox_item when new.group_id is not null begin
  insert or ignore into inbox_stale values (new.group_id);
end;
`,
} as const
