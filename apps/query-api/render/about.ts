import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ConfigError, readConfig } from '#libs/platform/config.js';
import type { Locale } from '../request/locale.js';
import { texts } from './texts.js';

const line = z.string().trim().min(1).max(300);
const schema = z.strictObject({
  /** What the helpdesk is called. */
  name: line.max(60).optional(),
  /** An SVG file beside this one. */
  logo: line.regex(/\.svg$/, 'is not the name of an SVG file').optional(),
  /** A colour such as #005f3c. Where it could not be read, the pages use a darker or lighter shade. */
  accent: z
    .string()
    .regex(/^#[\da-f]{6}$/i, 'is not a colour such as #005f3c')
    .optional(),
  /** When the helpdesk is open. */
  hours: line.optional(),
  /** Where else the helpdesk is reached: a telephone number or an address of mail. */
  contact: line.optional(),
  /** The number to call when people are in danger. */
  emergency: line.max(40).optional(),
  /** Who is responsible for these pages, or where that is written. */
  imprint: z.string().trim().max(2000).optional(),
  /** Whom to ask about personal data. */
  dataProtection: line.optional(),
});
/** What an installation says of itself, from the file that `HELPDESK_ABOUT` names. */
export type About = z.output<typeof schema>;

let known: About | undefined;

/**
 * Read once.
 * @throws {ConfigError} naming what is wrong in the file
 */
export function about(): About {
  known ??= readAbout(readConfig().HELPDESK_ABOUT);
  return known;
}

/** What the helpdesk is called, in a language unless it has a name of its own. */
export function siteName(locale: Locale): string {
  return about().name ?? texts(locale)('app.name');
}

/** @throws {ConfigError} when the file cannot be read, is no JSON, or has a field that cannot be used */
export function readAbout(file: string | undefined): About {
  if (!file) return {};
  const parsed = schema.safeParse(contentOf(file));
  if (parsed.success) {
    const { logo } = parsed.data;
    return { ...parsed.data, ...(logo && { logo: textOf(join(dirname(file), logo)) }) };
  }
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'} ${issue.message}`);
  throw new ConfigError(`HELPDESK_ABOUT: ${wrong.join('; ')}. Correct ${file} and start again.`);
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(textOf(file));
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`HELPDESK_ABOUT: ${file} is not JSON. Correct it and start again.`, { cause });
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`HELPDESK_ABOUT: ${file} cannot be read. Correct its name or its permissions.`, { cause });
  }
}
