import { z } from 'zod';
import { Problem } from '#libs/platform/problem.js';
import { PUBLIC, type Field } from '#libs/read-models/fields.js';
import type { TicketItem, TicketPage, TicketView } from '#libs/read-models/types.js';
import { CATEGORIES, classificationSchema, PRIORITIES, STATUSES } from '#libs/tickets/events.js';
import { GetTicket, ListTickets } from '../queries/tickets.queries.js';
import { describedAs } from '../export/csv.js';
import { eventJson, eventSchema } from './event-json.js';
import { ticketListParameters, ticketParameters, toFilter } from './parameters.js';
import { readRoute } from './read-route.js';
import { count, position, time } from './schemas.js';

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
  status: z.enum(STATUSES),
  category: z.enum(CATEGORIES),
  priority: z.enum(PRIORITIES),
  version: z.int().positive(),
};
const DESCRIBED: Partial<Record<string, string>> = {
  description: 'null once erased; for users `Removed by the helpdesk: ` and the reason while it is hidden',
  assignee: 'Who takes care of it; null if nobody does, or once erased',
  duplicateOf: 'UUID of the ticket that reports the same',
};

const itemSchema = z.object(
  Object.fromEntries(
    PUBLIC.map(({ name, type, nullable }) => {
      const schema = OF_FIELD[name] ?? OF_TYPE[type] ?? z.unknown();
      const value = nullable ? schema.nullable() : schema;
      const words = DESCRIBED[name];
      return [name, words ? value.describe(words) : value];
    }),
  ),
);
const pageSchema = z.object({
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
const ticketSchema = itemSchema.extend({
  classification: classificationSchema.nullable(),
  follows: z.uuid().nullable(),
  timeline: z.array(eventSchema),
});
function itemJson(item: TicketItem): z.input<typeof itemSchema> {
  const json = ({ name }: { name: keyof TicketItem }): unknown => {
    const value = name === 'description' ? describedAs(item) : item[name];
    return value instanceof Date ? value.toISOString() : value;
  };
  return Object.fromEntries(PUBLIC.map((field) => [field.name, json(field)]));
}

function pageJson({ items, nextCursor, asOf, corrected, numbered }: TicketPage): z.input<typeof pageSchema> {
  const words = corrected && { corrected: corrected.words.map(({ typed, meant }) => ({ typed, meant })) };
  const found = numbered && { numbered: itemJson(numbered) };
  return { items: items.map(itemJson), nextCursor, asOf: asOf.position, ...words, ...found };
}

readRoute({
  id: 'listTickets',
  path: 'tickets',
  tag: 'Tickets',
  summary: 'Tickets by filter, page by page',
  query: ticketListParameters,
  response: pageSchema,
  read: async ({ query, role, queries }) => pageJson(await queries.execute(new ListTickets(role, toFilter(query)))),
});

readRoute({
  id: 'getTicket',
  path: 'tickets/:id',
  tag: 'Tickets',
  summary: 'A ticket with everything that happened to it',
  query: ticketParameters,
  response: ticketSchema,
  async read({ query: { at }, role, id, queries, reply }) {
    const ticket = await queries.execute(new GetTicket(role, id, { at }));
    if (!ticket || 'closedForUser' in ticket) {
      const detail = 'There is no such ticket, or not for this role.';
      throw new Problem({ status: 404, code: 'ticket.not-found', detail });
    }
    void reply.header('Helpdesk-As-Of', String(ticket.asOf.position));
    return ticketJson(ticket);
  },
});
function ticketJson(ticket: TicketView): z.input<typeof ticketSchema> {
  const { classification, follows, timeline } = ticket;
  return { ...itemJson(ticket), classification, follows, timeline: timeline.map(eventJson) };
}
