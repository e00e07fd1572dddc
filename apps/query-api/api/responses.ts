import { z } from 'zod';
import type { NotedVerification } from '#libs/event-log/verifications.js';
import { PUBLIC, type Field } from '#libs/read-models/fields.js';
import type {
  ActiveByCategoryFigure,
  BacklogFigure,
  ByPlaceFigure,
  EventPage,
  OpenTicketsFigure,
  ResolutionTimeFigure,
  TicketItem,
  TicketPage,
  TicketView,
} from '#libs/read-models/types.js';
import {
  CATEGORIES,
  classificationSchema,
  EVENT_TYPES,
  PRIORITIES,
  ROLES,
  STATUSES,
  type RecordedEvent,
} from '#libs/tickets/events.js';

/*
 * What the JSON interface answers: the schemas are shown in OpenAPI, and what is sent fits them by type.
 */

const count = z.int().nonnegative();
const position = count.describe('Position in the log that the answer speaks of');
const time = z.iso.datetime().describe('UTC');
const status = z.enum(STATUSES);
const category = z.enum(CATEGORIES);

const OF_TYPE: Partial<Record<Field['type'], z.ZodType>> = {
  uuid: z.uuid(),
  text: z.string(),
  integer: count,
  boolean: z.boolean(),
  ms: time,
};
/** Where the type of a field says too little. */
const OF_FIELD: Partial<Record<string, z.ZodType>> = {
  number: z.int().positive(),
  status,
  category,
  priority: z.enum(PRIORITIES),
  version: z.int().positive(),
};
const DESCRIBED: Partial<Record<string, string>> = {
  description: 'null once erased',
  assignee: 'Who takes care of it; null if nobody does, or once erased',
  duplicateOf: 'UUID of the ticket that reports the same',
};

export const itemSchema = z.object(
  Object.fromEntries(
    PUBLIC.map(({ name, type, nullable }) => {
      const schema = OF_FIELD[name] ?? OF_TYPE[type] ?? z.unknown();
      const value = nullable ? schema.nullable() : schema;
      const words = DESCRIBED[name];
      return [name, words ? value.describe(words) : value];
    }),
  ),
);
export const pageSchema = z.object({
  items: z.array(itemSchema),
  nextCursor: z.string().nullable().describe('null on the last page'),
  asOf: position,
  corrected: z
    .array(z.object({ typed: z.string(), meant: z.string() }))
    .optional()
    .describe('only where no ticket has a word of `q`: the words that the items were found by instead'),
  numbered: itemSchema
    .optional()
    .describe('where `q` is a number such as 17 or #17: the ticket of that number, whatever else is asked for'),
});
export const eventSchema = z.object({
  position: z.int().positive(),
  version: z.int().positive(),
  type: z.enum(EVENT_TYPES as [string, ...string[]]),
  recordedAt: time,
  role: z.enum(ROLES),
  name: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export const ticketSchema = itemSchema.extend({
  classification: classificationSchema.nullable(),
  follows: z.uuid().nullable(),
  timeline: z.array(eventSchema),
});
export const openTicketsSchema = z.object({
  count,
  from: time,
  to: time,
  buckets: z.array(z.object({ from: time, opened: count, notYetClosed: count })),
  asOf: position,
});
const percentile = count.nullable().describe('Read from a histogram: off by 2 % at most');
export const resolutionTimeSchema = z.object({
  timeZone: z.string(),
  months: z.array(
    z.object({
      month: z.string().describe('2026-11'),
      opened: count,
      closed: count,
      averageMs: z
        .number()
        .nonnegative()
        .nullable()
        .describe('Mean of closedAt - openedAt; null without a closed ticket'),
      medianMs: percentile,
      p90Ms: percentile,
      complete: z.boolean().describe('False while the month or one of its tickets is not over'),
    }),
  ),
  asOf: position,
});
export const activeByCategorySchema = z.object({
  total: count,
  categories: z.array(z.object({ category, active: count, open: count })),
  asOf: position,
});

const placeCount = z.object({ active: count, open: count });
export const byPlaceSchema = z.object({
  total: placeCount,
  places: z
    .array(placeCount.extend({ place: z.string() }))
    .describe('The 200 with the most tickets that are not closed'),
  withoutPlace: placeCount,
  asOf: position,
});
export const placesSchema = z.object({
  places: z.array(
    z.object({
      code: z.string(),
      name: z.string().nullable(),
      parent: z.string().nullable(),
      kind: z.string().nullable(),
    }),
  ),
});
export const backlogSchema = z.object({
  timeZone: z.string(),
  points: z.array(
    z.object({
      at: time.describe('Just before this moment'),
      total: count,
      categories: z.array(z.object({ category, notYetClosed: count })),
    }),
  ),
  asOf: position,
});
export const auditSchema = z.object({
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

type Json<S extends z.ZodType> = z.input<S>;

export function itemJson(item: TicketItem): Json<typeof itemSchema> {
  const json = ({ name }: { name: keyof TicketItem }): unknown => {
    const value = item[name];
    return value instanceof Date ? value.toISOString() : value;
  };
  return Object.fromEntries(PUBLIC.map((field) => [field.name, json(field)]));
}

export function pageJson({ items, nextCursor, moment, corrected, numbered }: TicketPage): Json<typeof pageSchema> {
  const words = corrected && { corrected: corrected.words.map(({ typed, meant }) => ({ typed, meant })) };
  const found = numbered && { numbered: itemJson(numbered) };
  return { items: items.map(itemJson), nextCursor, asOf: moment.position, ...words, ...found };
}

export function eventJson(event: RecordedEvent): Json<typeof eventSchema> {
  const { position, version, type, recordedAt, role, name, data } = event;
  return { position, version, type, recordedAt: recordedAt.toISOString(), role, name: name ?? null, data };
}

export function ticketJson(ticket: TicketView): Json<typeof ticketSchema> {
  const { classification, follows, timeline } = ticket;
  return { ...itemJson(ticket), classification, follows, timeline: timeline.map(eventJson) };
}

export function openTicketsJson({
  count,
  from,
  to,
  buckets,
  moment,
}: OpenTicketsFigure): Json<typeof openTicketsSchema> {
  return {
    count,
    from: from.toISOString(),
    to: to.toISOString(),
    buckets: buckets.map((bucket) => ({ ...bucket, from: bucket.from.toISOString() })),
    asOf: moment.position,
  };
}

export function resolutionTimeJson({ months, moment }: ResolutionTimeFigure): Json<typeof resolutionTimeSchema> {
  return { timeZone: moment.timeZone, months: [...months], asOf: moment.position };
}

export function activeByCategoryJson(figure: ActiveByCategoryFigure): Json<typeof activeByCategorySchema> {
  return { total: figure.total, categories: [...figure.categories], asOf: figure.moment.position };
}

export function byPlaceJson({ total, places, withoutPlace, moment }: ByPlaceFigure): Json<typeof byPlaceSchema> {
  return { total, places: [...places], withoutPlace, asOf: moment.position };
}

export function backlogJson({ points, moment }: BacklogFigure): Json<typeof backlogSchema> {
  return {
    timeZone: moment.timeZone,
    points: points.map(({ at, total, categories }) => ({
      at: at.toISOString(),
      total,
      categories: CATEGORIES.map((one) => ({ category: one, notYetClosed: categories[one] })),
    })),
    asOf: moment.position,
  };
}

export function auditJson(
  { entries, nextBefore, log }: EventPage,
  verification: NotedVerification | undefined,
): Json<typeof auditSchema> {
  return {
    events: entries.map(({ event, number }) => ({ ...eventJson(event), ticketId: event.ticketId, number })),
    nextBefore,
    log: { ...log, recordedAt: log.recordedAt?.toISOString() ?? null },
    verification: verification
      ? { ...verification, at: verification.at.toISOString(), compared: [...verification.compared] }
      : null,
  };
}
