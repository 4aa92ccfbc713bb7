/** What the last check of each account said. */
export const migration0015 = {
  number: 15,
  name: 'account-health',
  sql: `
create table account_health (
  account_id text primary key references account (id) on delete cascade,
  checked_at integer not null,
  -- JSON of a HealthReport.
  report text not null
) strict, without rowid;
`,
} as const
