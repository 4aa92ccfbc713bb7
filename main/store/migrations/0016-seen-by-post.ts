/**
 * How accounts see posts lies in the order of the posts: a page or a thread asks for posts, and finds all there is of each in one place instead of
 * one for each account and another for its index.
 */
export const migration0016 = {
  number: 16,
  name: 'seen-by-post',
  sql: `
create table seen (
  post_row integer not null references post (row) on delete cascade,
  account_id text not null references account (id) on delete cascade,
  remote_id text not null,
  revision text,
  liked integer not null,
  reposted integer not null,
  bookmarked integer not null,
  like_ref text,
  repost_ref text,
  can_reply integer not null,
  can_quote integer not null,
  can_repost integer not null,
  acted_at integer not null default 0,      -- when a flag was last changed here; a read that began before does not undo that
  filter_how text,                          -- what the account's own filters on its network want of the post: 'mute', 'muffle'; null: nothing
  filter_reason text,                       -- in the network's or the person's own words
  primary key (post_row, account_id)
) strict, without rowid;
insert into seen select post_row, account_id, remote_id, revision, liked, reposted, bookmarked, like_ref, repost_ref, can_reply, can_quote, can_repost,
  acted_at, filter_how, filter_reason from post_account order by post_row, account_id;
drop table post_account;
alter table seen rename to post_account;
create index post_account_by_account on post_account (account_id);
create index post_account_liked on post_account (post_row) where liked = 1;
create index post_account_filtered on post_account (post_row) where filter_how is not null;
-- The ends tell ids apart (13 characters are a record key of AT Protocol), and a whole address for every post would be a tenth of the database.
create index post_account_by_remote on post_account (substr(remote_id, -13));

-- Asked for all posts of a read at once: for a trigger SQLite keeps what every inserted post changes, in case it has to be taken back.
drop trigger inbox_post_added;

-- All that came, as it came.
create index inbox_lane_in_time on inbox_lane (place, sort_at, group_id, account_id, class);
`,
} as const
