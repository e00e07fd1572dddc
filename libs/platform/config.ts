import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';

const port = z.coerce.number('is not a port number').int().min(0).max(65_535);
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day such as 03:30');
/** Days, months or years: `24months`. */
export const PERIOD = /^[1-9]\d{0,3}(days|months|years)$/;
const zone = z.string().refine(isTimeZone, 'is not an IANA time zone such as Europe/Rome');

/** Every setting by its environment name, with its default. */
const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  COMMAND_API_HOST: z.string().default('127.0.0.1'),
  COMMAND_API_PORT: port.default(3001),
  COMMAND_API_URL: z.url().optional(),
  COMMAND_API_TOKEN: z.string().min(1).optional(),
  PROJECTOR_HOST: z.string().default('127.0.0.1'),
  PROJECTOR_PORT: port.default(3002),
  NOTIFIER_HOST: z.string().default('127.0.0.1'),
  NOTIFIER_PORT: port.default(3003),
  NOTIFIER_URL: z.url().optional(),
  NOTIFIER_TOKEN: z.string().min(1).optional(),
  /** Where mail is handed over, such as smtp://user:password@mail.campus.example:587; no mail if not set. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().optional(),
  /** JSON file with the targets of webhooks. */
  HELPDESK_WEBHOOKS: z.string().optional(),
  /** `on` starts the notifier though no channel is set up. */
  HELPDESK_NOTIFIER: z.enum(['on', 'off']).optional(),
  DATABASE_URL: z.string().optional(),
  DATABASE_URL_COMMAND: z.string().optional(),
  DATABASE_URL_PROJECTOR: z.string().optional(),
  DATABASE_URL_QUERY: z.string().optional(),
  DATABASE_URL_NOTIFIER: z.string().optional(),
  NATS_URL: z.string().optional(),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  /** Names of its own for stream, subjects, roles and cookies: several campuses on the same engines, a database for each. */
  HELPDESK_CAMPUS: z
    .string()
    .regex(/^[a-z0-9]{1,30}$/, 'is no name of up to 30 letters a-z and digits')
    .optional(),
  /** How many servers of a NATS cluster keep a copy of the stream. */
  NATS_REPLICAS: z.coerce.number('is not a number').int().min(1).max(5).default(1),
  /** Where people find the helpdesk, for links that leave it; its host is served. */
  HELPDESK_URL: z.url().optional(),
  /** More names under which a process is served, joined by commas: of services, of other domains. */
  HELPDESK_HOSTS: z.string().optional(),
  /** The places of the campus: a CSV file with the columns code, name, parent, kind. */
  HELPDESK_PLACES: z.string().optional(),
  HELPDESK_DATA_DIR: z.string().default('.data'),
  HELPDESK_TIME_ZONE: zone.default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  /** When the projector verifies the whole chain each day, in that zone; every six hours if not set. */
  HELPDESK_VERIFY_AT: timeOfDay.optional(),
  /** Where `helpdesk backup` keeps the newest exports; no nightly backup without it. */
  HELPDESK_BACKUP_DIR: z.string().optional(),
  /** A file elsewhere that gets a checkpoint hash with each backup; `verify` compares with it. */
  HELPDESK_CHECKPOINT_FILE: z.string().optional(),
  /** PostgreSQL where the restore test makes its database; that of the helpdesk if not set. */
  HELPDESK_RESTORE_URL: z.string().optional(),
  /** Texts, names and photos of tickets that were closed longer ago are erased each night; kept if not set. */
  HELPDESK_RETENTION: z.string().regex(PERIOD, 'is no period such as 24months').optional(),
  /** When backup and retention run each day, in the zone of HELPDESK_TIME_ZONE. */
  HELPDESK_NIGHTLY_AT: timeOfDay.default('02:30'),
  CATEGORIZER_MODEL: z.string().optional(),
  /** Whose X-Forwarded-For is believed: addresses, networks, or loopback, linklocal, uniquelocal; joined by commas. */
  TRUSTED_PROXIES: z
    .string()
    .refine(areProxies, 'is no list of addresses such as loopback,10.1.2.3')
    .default('loopback'),
  /** `proxy`: the role is what the trusted proxy says in Helpdesk-Role, and nobody chooses it; chosen freely if not set. */
  HELPDESK_ROLE_FROM: z.literal('proxy').optional(),
  /** Where an OpenTelemetry collector takes traces by OTLP over HTTP; the other OTEL_ variables of its packages count too. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** JSON file with what the installation says of itself: name, logo, hours, contact, emergency number. */
  HELPDESK_ABOUT: z.string().optional(),
  LOG_LEVEL: z.enum(['error', 'warn', 'log', 'debug', 'verbose']).default('log'),
});
export type Config = z.infer<typeof schema>;
/** Their names. */
export const SETTINGS: readonly string[] = Object.keys(schema.shape);

/** A setting that cannot be used; the message says which one and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings; an empty variable counts as absent. `NAME_FILE` names a file that holds the value of `NAME`, as
 * container engines hand secrets over.
 * @throws {ConfigError} naming each wrong variable
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const present = Object.entries(env).filter(([, value]) => value !== '');
  const parsed = schema.safeParse({ ...fromFiles(present), ...Object.fromEntries(present) });
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(
    `Settings that cannot be used: ${wrong.join('; ')}. Correct them in the environment and start again.`,
  );
}

/** Where query-api finds command-api. */
export function commandApiUrl(config: Config): string {
  return config.COMMAND_API_URL ?? `http://${config.COMMAND_API_HOST}:${config.COMMAND_API_PORT}`;
}

function fromFiles(present: [string, string | undefined][]): Record<string, string> {
  const files = present.filter(([name]) => name.endsWith('_FILE') && name.slice(0, -'_FILE'.length) in schema.shape);
  return Object.fromEntries(
    files.map(([name, file]) => [name.slice(0, -'_FILE'.length), readSecret(name, file ?? '')]),
  );
}

function readSecret(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new ConfigError(`The file ${file} of ${name} cannot be read: correct its name or its permissions.`, {
      cause,
    });
  }
}

function areProxies(value: string): boolean {
  return value.split(',').every((part) => {
    const [address = '', bits] = part.trim().split('/');
    const named = ['loopback', 'linklocal', 'uniquelocal'].includes(part.trim());
    return named || (isIP(address) > 0 && (bits === undefined || /^\d{1,3}$/.test(bits)));
  });
}

function isTimeZone(value: string): boolean {
  try {
    return Boolean(Intl.DateTimeFormat('en', { timeZone: value }));
  } catch {
    return false;
  }
}
