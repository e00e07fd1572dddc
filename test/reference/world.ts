import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { readAfter, readHead } from '#libs/event-log/read.js';
import { openClient } from '#libs/platform/database.js';
import { createComputation, indexComputation, switchTo } from '#libs/read-models/computations.js';
import { applyBatch } from '#libs/read-models/project/apply-batch.js';
import { readable } from '#libs/read-models/project/incoming.js';
import { markComplete } from '#libs/read-models/project/mark-complete.js';
import { READ_SETTINGS } from '#libs/read-models/queries/sql.js';
import { ReadPool } from '#libs/read-models/read-pool.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import type { RawEvent } from './raw-event.js';

/** A real log and real read models, event by event. Times may lie in the future: then T is the last event's. */
export class World {
  private constructor(
    private readonly database: TestDatabase,
    readonly owner: pg.Client,
    readonly projector: pg.Client,
    /** Reads as query-api does. */
    readonly query: ReadPool,
    readonly logId: string,
  ) {}

  /** The owner's URL of the database. */
  get url(): string {
    return this.database.url;
  }

  /** @param timeZone of the read models; without one there are none yet */
  static async create(timeZone?: string): Promise<World> {
    const database = await createTestDatabase();
    const connect = (role?: string): Promise<pg.Client> =>
      openClient({ connectionString: database.url, pipeline: true, ...(role && { options: `-c role=${role}` }) });
    const [owner, projector] = await Promise.all([connect(), connect('helpdesk_projector')]);
    const options = `-c role=helpdesk_query ${READ_SETTINGS}`;
    const query = new ReadPool({ connectionString: database.url, options, max: 2 });
    if (timeZone) await startComputation(projector, timeZone);
    const { logId } = await readHead(owner);
    return new World(database, owner, projector, query, logId);
  }

  /** Puts events into the log as they are, whatever their time, in one transaction as an append does. */
  async write(events: readonly RawEvent[]): Promise<void> {
    await this.owner.query('begin');
    for (const event of events) {
      await this.owner.query(
        `insert into log.events (position, stream, version, event_id, type, schema_version, data, private, metadata,
             recorded_at, leaf, hash) values ($1, $2, $3, gen_random_uuid(), $4, $10, $5, $6, $7, $8, $9, $9)`,
        [
          event.position,
          event.stream,
          event.version,
          event.type,
          event.data,
          event.private,
          event.metadata,
          event.recordedAt,
          randomBytes(32),
          event.schemaVersion ?? 1,
        ],
      );
      if (event.type === 'TextErased') {
        const { position } = JSON.parse(event.data) as { position?: number };
        await this.owner.query('select log.erase($1, $2, $3)', [event.stream, event.position, position]);
      }
    }
    await this.owner.query('commit');
  }

  /** Says, as every append does, how far the log is. */
  async announce(): Promise<void> {
    const { position } = await readHead(this.owner);
    await this.owner.query("select pg_notify('helpdesk_log', $1::text)", [position]);
  }

  /** Brings the log to the read models, `batch` events a transaction; `from` may lie before what they know. */
  async project(from: number, batch = 100): Promise<void> {
    for (let position = from; ;) {
      const { incoming } = readable(await readAfter(this.projector, position, batch));
      const last = incoming.at(-1);
      // As the projector does while nothing happens: T is now.
      if (!last) return void (await markComplete(this.projector));
      await applyBatch(this.projector, incoming, { logId: this.logId });
      position = last.position;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.owner, this.projector, this.query].map((client) => client.end()));
    await this.database.drop();
  }
}

/** An empty computation that readers see from now on. */
export async function startComputation(client: pg.Client, timeZone: string): Promise<string> {
  const schema = await createComputation(client, timeZone);
  await indexComputation(client, schema);
  await switchTo(client, schema);
  return schema;
}
