import { z } from 'zod';
import { CATEGORIES, STATUSES } from './events.js';

/** Longest description and message, in Unicode code points after `tidy`. */
export const TEXT_LIMIT = 4000;
/** Longest name a browser may send along, in Unicode code points. */
export const NAME_LIMIT = 40;

/** Why a command is refused. HTTP statuses are given in one place, the filter of command-api. */
export const REFUSALS = [
  'role.not-allowed',
  'ticket.not-found',
  'ticket.closed',
  'status.not-allowed',
  'version.conflict',
  'description.empty',
  'description.too-long',
  'message.empty',
  'message.too-long',
  'category.unknown',
] as const;
export type Refusal = (typeof REFUSALS)[number];

const version = z.int().positive().describe('The version of the ticket that the form was made with');
const text = z.string();
const uuid = z.guid().toLowerCase();
const number = z.string().regex(/^[1-9]\d{0,8}$/);
const namesTicket = { error: 'is the UUID or the number of a ticket' };
/** The UUID, in lowercase, or the number of a ticket in an address. */
export const ticketInAddress = z.union([uuid, number], namesTicket);
/** The same in JSON, where the number may be one. */
export const ticketRef = z
  .union([uuid, z.int().positive(), number], namesTicket)
  .describe('UUID or number of a ticket');

/** The JSON bodies of the commands: the schemas that validate are the ones that OpenAPI shows. */
export const commandBodies = {
  OpenTicket: z.strictObject({
    description: text.describe('What is broken, and where; 1 to 4000 characters'),
    follows: ticketRef.optional(),
  }),
  ChangeDescription: z.strictObject({ description: text, version: version.optional() }),
  PostMessage: z.strictObject({ text }),
  ChangeStatus: z.strictObject({ status: z.enum(STATUSES), version: version.optional() }),
  ChangeCategory: z.strictObject({
    category: z.string().describe(`One of ${CATEGORIES.join(', ')}`),
    version: version.optional(),
  }),
  AddMeToo: z.strictObject({}),
} as const;
export type CommandName = keyof typeof commandBodies;
export const COMMAND_NAMES = Object.keys(commandBodies) as CommandName[];
export type CommandBody<N extends CommandName> = z.infer<(typeof commandBodies)[N]>;

/** What every accepted command answers. `position` is the event of the log after which the effect can be read. */
export const commandAnswer = z.object({
  ticketId: z.uuid(),
  number: z.int().positive(),
  version: z.int().positive(),
  position: z.int().nonnegative(),
});
export type CommandAnswer = z.infer<typeof commandAnswer>;

/** Text as it is counted and kept: CRLF and CR become LF, outer white space goes. */
export function tidy(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** Length in Unicode code points, not UTF-16 units: an emoji counts once. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** False for text that PostgreSQL cannot keep: NUL, or half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
