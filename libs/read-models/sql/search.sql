-- The words of each ticket and how often words occur (search/). btree_gin and pg_trgm are extensions that come with PostgreSQL.
create table search (
  number    integer  primary key,
  open      boolean  not null,
  words     tsvector not null
) with (fillfactor = 90);
comment on table search is 'Words of a ticket in their normal form, with their order: of its description (weight A), place (B) and messages; with a ~ before them of former texts.';

create table vocabulary (
  word    text collate "C" primary key,
  tickets integer not null,
  open    integer not null,
  near    integer[] not null
) with (fillfactor = 80);
comment on column vocabulary.tickets is 'Tickets that have the word, and those with a former text that has it.';
comment on column vocabulary.open is 'Tickets with the word that are not closed: all that a user may learn of.';

-- What is left of the first letters of a word when one or two are left out: words with such a rest in common differ by few letters.
-- Words with digits are never corrected.
create function near_keys(word text) returns integer[] language sql immutable strict parallel safe return
  case when length(word) < 3 or word ~ '[0-9]' then '{}' else array(
    select distinct hashtext(overlay(overlay(left(word, 7) placing '' from i for 1) placing '' from j for 1))
    from generate_series(1, 8) i, generate_series(case when length(word) > 5 then i else 8 end, 8) j order by 1) end;
