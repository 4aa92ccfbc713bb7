/** The inbox by groups: what came about one thing, in which box it lies, and what is unread of it, by account. */
export const migration0007 = {
  number: 7,
  name: 'inbox',
  sql: `
-- Notifications about one thing: a conversation, the likes of a post, the follows of a day.
create table inbox_group (
  id integer primary key,
  subject text not null unique,             -- what they are about, see main/store/inbox/subject.ts
  class text not null,                      -- 'conversation', 'quote', 'like', 'repost', 'follow', 'other'
  place text not null,                      -- 'inbox', 'snoozed', 'archived'
  until integer,                            -- snoozed: when it comes back
  stands_at integer,                        -- it came back then, and stands there where nothing in it is newer
  settled_at integer                        -- its newest notification when it was put away; only a newer one brings it back
) strict;
create index inbox_group_snoozed on inbox_group (until) where place = 'snoozed';

-- What of a group came to one account. Made of the notifications whenever one of them changes.
create table inbox_lane (
  group_id integer not null references inbox_group (id) on delete cascade,
  account_id text not null references account (id) on delete cascade,
  class text not null,
  place text not null,
  sort_at integer not null,
  people integer not null,
  unread integer not null,
  primary key (group_id, account_id)
) strict, without rowid;
create index inbox_lane_by_time on inbox_lane (account_id, class, place, sort_at, group_id);
create index inbox_lane_unread on inbox_lane (account_id, class, sort_at, group_id) where unread > 0 and place = 'inbox';

alter table inbox_item add column group_id integer references inbox_group (id) on delete set null;
alter table inbox_item add column counted integer;                  -- notifications of a group that share it count once
alter table inbox_item add column kept integer not null default 0;  -- 1: unread because the person wants it so; no network undoes that
create index inbox_item_by_group on inbox_item (group_id, account_id, at, row);
create index inbox_item_unread_of_group on inbox_item (group_id) where read = 0;
create index inbox_item_unread_by_time on inbox_item (account_id, at) where read = 0;

-- What has to be looked at before the transaction ends: notifications without their group, posts that changed what is about them, and
-- groups whose lanes are to be made anew.
create table inbox_unplaced (item_row integer primary key) strict;
create table inbox_moved_post (post_row integer primary key) strict;
create table inbox_stale (group_id integer primary key) strict;

create trigger inbox_item_added after insert on inbox_item begin
  insert or ignore into inbox_unplaced values (new.row);
end;
create trigger inbox_item_about after update of post_row on inbox_item begin
  insert or ignore into inbox_unplaced values (new.row);
end;
create trigger inbox_item_changed after update of read, group_id, counted on inbox_item begin
  insert or ignore into inbox_stale select old.group_id where old.group_id is not null;
  insert or ignore into inbox_stale select new.group_id where new.group_id is not null;
end;
create trigger inbox_item_removed after delete on inbox_item begin
  insert or ignore into inbox_stale select old.group_id where old.group_id is not null;
end;
create trigger inbox_group_put after update of place, stands_at on inbox_group begin
  insert or ignore into inbox_stale values (new.id);
end;

create trigger inbox_post_changed after update of deleted_at, root_id on post
when old.deleted_at is not new.deleted_at or old.root_id is not new.root_id begin
  insert or ignore into inbox_moved_post values (new.row);
end;
-- The beginning of a conversation may become known after what was said in it.
create trigger inbox_post_added after insert on post when exists (select 1 from post where reply_to_id = new.id) begin
  insert or ignore into inbox_moved_post values (new.row);
end;
create trigger inbox_same_added after insert on same_post begin
  insert or ignore into inbox_moved_post select post_row from same_post where group_id = new.group_id;
end;
create trigger inbox_same_changed after update of group_id, split on same_post begin
  insert or ignore into inbox_moved_post select post_row from same_post where group_id in (old.group_id, new.group_id);
end;
create trigger inbox_same_removed after delete on same_post begin
  insert or ignore into inbox_moved_post values (old.post_row);
  insert or ignore into inbox_moved_post select post_row from same_post where group_id = old.group_id;
end;

-- Who or what is muted is in no lane: see silence.ts. A rule that ends by itself is noticed by the keeper of the rules.
create trigger inbox_muted after insert on mute_match begin
  insert or ignore into inbox_stale select group_id from inbox_item where post_row = new.post_row and group_id is not null;
end;
create trigger inbox_unmuted after delete on mute_match begin
  insert or ignore into inbox_stale select group_id from inbox_item where post_row = old.post_row and group_id is not null;
end;
create trigger inbox_rule_added after insert on mute_rule when new.author_row is not null begin
  insert or ignore into inbox_stale select group_id from inbox_item where actor_row = new.author_row and group_id is not null;
end;
create trigger inbox_rule_removed after delete on mute_rule when old.author_row is not null begin
  insert or ignore into inbox_stale select group_id from inbox_item where actor_row = old.author_row and group_id is not null;
end;
create trigger inbox_rule_changed after update of how, until, account_id, author_row on mute_rule begin
  insert or ignore into inbox_stale select group_id from inbox_item where actor_row in (old.author_row, new.author_row) and group_id is not null;
  insert or ignore into inbox_stale select item.group_id from mute_match cross join inbox_item item on item.post_row = mute_match.post_row
    where mute_match.rule_id = new.id and item.group_id is not null;
end;
create trigger inbox_known after insert on author_account when new.muted = 1 or new.blocked = 1 or new.following = 1 begin
  insert or ignore into inbox_stale select group_id from inbox_item where actor_row = new.author_row and group_id is not null;
end;
create trigger inbox_known_otherwise after update of muted, blocked, following on author_account
when old.muted is not new.muted or old.blocked is not new.blocked or old.following is not new.following begin
  insert or ignore into inbox_stale select group_id from inbox_item where actor_row = new.author_row and group_id is not null;
end;

-- New notifications the desktop was not told of yet.
create table inbox_news (
  item_row integer primary key references inbox_item (row) on delete cascade
) strict;

insert into inbox_unplaced select row from inbox_item;
`,
} as const
