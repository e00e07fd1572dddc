import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { query } from '#libs/read-models/queries/sql.js';
import { ReadDatabase } from './read-database.js';

/** Later positions than the last one are the last one, as later times are now. */
const TIME_OF = 'select recorded_at as at from log.events where position <= $1 order by position desc limit 1';

/** Lets `at=` in any address be a position of the log: it means the time of that event, with all events of its millisecond. */
export function resolvePositions(app: NestFastifyApplication): void {
  const reads = app.get(ReadDatabase);
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRequest', async (request) => {
    const asked = request.query as { at?: unknown };
    if (typeof asked.at !== 'string' || !/^\d{1,15}$/.test(asked.at)) return;
    const [event] = await query<{ at: Date }>(reads, TIME_OF, [asked.at]);
    asked.at = (event?.at ?? new Date(0)).toISOString();
  });
}
