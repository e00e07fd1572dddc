import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { readTimeAt } from '#libs/event-log/read-side.js';
import { ReadDatabase } from './read-database.js';

/** Lets `at=` in any address be a position of the log: it means the time of that event, with all events of its millisecond. */
export function resolvePositions(app: NestFastifyApplication): void {
  const reads = app.get(ReadDatabase);
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRequest', async (request) => {
    const asked = request.query as { at?: unknown };
    if (typeof asked.at !== 'string' || !/^\d{1,15}$/.test(asked.at)) return;
    // Later positions than the last one are the last one, as later times are now.
    const at = await readTimeAt(reads, Number(asked.at));
    asked.at = (at ?? new Date(0)).toISOString();
  });
}
