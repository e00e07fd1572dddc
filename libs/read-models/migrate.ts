import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import knex, { type Knex } from 'knex';
import pg from 'pg';
import type { Queryable } from '#libs/platform/database.js';
import { projectPath } from '#libs/platform/project-root.js';

const MIGRATION_LOCK = 7_165_064_646_484_790n;

interface Step {
  readonly name: string;
  readonly file: string;
}

/**
 * Makes or renews the schema `read` and its functions. Idempotent, and safe when several processes run it at once. Run
 * `migrateLog` before: it makes the roles.
 * @param ownerUrl a PostgreSQL URL whose user may create schemas
 */
export async function migrateReadModels(ownerUrl: string): Promise<void> {
  const guard = new pg.Client({ connectionString: ownerUrl, application_name: 'helpdesk-migrate' });
  await guard.connect();
  const db = knex({ client: 'pg', connection: ownerUrl, pool: { min: 0, max: 2 } });
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK.toString()]);
    await guard.query('create schema if not exists read');
    const options = { migrationSource: new ReadMigrations(), schemaName: 'read', tableName: 'migrations' };
    // Our own lock is held, so knex's can only be left over from a process that was killed.
    await db.migrate.forceFreeMigrationsLock(options).catch(() => undefined);
    await db.migrate.latest({ ...options, disableMigrationsListValidation: true });
    // What went before is forgotten, so that going back to it lays it anew.
    const current = (await options.migrationSource.getMigrations()).map(({ name }) => name);
    await db('migrations').withSchema('read').whereNotIn('name', current).delete();
  } finally {
    await db.destroy();
    await guard.end();
  }
}

/** True when the schema `read` is the one of this version. */
export async function isCurrent(owner: Queryable): Promise<boolean> {
  const wanted = (await new ReadMigrations().getMigrations()).map(({ name }) => name);
  const { rows } = await owner.query<{ name: string }>('select name from read.migrations');
  return wanted.every((step) => rows.some(({ name }) => name === step));
}

/** Tables, functions and grants are laid anew whenever their text changes: the read models are computed, never migrated. */
class ReadMigrations implements Knex.MigrationSource<Step> {
  getMigrations(): Promise<Step[]> {
    const tables = versionOf('tables.sql');
    return Promise.resolve([
      { name: `tables-${tables}`, file: 'tables.sql' },
      { name: `functions-${versionOf('functions.sql')}-on-${tables}`, file: 'functions.sql' },
    ]);
  }
  getMigrationName(step: Step): string {
    return step.name;
  }
  getMigration(step: Step): Promise<Knex.Migration> {
    return Promise.resolve({
      up: async (db) => void (await db.raw(sql(step.file).replaceAll('?', '\\?'))),
      down: () => Promise.reject(new Error('The read models are computed, never migrated back.')),
    });
  }
}

function versionOf(file: string): string {
  return createHash('sha256').update(sql(file)).digest('hex').slice(0, 12);
}

function sql(file: string): string {
  return readFileSync(projectPath('libs/read-models/sql', file), 'utf8');
}
