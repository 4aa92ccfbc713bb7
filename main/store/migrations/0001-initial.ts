/** The first schema. Shipped migrations are never edited; a change is a new file. */
export const migration0001 = {
  number: 1,
  name: 'initial',
  sql: `
create table setting (
  key text primary key,
  value text not null                       -- JSON
) strict, without rowid;

create table account (
  id text primary key,
  platform text not null,
  author_id text not null,
  handle text not null,
  display_name text not null,
  avatar_url text,
  server text not null,
  auth_method text not null,
  state text not null,                      -- JSON AccountState
  capabilities text not null,               -- JSON PlatformCapabilities
  added_at integer not null,
  read_at integer,
  position integer not null,
  removed_at integer                        -- set when the account was removed and what it stored was kept
) strict;

create table author (
  row integer primary key,
  id text not null unique,
  platform text not null,
  handle text not null,
  display_name text not null,
  emojis text not null,                     -- JSON CustomEmoji[]
  avatar_url text,
  url text,
  bot integer not null,
  source_account_id text,                   -- whose server told it: servers keep copies of pictures under their own addresses
  updated_at integer not null
) strict;
create index author_by_handle on author (handle collate nocase);
create index author_by_name on author (display_name collate nocase);

create table author_account (
  account_id text not null references account (id) on delete cascade,
  author_row integer not null references author (row) on delete cascade,
  remote_id text not null,
  following integer not null,
  requested integer not null,
  followed_by integer not null,
  muted integer not null,
  blocked integer not null,
  follow_ref text,
  known integer not null,                   -- 0: only remote_id is known, the relationship is not
  acted_at integer not null default 0,      -- when it was last changed here; a read that began before does not undo that
  primary key (account_id, author_row)
) strict, without rowid;
create index author_account_by_author on author_account (author_row);

create table author_profile (
  author_row integer primary key references author (row) on delete cascade,
  profile text not null,                    -- JSON AuthorProfile without the author
  updated_at integer not null
) strict;

create table post (
  row integer primary key,
  id text not null unique,
  platform text not null,
  author_row integer not null references author (row),
  url text,
  created_at integer not null,
  indexed_at integer,
  sort_at integer not null,
  text text not null,                       -- plain text
  body text not null,                       -- JSON: the rest of CanonicalPost
  metrics text not null,                    -- JSON PostMetrics, the newest
  metrics_account_id text,                  -- whose server counted
  source_account_id text,                   -- whose server told the rest; null: only seen inside another post
  reply_to_id text,
  root_id text,
  quote_id text,
  deleted_at integer,
  updated_at integer not null
) strict;
create index post_by_time on post (sort_at, row);
create index post_by_author on post (author_row, sort_at);
create index post_by_parent on post (reply_to_id) where reply_to_id is not null;
create index post_by_quote on post (quote_id) where quote_id is not null;
create index post_by_root on post (root_id) where root_id is not null;

create table post_account (
  account_id text not null references account (id) on delete cascade,
  post_row integer not null references post (row) on delete cascade,
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
  primary key (account_id, post_row)
) strict, without rowid;
create index post_account_by_post on post_account (post_row);
create index post_account_liked on post_account (post_row) where liked = 1;

create table metrics_sample (
  post_row integer not null references post (row) on delete cascade,
  measured_at integer not null,
  metrics text not null,                    -- JSON PostMetrics
  primary key (post_row, measured_at)
) strict, without rowid;

-- One row per post, or per post and reposter, in the merged home timeline.
create table timeline_row (
  id integer primary key,
  post_row integer not null references post (row) on delete cascade,
  reposter_row integer not null,            -- 0: not a repost
  sort_at integer not null,
  unique (post_row, reposter_row)
) strict;
create index timeline_row_by_time on timeline_row (sort_at, id);

-- Whose home feed has the row.
create table timeline_entry (
  account_id text not null references account (id) on delete cascade,
  row_id integer not null references timeline_row (id) on delete cascade,
  sort_at integer not null,
  local integer not null default 0,         -- 1: put there by Chirp (a post just sent), not yet seen in the feed
  primary key (account_id, row_id)
) strict, without rowid;
create index timeline_entry_by_row on timeline_entry (row_id);
create index timeline_entry_by_time on timeline_entry (account_id, sort_at, row_id);

-- Posts between newer_at and older_at were not fetched.
create table timeline_gap (
  id integer primary key,
  account_id text not null references account (id) on delete cascade,
  stream text not null,
  newer_at integer not null,
  older_at integer not null,
  older_token text not null
) strict;
create index timeline_gap_by_time on timeline_gap (newer_at);

create table sync_cursor (
  account_id text not null references account (id) on delete cascade,
  stream text not null,
  older text,
  exhausted integer not null,
  reached_at integer,
  read_at integer,
  primary key (account_id, stream)
) strict, without rowid;

create table inbox_item (
  row integer primary key,
  account_id text not null references account (id) on delete cascade,
  remote_id text not null,
  kind text not null,
  actor_row integer not null references author (row),
  post_row integer references post (row) on delete set null,
  at integer not null,
  read integer not null,
  unique (account_id, remote_id)
) strict;
create index inbox_item_by_time on inbox_item (at, row);
create index inbox_item_unread on inbox_item (account_id, kind) where read = 0;
create index inbox_item_by_actor on inbox_item (actor_row);
create index inbox_item_by_post on inbox_item (post_row) where post_row is not null;

create table view_position (
  view text primary key,
  key text not null,
  cursor text not null,
  offset_px real not null,
  updated_at integer not null
) strict, without rowid;

create table draft (
  id text primary key,
  content text not null,                    -- JSON DraftContent
  targets text not null,                    -- JSON DraftTarget[]
  reply_to_id text,
  quote_id text,
  created_at integer not null,
  updated_at integer not null,
  revision integer not null,
  state text not null                       -- 'open', 'publishing', 'posted', 'discarded'
) strict;
create index draft_by_state on draft (state, updated_at);

-- Files that drafts and the outbox hold, under their content hash in Chirp's own folder.
create table media_file (
  sha256 text primary key,
  mime_type text not null,
  bytes integer not null,
  width integer,
  height integer,
  duration_ms integer,
  created_at integer not null
) strict, without rowid;

create table publish_run (
  id text primary key,
  draft_id text not null,
  draft text not null,                      -- JSON Draft as it was when Post was pressed
  created_at integer not null,
  undo_until integer,
  cleared_at integer                        -- no longer shown in the outbox
) strict;
create index publish_run_by_time on publish_run (created_at);

create table outbox_item (
  id text primary key,
  run_id text not null references publish_run (id) on delete cascade,
  draft_id text not null,
  segment_id text not null,
  segment_index integer not null,
  account_id text not null,
  state text not null,
  wait_reason text,
  not_before integer,
  attempts integer not null,
  doubts integer not null,                  -- how many commits ended without an answer
  commit_key text,                          -- record key or idempotency key, stored before the first byte leaves
  prepared text,                            -- JSON of the connector
  prepared_at integer,
  error text,                               -- JSON AppError
  progress real,
  sending_since integer,                    -- when the first commit began
  doubt_until integer,                      -- until then a post that is not there may still come
  post_id text,
  remote_id text,
  url text,
  posted_at integer,
  created_at integer not null,
  updated_at integer not null
) strict;
create index outbox_item_by_state on outbox_item (state, not_before);
create index outbox_item_by_run on outbox_item (run_id, segment_index);
create index outbox_item_by_account on outbox_item (account_id, state);

-- Likes, reposts, bookmarks, follows and deletions on their way to the network.
create table engagement_job (
  id integer primary key,
  account_id text not null references account (id) on delete cascade,
  kind text not null,                       -- 'like', 'repost', 'bookmark', 'follow', 'delete', 'mark-read'
  subject_id text not null,                 -- post or author id
  wanted integer not null,                  -- 1 on, 0 off
  before text not null,                     -- JSON: what to restore when the network refuses
  attempts integer not null,
  not_before integer,
  created_at integer not null,
  unique (account_id, kind, subject_id)
) strict;
create index engagement_job_due on engagement_job (not_before);

create table network_post_mapping (
  draft_id text not null,
  segment_id text not null,
  account_id text not null,
  post_id text not null,
  remote_id text not null,
  url text,
  posted_at integer not null,
  primary key (draft_id, segment_id, account_id)
) strict, without rowid;
create index network_post_mapping_by_post on network_post_mapping (post_id);

create table rate_window (
  scope text not null,                      -- platform and server, or account
  rule_id text not null,
  window text not null,                     -- JSON of the rate limiter
  updated_at integer not null,
  primary key (scope, rule_id)
) strict, without rowid;

create table cached_media (
  key text primary key,                     -- SHA-256 of the remote address, hex; also the file name
  mime_type text not null,
  bytes integer not null,
  fetched_at integer not null,
  used_at integer not null
) strict, without rowid;
create index cached_media_by_use on cached_media (used_at);

-- Everything seen, searchable. rowid = post.row. Trigrams hold only writing that does not set words apart.
create virtual table post_words using fts5 (text, author, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2");
create virtual table post_trigrams using fts5 (text, content = '', contentless_delete = 1, tokenize = "trigram");
`,
} as const
