/**
 * What was indexed for searching is not indexed again because another account sees it too: people with two accounts on a network read most posts
 * twice. Who saw a post after it was indexed is found beside the index.
 */
export const migration0017 = {
  number: 17,
  name: 'seen-later',
  sql: `
-- The place in the index of a post that had been indexed when the account first saw it; null: the index itself says that it has seen it.
alter table post_account add column later integer;
create index post_account_later on post_account (account_id, later) where later is not null;
`,
} as const
