-- The bytes of photos, apart from the events that name them. Photos with the same bytes are one.
create table photos.pictures (
  digest    text           collate "C" primary key check (digest = encode(sha256(content), 'hex')),
  type      text           not null,
  content   bytea          not null,
  -- WebP.
  thumbnail bytea          not null,
  stored_at timestamptz(3) not null default now()
);
comment on table photos.pictures is 'Written by command-api once an event names the photo; a row goes when the last text that has it is erased.';
