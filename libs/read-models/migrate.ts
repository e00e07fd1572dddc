import knex, { type Knex } from 'knex';
import pg from 'pg';
import type { Queryable } from '#libs/platform/database.js';
import { dropUnused } from './former.js';
import { definition, READ, versionOf } from './schema.js';

const MIGRATION_LOCK = 7_165_064_646_484_790n;

interface Step {
  readonly name: string;
  readonly file: 'tables.sql' | 'functions.sql';
}

/**
 * Lays the tables of the read models, beside those of other versions, and renews their functions; drops what no version uses
 * any more. Idempotent, and safe when several processes run it at once. Run `migrateLog` before: it makes the roles.
 * @param ownerUrl a PostgreSQL URL whose user may create schemas
 */
export async function migrateReadModels(ownerUrl: string): Promise<void> {
  const guard = new pg.Client({ connectionString: ownerUrl, application_name: 'helpdesk-migrate' });
  await guard.connect();
  const db = knex({ client: 'pg', connection: ownerUrl, pool: { min: 0, max: 2 } });
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK.toString()]);
    await guard.query(`create schema if not exists ${READ}`);
    const options = { migrationSource: new ReadMigrations(), schemaName: READ, tableName: 'migrations' };
    // Our own lock is held, so knex's can only be left over from a process that was killed.
    await db.migrate.forceFreeMigrationsLock(options).catch(() => undefined);
    await db.migrate.latest({ ...options, disableMigrationsListValidation: true });
    // What went before is forgotten, so that going back to it lays it anew.
    const current = (await options.migrationSource.getMigrations()).map(({ name }) => name);
    await db('migrations').withSchema(READ).whereNotIn('name', current).delete();
    await dropUnused(guard);
  } finally {
    await db.destroy();
    await guard.end();
  }
}

/** Whether the tables and functions of this version are laid: `other` when the tables are, with other functions. */
export async function stateOfSchema(owner: Queryable): Promise<'current' | 'other' | 'missing'> {
  const { rows: found } = await owner.query('select where to_regclass($1) is not null', [`${READ}.migrations`]);
  if (found.length === 0) return 'missing';
  const wanted = (await new ReadMigrations().getMigrations()).map(({ name }) => name);
  const { rows } = await owner.query<{ name: string }>(`select name from ${READ}.migrations`);
  return wanted.every((step) => rows.some(({ name }) => name === step)) ? 'current' : 'other';
}

/** Functions and grants are laid anew whenever their text changes; with another text of the tables the schema is another. */
class ReadMigrations implements Knex.MigrationSource<Step> {
  getMigrations(): Promise<Step[]> {
    return Promise.resolve([
      { name: 'tables', file: 'tables.sql' },
      { name: `functions-${versionOf(definition('functions.sql'))}`, file: 'functions.sql' },
    ]);
  }
  getMigrationName(step: Step): string {
    return step.name;
  }
  getMigration(step: Step): Promise<Knex.Migration> {
    return Promise.resolve({
      up: async (db) => void (await db.raw(definition(step.file).replaceAll('?', '\\?'))),
      down: () => Promise.reject(new Error('The read models are computed, never migrated back.')),
    });
  }
}
