/** Places in streams from which they can be read on into the past, so that what is older can be forgotten and read again. */
export const migration0008 = {
  number: 8,
  name: 'stream-places',
  sql: `
-- Everything of the stream down to a place was told when the token was given; the token goes on from there.
create table stream_place (
  account_id text not null references account (id) on delete cascade,
  stream text not null,
  at integer not null,
  token text not null,
  primary key (account_id, stream, at)
) strict, without rowid;
insert or ignore into stream_place select account_id, stream, reached_at, older from sync_cursor where reached_at is not null and older is not null;
`,
} as const
