import { z } from 'zod';
import { addMeToo } from './commands/add-me-too.js';
import { assign } from './commands/assign.js';
import { changeCategory } from './commands/change-category.js';
import { changeDescription } from './commands/change-description.js';
import { changePlace } from './commands/change-place.js';
import { changeStatus } from './commands/change-status.js';
import { COMMON_REJECTIONS, type CommandDefinition, type Rejection } from './commands/definition.js';
import { hideText } from './commands/hide-text.js';
import { markDuplicate } from './commands/mark-duplicate.js';
import { openTicket } from './commands/open-ticket.js';
import { postMessage } from './commands/post-message.js';
import { setPriority } from './commands/set-priority.js';
import { showText } from './commands/show-text.js';
import { unmarkDuplicate } from './commands/unmark-duplicate.js';
import { tidy } from './texts.js';

export { ticketInAddress, ticketRef, type Rejection } from './commands/definition.js';
export { cleanName, codePoints, isStorable, NAME_LIMIT, TEXT_LIMIT, tidy } from './texts.js';

/** Every command by the name it has on the bus, in NATS subjects and in OpenAPI. */
export const commands = {
  OpenTicket: openTicket,
  ChangeDescription: changeDescription,
  PostMessage: postMessage,
  ChangeStatus: changeStatus,
  ChangeCategory: changeCategory,
  ChangePlace: changePlace,
  AddMeToo: addMeToo,
  Assign: assign,
  SetPriority: setPriority,
  MarkDuplicate: markDuplicate,
  UnmarkDuplicate: unmarkDuplicate,
  HideText: hideText,
  ShowText: showText,
} as const;
export type CommandName = keyof typeof commands;
export const COMMAND_NAMES = Object.keys(commands) as CommandName[];
export type CommandBody<N extends CommandName> = z.infer<(typeof commands)[N]['body']>;

/** The definition of a command, for what treats all alike. */
export function definitionOf(name: CommandName): CommandDefinition {
  return commands[name];
}

/** Every rejection that a command may meet, by its code. */
export function rejectionsOf(name: CommandName): Readonly<Record<string, Rejection>> {
  const { roles, rolesWhenClosed, guards, rejections } = definitionOf(name);
  return {
    ...(roles.length < 2 && { 'role.not-allowed': COMMON_REJECTIONS['role.not-allowed'] }),
    'ticket.not-found': COMMON_REJECTIONS['ticket.not-found'],
    ...(rolesWhenClosed.length < roles.length && { 'ticket.closed': COMMON_REJECTIONS['ticket.closed'] }),
    ...(guards && { 'version.conflict': COMMON_REJECTIONS['version.conflict'] }),
    ...rejections,
  };
}

/** Every code with which the rules reject a command. */
export const REJECTION_CODES: readonly string[] = [
  ...new Set(COMMAND_NAMES.flatMap((name) => Object.keys(rejectionsOf(name)))),
];

/** The body as it is compared and kept: its texts tidied. */
export function normalBody<B extends object>(body: B): B {
  const members = Object.entries(body) as [string, unknown][];
  return Object.fromEntries(
    members.map(([name, value]) => [name, typeof value === 'string' ? tidy(value) : value]),
  ) as B;
}

/** What every accepted command answers. `position` is the event of the log after which the effect can be read. */
export const commandAnswer = z.object({
  ticketId: z.uuid(),
  number: z.int().positive(),
  version: z.int().positive(),
  position: z.int().nonnegative(),
});
export type CommandAnswer = z.infer<typeof commandAnswer>;
