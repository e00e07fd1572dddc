import type pg from 'pg';
import { importEvents, ImportRejectedError } from '#libs/event-log/import-events.js';
import { markInvented } from '#libs/event-log/invented.js';
import { nextNumber } from '#libs/event-log/lookup.js';
import { readHead } from '#libs/event-log/read.js';
import { storePhotos } from '#libs/photos/store.js';
import { chosenModel } from '../cli/chosen-model.js';
import { BadUse } from '../cli/outcomes.js';
import { progress } from '../cli/progress.js';
import { waitUntilShown, zoneOf } from '../cli/running.js';
import type { System } from '../cli/system.js';
import { campusLife } from './life.js';
import { drawPhotos } from './photos.js';

export interface FillOptions {
  readonly tickets: number;
  readonly seed: number;
  /** How far they reach back. */
  readonly months: number;
}

/**
 * Fills an empty log with campus life that ends now, all or nothing, and waits until the pages show it.
 * @returns how many tickets and events that makes
 * @throws {BadUse} when the log holds anything: invented tickets never stand beside real ones
 */
export async function fillLog(
  system: System,
  owner: pg.Client,
  { tickets, seed, months }: FillOptions,
): Promise<{ tickets: number; events: number }> {
  const until = await timeOfEmptyLog(owner);
  const from = new Date(until);
  from.setUTCMonth(from.getUTCMonth() - months);
  const categorizer = chosenModel(system.config.CATEGORIZER_MODEL);
  const drawn = await drawPhotos();
  const life = campusLife({
    photos: drawn.map(({ about, prepared }) => ({ about, photo: prepared.photo })),
    seed,
    tickets,
    firstNumber: await nextNumber(owner),
    from: from.getTime(),
    until: until.getTime(),
    timeZone: await zoneOf(system, owner),
    classify: (text) => categorizer.classify(text),
  });
  const bar = progress(`${months} months of campus life`, tickets, 'tickets');
  let opened = 0;
  function* counted() {
    for (const piece of life) {
      yield piece;
      opened += piece.filter((event) => event.version === 1).length;
      bar.to(opened);
    }
  }
  const { position } = await importEvents(owner, counted())
    .catch((error: unknown) => {
      if (!(error instanceof ImportRejectedError)) throw error;
      throw new BadUse(`Somebody else has begun to use the log. ${error.message}`);
    })
    .finally(() => bar.done());
  await storePhotos(
    owner,
    drawn.map(({ prepared }) => prepared),
  );
  await markInvented(owner);
  await waitUntilShown(system, owner, position);
  return { tickets: opened, events: position };
}

/** The time of the database: no event may be later. */
async function timeOfEmptyLog(owner: pg.Client): Promise<Date> {
  const { position } = await readHead(owner);
  if (position > 0) {
    throw new BadUse(
      `The log already holds ${position} events: use an empty one, for example with HELPDESK_DATA_DIR=.data-demo or another DATABASE_URL.`,
    );
  }
  const { rows } = await owner.query<{ now: Date }>('select clock_timestamp() as now');
  return rows[0]?.now ?? new Date();
}
