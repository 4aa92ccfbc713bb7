/** What the merged timeline has to know of its sources, and gaps that a network can no longer fill. */
export const migration0004 = {
  number: 4,
  name: 'merge',
  sql: `
alter table sync_cursor add column chronological integer not null default 1;
alter table sync_cursor add column failure text;       -- JSON AppError: why it could not be read on into the past
alter table sync_cursor add column failed_at integer;

-- Posts between newer_at and older_at were not fetched.
create table gap (
  id integer primary key,
  account_id text not null references account (id) on delete cascade,
  stream text not null,
  newer_at integer not null,
  older_at integer not null,
  older_token text                          -- null: the network no longer has them
) strict;
insert into gap select id, account_id, stream, newer_at, older_at, older_token from timeline_gap;
drop table timeline_gap;
alter table gap rename to timeline_gap;
create index timeline_gap_by_time on timeline_gap (newer_at);
create index timeline_gap_by_end on timeline_gap (older_at);
`,
} as const
