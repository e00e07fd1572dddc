import { readAfter, readHead } from '#libs/event-log/read.js';
import { readBackupState } from '#libs/event-log/upkeep.js';
import { lastVerification } from '#libs/event-log/verifications.js';
import { listComputations } from '#libs/read-models/computations.js';
import { listEvents } from '#libs/read-models/queries/audit.js';
import { readCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { READ_SCHEMA_VERSION } from '#libs/read-models/schema.js';
import { defineQuery } from './define-query.js';

/** The audit of the whole log, the newest events first. */
export const ListEvents = defineQuery('ListEvents', listEvents);

/** What `helpdesk verify` found last; undefined when it never ran. */
export const GetLastVerification = defineQuery('GetLastVerification', lastVerification);

/** How far log and read models are, with where the log of command-api ended before, if that counts: a standby may not have it all. */
export const GetSystemStatus = defineQuery('GetSystemStatus', async (db, primary?: number) => {
  const { logId, position: end, hash, recordedAt: endedAt } = await readHead(db);
  const { generation, timeZone, position, recordedAt, stopped, parked } = await readCheckpoint(db);
  const building = (await listComputations(db)).find(({ state }) => state === 'filling' || state === 'filled');
  const [missing] = position < end ? await readAfter(db, position, 1) : [];
  const since = missing?.recordedAt ?? ((primary ?? 0) > end ? endedAt : undefined);
  return {
    /** With the chain hash of its last event, in hex. */
    log: { logId, position: end, hash: hash.toString('hex'), recordedAt: endedAt },
    readModels: {
      generation,
      schemaVersion: generation === null ? null : READ_SCHEMA_VERSION,
      timeZone,
      position,
      recordedAt,
      /** Events that could not be applied. */
      parked,
      /** Why the projector does not go on; null while it does. */
      stopped,
    },
    /** Milliseconds since the first event that cannot be read yet was recorded; an upper bound while a standby does not have it. */
    lag: {
      events: Math.max(0, end - position, (primary ?? 0) - position),
      ms: since ? Math.max(0, Date.now() - since.getTime()) : 0,
    },
    backup: await readBackupState(db),
    rebuilding: building ? { generation: building.generation, position: building.position } : null,
  };
});
