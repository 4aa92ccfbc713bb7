/** Posts by the id that an account's server has for them: what a stream says is gone is found without looking through all. */
export const migration0009 = {
  number: 9,
  name: 'remote-ids',
  sql: `
-- The ends tell ids apart (13 characters are a record key of AT Protocol), and a whole address for every post would be a tenth of the database.
create index post_account_by_remote on post_account (substr(remote_id, -13));
`,
} as const
