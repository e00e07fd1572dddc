import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import type pg from 'pg';
import { withRolesOfCampus } from '#libs/platform/campus.js';
import { runMigrations } from '#libs/platform/migrations.js';
import { retryUntil } from '#libs/platform/retry.js';
import { projectPath } from '#libs/platform/project-root.js';

const MIGRATION_LOCK = 7_165_064_646_484_780n;

/** Functions are laid again whenever their text changes, grants at every run; tables only ever move forward. */
const RENEWED = ['next-numbers.sql', 'append.sql', 'erase.sql'];

/**
 * Makes or renews the schema `log`, its functions, and the roles of the processes. Idempotent, and safe when several
 * processes run it at once.
 * @param ownerUrl a PostgreSQL URL whose user may create schemas and (unless they exist and are granted to it) roles
 */
export async function migrateLog(ownerUrl: string): Promise<void> {
  const texts = RENEWED.map(sql).join('\n');
  const version = createHash('sha256').update(texts).digest('hex').slice(0, 12);
  await runMigrations(ownerUrl, {
    schema: 'log',
    lock: MIGRATION_LOCK,
    before: makeRoles,
    steps: [
      { name: '0001-tables', up: makeTables },
      { name: '0002-verifications', up: sql('0002-verifications.sql') },
      { name: '0003-invented', up: sql('0003-invented.sql') },
      { name: '0004-upkeep', up: sql('0004-upkeep.sql') },
      { name: `functions-${version}`, up: texts },
    ],
    after: async (owner) => void (await owner.query(sql('grants.sql'))),
  });
}

async function makeTables(db: Knex): Promise<void> {
  await db.raw(sql('0001-tables.sql').replaceAll('?', '\\?'));
  await db('log_identity')
    .withSchema('log')
    .insert({ request_key: randomBytes(32) });
}

/** In milliseconds. */
const ROLES_TIMEOUT = 5_000;

/** Other databases of the same server may change the same roles at this moment: PostgreSQL then says XX000, once. */
async function makeRoles(client: pg.Client): Promise<void> {
  const isRace = (error: unknown): boolean => (error as pg.DatabaseError).code === 'XX000';
  try {
    const deadline = performance.now() + ROLES_TIMEOUT;
    await retryUntil(() => client.query(sql('roles.sql')), { deadline, retries: isRace });
  } catch (error) {
    const { code, message, hint } = error as pg.DatabaseError;
    throw code === '42501' ? new Error(`${message}. ${hint}`, { cause: error }) : error;
  }
}

function sql(file: string): string {
  return withRolesOfCampus(readFileSync(projectPath('libs/event-log/sql', file), 'utf8'));
}
