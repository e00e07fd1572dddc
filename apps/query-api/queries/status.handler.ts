import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { readAfter, readHead } from '#libs/event-log/read.js';
import { readCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { countParked } from '#libs/read-models/queries/parked.js';
import { listComputations } from '#libs/read-models/computations.js';
import { READ_SCHEMA_VERSION } from '#libs/read-models/schema.js';
import { ReadDatabase } from './read-database.js';
import { GetSystemStatus, type SystemStatus } from './queries.js';

@QueryHandler(GetSystemStatus)
export class GetSystemStatusHandler implements IQueryHandler<GetSystemStatus> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute(): Promise<SystemStatus> {
    const { db } = this.reads;
    const head = await readHead(db);
    const { generation, timeZone, position, recordedAt, stopped } = await readCheckpoint(db);
    const building = (await listComputations(db)).find(({ state }) => state === 'filling' || state === 'filled');
    const [missing] = position < head.position ? await readAfter(db, position, 1) : [];
    return {
      log: {
        logId: head.logId,
        position: head.position,
        hash: head.hash.toString('hex'),
        recordedAt: head.recordedAt,
      },
      readModels: {
        generation,
        schemaVersion: generation === null ? null : READ_SCHEMA_VERSION,
        timeZone,
        position,
        recordedAt,
        parked: generation === null ? 0 : await countParked(db),
        stopped,
      },
      lag: {
        events: Math.max(0, head.position - position),
        ms: missing ? Math.max(0, Date.now() - missing.recordedAt.getTime()) : 0,
      },
      rebuilding: building ? { generation: building.generation, position: building.position } : null,
    };
  }
}
