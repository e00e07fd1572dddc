import { createHash } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import { digestsIn } from '#libs/photos/store.js';

const bytes = z.base64();

/** The bytes of a photo, behind the event that names it. */
export const photoLine = z.strictObject({
  kind: z.literal('photo'),
  digest: z.string().regex(/^[\da-f]{64}$/),
  type: z.string().min(1),
  content: bytes,
  thumbnail: bytes,
});
export type PhotoLine = z.infer<typeof photoLine>;

/** The lines of the photos that some events name. Those whose bytes are lost have none: `verify` tells of them. */
export async function* photoLines(
  owner: pg.Client,
  events: readonly { readonly private: string | null }[],
): AsyncGenerator<string> {
  const text = `select digest, type, encode(content, 'base64') as content, encode(thumbnail, 'base64') as thumbnail
    from photos.pictures where digest = $1`;
  for (const digest of new Set(events.flatMap((event) => digestsIn(event.private)))) {
    const [row] = (await owner.query<Omit<PhotoLine, 'kind'>>(text, [digest])).rows;
    // PostgreSQL breaks base64 into lines.
    const joined = (base64: string): string => base64.replace(/\n/g, '');
    if (row)
      yield JSON.stringify({ kind: 'photo', ...row, content: joined(row.content), thumbnail: joined(row.thumbnail) });
  }
}

/** True for the bytes that the digest names. */
export function isWhole({ digest, content }: PhotoLine): boolean {
  return createHash('sha256').update(Buffer.from(content, 'base64')).digest('hex') === digest;
}

/** Puts a photo of an export beside the log; one that is there already stays. */
export async function restorePhoto(owner: pg.Client, { digest, type, content, thumbnail }: PhotoLine): Promise<void> {
  const text = `insert into photos.pictures (digest, type, content, thumbnail)
    values ($1, $2, decode($3, 'base64'), decode($4, 'base64')) on conflict do nothing`;
  await owner.query(text, [digest, type, content, thumbnail]);
}
