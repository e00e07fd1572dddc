import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ConfigError, readConfig } from '#libs/platform/config.js';

const line = z.string().trim().min(1).max(300);
const schema = z.strictObject({
  /** What the helpdesk is called. */
  name: line.max(60).optional(),
  /** An SVG file beside this one. */
  logo: line.regex(/\.svg$/, 'is not the name of an SVG file').optional(),
  /** A colour such as #005f3c, on which white can be read. */
  accent: z
    .string()
    .regex(/^#[\da-f]{6}$/i, 'is not a colour such as #005f3c')
    .refine((colour) => contrastWithWhite(colour) >= 4.5, 'is too light: white on it must reach a contrast of 4.5')
    .optional(),
  /** When somebody is there. */
  hours: line.optional(),
  /** Where else the helpdesk is reached: a telephone number or an address of mail. */
  contact: line.optional(),
  /** Whom to call when people are in danger. */
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

/** The ratio of luminances by WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio: 1 to 21. */
export function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
