import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import knex, { type Knex } from 'knex';
import pg from 'pg';
import { projectPath } from '#libs/platform/project-root.js';

const MIGRATION_LOCK = 7_165_064_646_484_780n;

/** Functions and grants are laid anew whenever their text changes; tables only ever move forward. */
const RENEWED = ['next-numbers.sql', 'append.sql', 'erase.sql', 'grants.sql'];

interface Step {
  readonly name: string;
  up(db: Knex): Promise<void>;
}

/**
 * Makes or renews the schema `log`, its functions, and the roles of the processes. Idempotent, and safe when several
 * processes run it at once.
 * @param ownerUrl a PostgreSQL URL whose user may create schemas and (unless they exist and are granted to it) roles
 */
export async function migrateLog(ownerUrl: string): Promise<void> {
  const guard = new pg.Client({ connectionString: ownerUrl, application_name: 'helpdesk-migrate' });
  await guard.connect();
  const db = knex({ client: 'pg', connection: ownerUrl, pool: { min: 0, max: 2 } });
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK.toString()]);
    await makeRoles(guard);
    await guard.query('create schema if not exists log');
    const options = { migrationSource: new LogMigrations(), schemaName: 'log', tableName: 'migrations' };
    // Our own lock is held, so knex's can only be left over from a process that was killed.
    await db.migrate.forceFreeMigrationsLock(options).catch(() => undefined);
    await db.migrate.latest({ ...options, disableMigrationsListValidation: true });
  } finally {
    await db.destroy();
    await guard.end();
  }
}

class LogMigrations implements Knex.MigrationSource<Step> {
  getMigrations(): Promise<Step[]> {
    const texts = RENEWED.map(sql).join('\n');
    const version = createHash('sha256').update(texts).digest('hex').slice(0, 12);
    return Promise.resolve([
      { name: '0001-tables', up: makeTables },
      { name: '0002-verifications', up: (db) => db.raw(sql('0002-verifications.sql')) },
      { name: `functions-${version}`, up: (db) => renewFunctions(db, texts) },
    ]);
  }
  getMigrationName(step: Step): string {
    return step.name;
  }
  getMigration(step: Step): Promise<Knex.Migration> {
    return Promise.resolve({
      up: (db) => step.up(db),
      down: () => Promise.reject(new Error('The log only moves forward.')),
    });
  }
}

async function makeTables(db: Knex): Promise<void> {
  await db.raw(sql('0001-tables.sql').replaceAll('?', '\\?'));
  await db('log_identity')
    .withSchema('log')
    .insert({ request_key: randomBytes(32) });
}

async function renewFunctions(db: Knex, texts: string): Promise<void> {
  await db.raw(texts.replaceAll('?', '\\?'));
}

/** Other databases of the same server may change the same roles at this moment: PostgreSQL then says XX000, once. */
async function makeRoles(client: pg.Client): Promise<void> {
  for (let tries = 5; ; tries--) {
    try {
      await client.query(sql('roles.sql'));
      return;
    } catch (error) {
      const { code, message, hint } = error as pg.DatabaseError;
      if (code === '42501') throw new Error(`${message}. ${hint}`, { cause: error });
      if (tries === 1 || code !== 'XX000') throw error;
    }
  }
}

function sql(file: string): string {
  return readFileSync(projectPath('libs/event-log/sql', file), 'utf8');
}
