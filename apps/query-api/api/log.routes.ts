import { z } from 'zod';
import type { EventType } from '#libs/read-models/types.js';
import { commandApiPosition } from '../commands/command-api-health.js';
import { GetLastVerification, GetSystemStatus, ListEvents } from '../queries/log.queries.js';
import { eventJson, eventSchema } from './event-json.js';
import { auditParameters, noParameters } from './parameters.js';
import { readRoute } from './read-route.js';
import { count, json, time } from './schemas.js';

const auditSchema = z.object({
  events: z.array(eventSchema.extend({ ticketId: z.uuid(), number: z.int().positive().nullable() })),
  nextBefore: z.int().positive().nullable().describe('`before` of the next page; null at the beginning of the log'),
  log: z.object({ logId: z.uuid(), position: count, hash: z.string(), recordedAt: time.nullable() }),
  verification: z
    .object({
      at: time,
      position: count.describe('Where the log ended then'),
      badPosition: count.nullable().describe('The first one that was not as it was written; null when all were'),
      reason: z.string().nullable(),
      compared: z.array(z.string()).describe('Who else’s memory of the log it was compared with'),
    })
    .nullable()
    .describe('What `helpdesk verify` found last; null when it never ran'),
});

readRoute({
  id: 'listEvents',
  path: 'audit',
  tag: 'Log',
  helpdeskOnly: 'the log',
  summary: 'Events by filter, the newest first; a page looks through a bounded stretch and says where to go on',
  query: auditParameters,
  response: auditSchema,
  async read({ query, queries }) {
    const filter = { ...query, type: query.type as EventType[] | undefined };
    const { entries, ...page } = await queries.execute(new ListEvents(filter));
    return {
      events: entries.map(({ event, number }) => ({ ...eventJson(event), ticketId: event.ticketId, number })),
      ...json(page),
      verification: json((await queries.execute(new GetLastVerification())) ?? null),
    };
  },
});

const moment = z.iso.datetime().nullable();
const statusSchema = z.object({
  log: z.object({
    logId: z.uuid(),
    position: count,
    hash: z.string().describe('Chain hash of the last event, hex'),
    recordedAt: moment,
  }),
  readModels: z.object({
    generation: count.nullable(),
    schemaVersion: count.nullable(),
    timeZone: z.string().nullable(),
    position: count,
    recordedAt: moment,
    parked: count.describe('Events that could not be applied'),
    stopped: z.string().nullable().describe('Why the projector does not go on'),
  }),
  lag: z.object({ events: count, ms: count.describe('Since the first event that cannot be read yet was recorded') }),
  backup: z.object({
    at: moment.describe('When the last good backup ended'),
    position: count.nullable().describe('Where it ends'),
    restoredAt: moment.describe('When one was last restored into an empty database and compared'),
    failure: z.string().nullable().describe('Why the last one failed'),
    overdue: z.boolean().describe('No good one for 36 hours'),
  }),
  rebuilding: z.object({ generation: count, position: count }).nullable(),
});

readRoute({
  id: 'systemStatus',
  path: 'status',
  tag: 'Log',
  helpdeskOnly: 'the status',
  summary: 'How far log and read models are',
  query: noParameters,
  response: statusSchema,
  async read({ queries }) {
    const { backup, ...status } = await queries.execute(new GetSystemStatus(await commandApiPosition()));
    const { since: _, ...lastBackup } = backup;
    return { ...json(status), backup: json(lastBackup) };
  },
});
