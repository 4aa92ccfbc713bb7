/** Search by what a post is as well as by its words, in the order of time. What is there already is indexed later, a slice at a time. */
export const migration0003 = {
  number: 3,
  name: 'search',
  sql: `
-- Where a post stands in time among all others: greater = newer. The rowid of its terms.
create table search_place (
  place integer primary key,
  post_row integer not null unique references post (row) on delete cascade
) strict;

-- Posts whose terms are not what they should be, until they are indexed. No reference: looking up a million posts takes seconds.
create table search_waiting (
  post_row integer primary key
) strict;
insert into search_waiting select row from post;

-- rowid = search_place.place. Each column holds terms with spaces between them, made and folded by Chirp: the tokenizer only cuts at spaces.
create virtual table post_terms using fts5 (words, author, signs, facets, content = '', contentless_delete = 1,
  tokenize = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_{|}~\`""'''");

drop table post_words;
drop table post_trigrams;
drop index post_by_time;
`,
}
