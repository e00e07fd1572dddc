import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { migrationsIn, readSql, runMigrations } from '#libs/platform/migrations.js';
import { retryUntil } from '#libs/platform/retry.js';

const FOLDER = 'libs/event-log/sql';
const MIGRATION_LOCK = 7_165_064_646_484_780n;

/** Functions are laid again whenever their text changes, grants at every run; tables only ever move forward. */
const RENEWED = ['next-numbers.sql', 'append.sql', 'erase.sql', 'position-at.sql'];

/**
 * Makes or renews the schema `log`, its functions, and the roles of the processes. Idempotent, and safe when several
 * processes run it at once.
 * @param ownerUrl a PostgreSQL URL whose user may create schemas and (unless they exist and are granted to it) roles
 */
export async function migrateLog(ownerUrl: string): Promise<void> {
  const texts = RENEWED.map((file) => readSql(FOLDER, file)).join('\n');
  const version = createHash('sha256').update(texts).digest('hex').slice(0, 12);
  const { steps, after } = migrationsIn(FOLDER);
  await runMigrations(ownerUrl, {
    schema: 'log',
    lock: MIGRATION_LOCK,
    before: makeRoles,
    steps: [...steps, { name: `functions-${version}`, up: texts }],
    after: async (owner) => {
      await owner.query(KEY, [randomBytes(32)]);
      await after?.(owner);
    },
  });
}

/** The log has one identity, made once, with the secret that request hashes are keyed with. */
const KEY = 'insert into log.log_identity (request_key) values ($1) on conflict do nothing';

/** In milliseconds. */
const ROLES_TIMEOUT = 5_000;

/** Other databases of the same server may change the same roles at this moment: PostgreSQL then says XX000, once. */
async function makeRoles(client: pg.Client): Promise<void> {
  const isRace = (error: unknown): boolean => (error as pg.DatabaseError).code === 'XX000';
  try {
    const deadline = performance.now() + ROLES_TIMEOUT;
    await retryUntil(() => client.query(readSql(FOLDER, 'roles.sql')), { deadline, retries: isRace });
  } catch (error) {
    const { code, message, hint } = error as pg.DatabaseError;
    throw code === '42501' ? new Error(`${message}. ${hint}`, { cause: error }) : error;
  }
}
