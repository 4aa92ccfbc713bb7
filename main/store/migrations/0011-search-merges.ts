/** The index for searching is tidied in slices between everything else (see `mergeTerms`), not at the end of some read or other. */
export const migration0011 = {
  number: 11,
  name: 'search-merges',
  sql: `
-- https://www.sqlite.org/fts5.html#the_automerge_configuration_option and the two below it (checked 2026-11-27)
insert into post_terms (post_terms, rank) values ('automerge', 0);
insert into post_terms (post_terms, rank) values ('usermerge', 8);
-- Only where the slices do not come to it at all.
insert into post_terms (post_terms, rank) values ('crisismerge', 128);
`,
} as const
