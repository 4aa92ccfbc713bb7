/** What the person mutes or muffles, which posts it is found in, and what the networks' own filters say of a post. */
export const migration0006 = {
  number: 6,
  name: 'mutes',
  sql: `
create table mute_rule (
  id integer primary key autoincrement,     -- never given twice: what was found for a rule is not another one's
  kind text not null,                       -- 'words', 'tag', 'author', 'reposts'
  said text,                                -- the words or the tag
  author_row integer references author (row), -- whose; null: words or a tag, or reposts by anybody
  how text not null,                        -- 'mute', 'muffle'
  account_id text references account (id) on delete cascade, -- null: all
  until integer not null,                   -- the last moment of time: never ends
  created_at integer not null,
  search_below integer                      -- posts of lower rows are still to be looked through; null: none
) strict;
create index mute_rule_by_author on mute_rule (author_row) where author_row is not null;

-- The posts in which words and tags were found, whether the rule holds or has ended.
create table mute_match (
  post_row integer not null references post (row) on delete cascade,
  rule_id integer not null references mute_rule (id) on delete cascade,
  primary key (post_row, rule_id)
) strict, without rowid;
create index mute_match_by_rule on mute_match (rule_id);

-- What the account's own filters on its network want of a post.
alter table post_account add column filter_how text;      -- 'mute', 'muffle'; null: nothing
alter table post_account add column filter_reason text;   -- in the network's or the person's own words
`,
} as const
