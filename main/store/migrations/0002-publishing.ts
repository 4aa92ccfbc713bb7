/** What drafts, the outbox and media learned for publishing in full. */
export const migration0002 = {
  number: 2,
  name: 'publishing',
  sql: `
alter table draft add column options text not null default '{}';   -- JSON DraftOptions
alter table draft add column edits_id text;                        -- the own post that the draft is an edit of
alter table draft add column kept_media text not null default '{}'; -- JSON: files the edited post has already, by draft media id, as the network names them

alter table outbox_item add column operation text not null default 'create';   -- 'create', 'edit'
alter table outbox_item add column planned text;                                -- JSON PlannedPost; null in rows of an older Chirp
alter table outbox_item add column remote_schedule_id text;                     -- the network's name for a post it holds until its time
alter table outbox_item add column hold_until integer;                          -- the time the network is given with the post; null = it is posted when it is sent

-- Files made of a draft's files for targets that take them only smaller or in another format.
create table media_variant (
  source_sha256 text not null references media_file (sha256) on delete cascade,
  rule text not null,                       -- what it was made for: types, bytes, pixels, side
  sha256 text not null,
  mime_type text not null,
  bytes integer not null,
  width integer,
  height integer,
  changes text not null,                    -- JSON: what was changed, FitChange[]; empty = the source as it is
  created_at integer not null,
  primary key (source_sha256, rule)
) strict, without rowid;
-- What of a post is prepared already (uploaded files), until all of it is.
create table outbox_part (
  item_id text not null references outbox_item (id) on delete cascade,
  name text not null,                       -- the connector's own
  part text not null,                       -- JSON of the connector
  created_at integer not null,
  primary key (item_id, name)
) strict, without rowid;

create index media_variant_by_file on media_variant (sha256);
`,
}
