/** Views of the person's own (lists, feeds, hashtags, searches), and what was read for them. */
export const migration0010 = {
  number: 10,
  name: 'views',
  sql: `
create table saved_view (
  id integer primary key autoincrement,     -- never given twice: a page may still hold the id of one that is gone
  kind text not null,                       -- 'list', 'feed', 'tag', 'search'
  source text not null,                     -- JSON ViewSource
  account_id text references account (id) on delete cascade, -- whose list or feed it is; null: of no one account
  title text not null,
  position integer not null,
  created_at integer not null
) strict;
create index saved_view_by_account on saved_view (account_id) where account_id is not null;

-- A post of a view, or a post and who reposted it. Where it stands is a time, epoch ms; in a feed, whose order is its own, a number that only
-- says what is above what.
create table view_row (
  id integer primary key,
  view_id integer not null references saved_view (id) on delete cascade,
  post_row integer not null references post (row) on delete cascade,
  reposter_row integer not null,            -- 0: it is there by itself
  place integer not null,
  unique (view_id, post_row, reposter_row)
) strict;
create index view_row_by_place on view_row (view_id, place, id);
create index view_row_by_post on view_row (post_row);
create index view_row_by_reposter on view_row (reposter_row) where reposter_row <> 0;

-- Through which accounts a row was read.
create table view_entry (
  row_id integer not null references view_row (id) on delete cascade,
  account_id text not null references account (id) on delete cascade,
  primary key (row_id, account_id)
) strict, without rowid;
create index view_entry_by_account on view_entry (account_id, row_id);

-- How far a view was read through an account.
create table view_cursor (
  view_id integer not null references saved_view (id) on delete cascade,
  account_id text not null references account (id) on delete cascade,
  older text,                               -- token towards older entries; null: nothing read, or the end
  exhausted integer not null,
  reached_at integer,                       -- everything down to this time was read; null: says nothing about that
  read_at integer,                          -- the last read from the top that succeeded
  failure text,                             -- JSON AppError of the last read, where it failed
  primary key (view_id, account_id)
) strict, without rowid;
create index view_cursor_by_account on view_cursor (account_id);
`,
} as const
