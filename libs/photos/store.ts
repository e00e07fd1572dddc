import type { Queryable } from '#libs/platform/database.js';
import type { PreparedPhoto } from './prepare.js';

/** Keeps the bytes of photos; those that are there already stay. For the role of the command side. */
export async function storePhotos(db: Queryable, photos: readonly PreparedPhoto[]): Promise<void> {
  for (const { photo, content, thumbnail } of photos) {
    const known = await db.query('select from photos.pictures where digest = $1', [photo.digest]);
    if (known.rowCount) continue;
    await db.query(
      'insert into photos.pictures (digest, type, content, thumbnail) values ($1, $2, $3, $4) on conflict do nothing',
      [photo.digest, photo.type, content, thumbnail],
    );
  }
}

export interface StoredPhoto {
  readonly type: string;
  readonly content: Buffer;
}

/** The bytes of a photo, or of its thumbnail; undefined while they are not there. */
export async function readPhoto(
  db: Queryable,
  digest: string,
  form: 'content' | 'thumbnail',
): Promise<StoredPhoto | undefined> {
  const type = form === 'content' ? 'type' : `'image/webp' as type`;
  const text = `select ${type}, ${form} as content from photos.pictures where digest = $1`;
  return (await db.query<StoredPhoto>(text, [digest])).rows[0];
}

/** Digests in the personal data of an event. */
export function digestsIn(personal: string | null): string[] {
  if (!personal?.includes('"photos"')) return [];
  const { photos } = JSON.parse(personal) as { photos?: readonly { readonly digest: string }[] | null };
  return photos?.map(({ digest }) => digest) ?? [];
}

/**
 * Removes those of some photos that no event names any more. For the owner, in the transaction that took the names away.
 * @returns how many went
 */
export async function removeUnnamed(db: Queryable, digests: readonly string[]): Promise<number> {
  if (digests.length === 0) return 0;
  const text = `delete from photos.pictures p where p.digest = any($1)
    and not exists (select from log.events e where e.private like '%"photos"%' and strpos(e.private, p.digest) > 0)`;
  return (await db.query(text, [digests])).rowCount ?? 0;
}

const NAMED = `select distinct photo ->> 'digest' as digest, e.position from log.events e
  cross join lateral json_array_elements(e.private::json -> 'photos') photo
  where e.private like '%"photos":[%' and e.type in ('TicketOpened', 'MessagePosted')`;

/** The first event that names a photo whose bytes are not there as they were stored; undefined when all are. For the owner. */
export async function findLostPhoto(db: Queryable): Promise<{ position: number; digest: string } | undefined> {
  const text = `with named as (${NAMED})
    select n.position::int, n.digest from named n left join photos.pictures p using (digest)
    where p.digest is null or encode(sha256(p.content), 'hex') <> p.digest order by n.position limit 1`;
  return (await db.query<{ position: number; digest: string }>(text)).rows[0];
}
