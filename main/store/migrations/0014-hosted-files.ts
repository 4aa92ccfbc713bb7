/** Files on the person's media hosts, so that none is left there for good. */
export const migration0014 = {
  number: 14,
  name: 'hosted-files',
  sql: `
create table hosted_file (
  -- Where it lies in the bucket.
  name text primary key,
  host_id text not null,
  account_id text not null,
  sha256 text not null,
  -- 'putting' is written down before the first byte leaves, so that a crash leaves no file that nobody knows of.
  state text not null check (state in ('putting', 'there', 'released')),
  -- Its public address; null until it was read there.
  url text,
  -- How many still count on it.
  uses integer not null,
  -- When it is to be removed, or when that is tried again, epoch ms.
  due_at integer not null,
  -- When it was first tried to be removed, epoch ms.
  tried_at integer,
  tries integer not null default 0
) strict, without rowid;
create index hosted_file_by_due on hosted_file (due_at);
create index hosted_file_by_file on hosted_file (account_id, sha256) where state = 'there';
create index hosted_file_by_host on hosted_file (host_id);
`,
} as const
