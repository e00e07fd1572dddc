import { setTimeout as sleep } from 'node:timers/promises';
import { readPhoto, type StoredPhoto } from '#libs/photos/store.js';
import { photoAudience } from '#libs/read-models/queries/photos.js';
import type { Role } from '#libs/read-models/types.js';
import { defineQuery } from './define-query.js';

/** Bytes are stored behind the event that names them: so often, and so many milliseconds apart, they are looked for. */
const TRIES = 10;
const PAUSE = 200;

/** A photo or its thumbnail; undefined where there is none that this role may see. */
export const GetPhoto = defineQuery(
  'GetPhoto',
  async ({ db }, role: Role, digest: string, form: 'content' | 'thumbnail'): Promise<StoredPhoto | undefined> => {
    const audience = await photoAudience(db, digest);
    if (!audience || (role === 'user' && audience !== 'users')) return undefined;
    for (let tries = TRIES; tries > 0; tries--) {
      const photo = await readPhoto(db, digest, form);
      if (photo) return photo;
      await sleep(PAUSE);
    }
    return undefined;
  },
);
