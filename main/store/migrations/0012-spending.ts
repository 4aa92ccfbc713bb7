/** What is paid to platforms that charge for requests. Amounts are millionths of a dollar; days are counted from 1970-01-01 in UTC. */
export const migration0012 = {
  number: 12,
  name: 'spending',
  sql: `
create table budget (
  account_id text primary key references account (id) on delete cascade,
  reading integer not null,                 -- 1: Chirp may read for money
  per_day integer,                          -- null: no limit
  per_month integer
) strict, without rowid;

create table spending (
  account_id text not null references account (id) on delete cascade,
  day integer not null,
  kind text not null,                       -- an entry of the platform's price list
  amount integer not null,
  count integer not null,
  primary key (account_id, day, kind)
) strict, without rowid;

-- What was read on the newest day: it is charged for once a day.
create table charged_read (
  account_id text not null references account (id) on delete cascade,
  day integer not null,
  key text not null,
  primary key (account_id, day, key)
) strict, without rowid;
`,
} as const
