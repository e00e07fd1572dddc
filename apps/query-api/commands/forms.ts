import { z } from 'zod';
import { definitionOf, ticketRef, type CommandBody, type CommandName } from '#libs/tickets/commands.js';

/** What every form carries: the role it was made with and a nonce; the optional name of the writer, and a trap for programs. */
const common = {
  role: z.enum(['user', 'helpdesk']).optional().catch(undefined),
  nonce: z.string().max(100).optional(),
  name: z.string().optional(),
  website: z.string().optional(),
};
const text = z.string().catch('');
/** Up to which position of the log its sender has seen the tickets that it is sent to. */
const seen = z.coerce.number().int().nonnegative().optional().catch(undefined);
const numbers = z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([]);

/** The fields of the forms, by the name of what they are sent for. */
export const forms = {
  role: z.object({ role: z.string().optional(), back: z.string().optional() }),
  language: z.object({ lang: z.string().optional(), back: z.string().optional() }),
  shortcuts: z.object({ keys: z.enum(['on', 'off']), back: z.string().optional() }),
  newTicket: z
    .object({
      ...common,
      description: z.string().optional(),
      /** A message that could not be sent any more goes on as a description. */
      text: z.string().optional(),
      follows: ticketRef.optional().catch(undefined),
      place: text,
      /** A place found in the text, unless its writer took it away. */
      found: text,
      /** The helpdesk writes for somebody on the telephone. */
      reportedFor: z.string().optional(),
    })
    .transform(({ text: message = '', description = message, found, place, ...rest }) => ({
      ...rest,
      description,
      place: place.trim() || found,
    })),
  similar: z.object({ description: text, place: text, found: text, offered: text }),
  /** Those of a ticket: beside these members, those of the command's body. */
  ticket: z.looseObject({
    ...common,
    version: z.coerce.number().int().positive().optional().catch(undefined),
    /** `start` goes through active on the way to closed. */
    via: z.enum(['start']).optional().catch(undefined),
    /** Numbers of duplicates that get the same. */
    also: numbers,
    seen,
  }),
  several: z.object({ ...common, ticket: numbers, seen }),
  bulk: z.object({
    ...common,
    action: z.enum(['start', 'close', 'message', 'category', 'duplicate', 'hide']),
    text: z.string().optional(),
    category: z.string().optional(),
    seen,
    /** Why texts are hidden. */
    reason: z.string().optional(),
    /** The list to come back to. */
    back: z.string().optional(),
    ticket: numbers,
  }),
} as const;
export type Form<N extends keyof typeof forms> = z.infer<(typeof forms)[N]>;

/** The body of a command from the form it was sent with: texts as they came, a missing one empty. */
export function bodyOf<N extends CommandName>(command: N, form: Form<'ticket'>): CommandBody<N> {
  const members = Object.entries(definitionOf(command).body.shape as Record<string, z.ZodType>).flatMap(
    ([name, schema]): [string, unknown][] => {
      // The `name` of every form is its writer's.
      const value = name === 'name' ? (form['assignee'] ?? form.name) : form[name];
      if (name === 'version') return [[name, form.version]];
      if (value === '' && schema.safeParse(null).success) return [[name, null]];
      if (typeof value === 'string') return [[name, value]];
      return schema.safeParse(undefined).success ? [] : [[name, '']];
    },
  );
  return Object.fromEntries(members) as CommandBody<N>;
}

/** An address within these pages to go back to, as browsers write them; anything else leads to the list. */
export function safeBack(back: string | undefined, fallback = '/tickets'): string {
  return back && /^\/(?!\/)[!-[\]-~]*$/.test(back) && back !== '/' && !back.startsWith('/?') ? back : fallback;
}
