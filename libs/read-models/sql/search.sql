-- The words of each ticket and how often words occur (search/). btree_gin and pg_trgm are extensions that come with PostgreSQL.
create table search (
  number    integer  primary key,
  open      boolean  not null,
  words     tsvector not null,
  former    tsvector
) with (fillfactor = 90);
comment on table search is 'Words of a ticket in their normal form, with their order: of its description (weight A), place (B) and messages, and of earlier descriptions and places.';

create table vocabulary (
  word    text collate "C" primary key,
  tickets integer not null,
  open    integer not null,
  near    integer[] not null
) with (fillfactor = 80);
comment on column vocabulary.tickets is 'Tickets that have the word or had it in an earlier description or place.';
comment on column vocabulary.open is 'Tickets with the word that are not closed: all that a user may learn of.';

-- What is left of the first letters of a word when one or two are left out: words with such a rest in common differ by few letters.
-- Words with digits are never corrected.
create function near_keys(word text) returns integer[] language plpgsql immutable strict parallel safe as $$
declare
  v_one text;
  v_rests text[] := array[left(word, 7)];
begin
  if length(word) < 3 or word ~ '[0-9]' then return '{}'; end if;
  for i in 1..least(length(word), 7) loop
    v_one := overlay(v_rests[1] placing '' from i for 1);
    v_rests := v_rests || v_one;
    for j in i..case when length(word) > 5 then 6 else 0 end loop v_rests := v_rests || overlay(v_one placing '' from j for 1); end loop;
  end loop;
  return array(select distinct hashtext(rest) from unnest(v_rests) rest order by 1);
end $$;
