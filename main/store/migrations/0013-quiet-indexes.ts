/** What is muted, blocked or filtered on a network is little: it is found among itself, not by looking at each author and post. */
export const migration0013 = {
  number: 13,
  name: 'quiet-indexes',
  sql: `
create index author_account_shut on author_account (author_row) where muted = 1 or blocked = 1;
create index post_account_filtered on post_account (post_row) where filter_how is not null;
`,
} as const
