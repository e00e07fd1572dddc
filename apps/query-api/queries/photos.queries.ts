import type { Queryable } from '#libs/platform/database.js';
import { until } from '#libs/platform/retry.js';
import { readPhoto, type StoredPhoto } from '#libs/photos/store.js';
import { ticketsWithPhoto, type PhotoTicket } from '#libs/read-models/queries/photos.js';
import { getTicket } from '#libs/read-models/queries/ticket.js';
import type { Role } from '#libs/read-models/types.js';
import { defineQuery } from './define-query.js';
import { ownEnd } from './tickets.queries.js';
import { ticketFor } from './visibility.js';

/** Bytes are stored after the event that names them: for so long, and so often, they are looked for, in milliseconds. */
const TIMEOUT = 2_000;
const STEP = 200;

/** A photo or its thumbnail; undefined where there is none that this role may see, or this browser of a ticket of its own. */
export const GetPhoto = defineQuery(
  'GetPhoto',
  async (
    db,
    { role, browser }: { readonly role: Role; readonly browser?: string },
    digest: string,
    form: 'content' | 'thumbnail',
  ): Promise<StoredPhoto | undefined> => {
    const tickets = await ticketsWithPhoto(db, digest);
    if (tickets.length === 0) return undefined;
    const shown = tickets.filter(({ hidden }) => !hidden);
    const isPublic = shown.some(({ closed }) => !closed);
    if (role === 'user' && !isPublic && !(await isInOwnEnd(db, shown, digest, browser))) return undefined;
    return until(() => readPhoto(db, digest, form), TIMEOUT, STEP);
  },
);

/** Whether the message that closed a ticket shows it, and this browser reads that message. */
async function isInOwnEnd(db: Queryable, closed: PhotoTicket[], digest: string, browser?: string): Promise<boolean> {
  for (const { id } of closed) {
    const { ticket } = await getTicket(db, id);
    const end = ticket && ownEnd(ticketFor('user', ticket), browser);
    if (end?.message?.photos.some((photo) => photo.digest === digest)) return true;
  }
  return false;
}
