
-- Stretches of 8,192 numbers, so that the newest of many matches are found without looking at all of them. Few entries wait, for a
-- search reads them one by one.
create index on search using gin ((number >> 13), words) with (gin_pending_list_limit = 512);
create index on search using gin (words) with (gin_pending_list_limit = 512) where open;
create index on search (number) where open;
create index on vocabulary using gin (word gin_trgm_ops, near);
