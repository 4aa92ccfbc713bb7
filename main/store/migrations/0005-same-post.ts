/** The same post on several networks: what is looked up, what was found, and what the person said about it. */
export const migration0005 = {
  number: 5,
  name: 'same-post',
  sql: `
-- By what posts that may be the same one are found. Posts that are never compared (answers to others) have none.
create table same_post_key (
  post_row integer primary key references post (row) on delete cascade,
  at integer not null,                      -- when the post was written
  text_key integer,
  link_key integer
) strict;
create index same_post_key_by_text on same_post_key (text_key, at) where text_key is not null;
create index same_post_key_by_link on same_post_key (link_key, at) where link_key is not null;

-- Posts that are one, by group.
create table same_post (
  post_row integer primary key references post (row) on delete cascade,
  group_id integer not null,
  reason text not null,                     -- 'sent', 'bridged', 'text', 'shortened', 'part', 'link', 'media'
  decided_by text not null,                 -- 'rule', 'chirp' (sent together), 'person'
  part integer not null,                    -- 1: it says only a part of what another one of the group says
  split integer not null                    -- 1: the person wants them as separate posts; the same in all of a group
) strict;
create index same_post_by_group on same_post (group_id);

-- What is known of two authors, both ways round: 1 they are one person, 0 their posts are to be kept apart.
create table same_author (
  author_row integer not null references author (row) on delete cascade,
  other_row integer not null references author (row) on delete cascade,
  same integer not null,
  decided_by text not null,                 -- 'rule', 'person'
  primary key (author_row, other_row)
) strict, without rowid;
create index same_author_by_other on same_author (other_row);

-- What an older Chirp sent to several networks at once.
insert or ignore into same_post (post_row, group_id, reason, decided_by, part, split)
  select post.row, dense_rank() over (order by draft_id, segment_id), 'sent', 'chirp', 0, 0
  from network_post_mapping join post on post.id = post_id
  where (draft_id, segment_id) in (select draft_id, segment_id from network_post_mapping group by draft_id, segment_id having count(*) > 1)
  order by draft_id, segment_id;
`,
} as const
