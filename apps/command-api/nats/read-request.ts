import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { Problem } from '#libs/platform/problem.js';
import { checked } from '#libs/platform/schema.pipe.js';
import { COMMAND_NAMES, definitionOf, ticketRef, type CommandName } from '#libs/tickets/commands.js';
import { checkCaller } from '../commands/caller.js';
import { notUtf8 } from '../commands/problems.js';
import type { CommandRequest } from '../commands/request.js';

/** As by HTTP, in bytes. */
const BODY_LIMIT = 64 * 1024;

const who = z.object({
  role: z.string().optional(),
  key: z.string().optional(),
  name: z.string().optional(),
  browser: z.string().optional(),
});
const schemas = Object.fromEntries(
  COMMAND_NAMES.map((name) => {
    const { path, body } = definitionOf(name);
    return [name, path === '' ? body : body.extend({ ticket: ticketRef })];
  }),
) as Record<string, z.ZodType<{ ticket?: string | number }>> as Readonly<
  Record<CommandName, z.ZodType<{ ticket?: string | number }>>
>;

/**
 * Reads a command from the JSON of a NATS request: the HTTP body with `ticket`, `role`, `key?`, `name?`, `browser?`. Where the body has a
 * `name` of its own, the sender has none.
 * @throws {Problem} what HTTP answers to the same mistakes
 */
export function readRequest(type: CommandName, bytes: Uint8Array, correlationId: string): CommandRequest {
  const { role, key, name, browser, ...rest } = parse(bytes);
  const own = 'name' in definitionOf(type).body.shape;
  if (own) rest['name'] = name;
  const sender = { role, key, browser, ...(!own && { name }) };
  const caller = checkCaller({ ...checked(who, sender, 'body'), correlationId }, 'body');
  const { ticket, ...body } = checked(schemas[type], rest, 'body');
  const target = ticket === undefined ? {} : { ticket: String(ticket) };
  return { type, caller, body, ...target } as CommandRequest;
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length > BODY_LIMIT) {
    throw new Problem({ status: 413, code: 'body.too-large', detail: 'The body is larger than 64 KiB.' });
  }
  if (!isUtf8(bytes)) throw notUtf8();
  const value = toJson(Buffer.from(bytes).toString());
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Problem({ status: 400, code: 'body.malformed', detail: 'The request is not a JSON object.' });
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
