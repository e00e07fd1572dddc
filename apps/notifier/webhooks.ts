import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from '#libs/platform/config.js';

const webhook = z.strictObject({
  /** Names it on /status and at the command line. */
  name: z.string().regex(/^[\w-]{1,40}$/, 'wants letters, digits, - and _'),
  url: z.url({ protocol: /^https?$/ }),
  /** `whsec_` and the key in base64, as Standard Webhooks writes it. */
  secret: z.string().regex(/^whsec_[A-Za-z\d+/]{32,}={0,2}$/, 'wants whsec_ and at least 24 bytes in base64'),
  /** Event types such as `TicketOpened`; all if not given. */
  types: z.array(z.string()).optional(),
  /** Only events of tickets of these categories. */
  categories: z.array(z.string()).optional(),
  /** Only events of tickets at these places, such as `B-204` or all of `B`. */
  places: z.array(z.string().min(1)).optional(),
  /** True for a target in a private network, or on this machine. */
  allowPrivate: z.boolean().default(false),
});
export type Webhook = Readonly<z.infer<typeof webhook>>;
const file = z
  .array(webhook)
  .refine((hooks) => new Set(hooks.map(({ name }) => name)).size === hooks.length, 'two have the same name');

/**
 * The webhooks of the file that HELPDESK_WEBHOOKS names.
 * @throws {ConfigError} with a sentence that says what is wrong with it
 */
export function readWebhooks(path: string | undefined): readonly Webhook[] {
  if (!path) return [];
  try {
    return file.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause).replace(/\s*\n\s*/g, ' ') : String(cause);
    throw new ConfigError(`The file ${path} of HELPDESK_WEBHOOKS cannot be used: ${why}.`, { cause });
  }
}

/** Whether a target asked for events of this type, of a ticket that is now of this category and at this place. */
export function wants(
  { types, categories, places }: Webhook,
  { type, category, place }: { readonly type: string; readonly category: string | null; readonly place: string },
): boolean {
  const isThere = (wanted: string): boolean => place === wanted || place.startsWith(`${wanted}-`);
  return (
    (!types || types.includes(type)) &&
    (!categories || categories.includes(category ?? '')) &&
    (!places || places.some(isThere))
  );
}
