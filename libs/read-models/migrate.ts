import type { Queryable } from '#libs/platform/database.js';
import { runMigrations, type MigrationStep } from '#libs/platform/migrations.js';
import { dropUnused } from './former.js';
import { definition, READ, versionOf } from './schema.js';

const MIGRATION_LOCK = 7_165_064_646_484_790n;

/**
 * Lays the tables of the read models, beside those of other versions, and renews their functions; drops what no version uses
 * any more. Idempotent, and safe when several processes run it at once. Run `migrateLog` before: it makes the roles.
 * @param ownerUrl a PostgreSQL URL whose user may create schemas
 */
export async function migrateReadModels(ownerUrl: string): Promise<void> {
  const current = steps();
  await runMigrations(ownerUrl, {
    schema: READ,
    lock: MIGRATION_LOCK,
    steps: current,
    async after(owner) {
      await owner.query(definition('grants.sql'));
      // What went before is forgotten, so that going back to it lays it anew.
      await owner.query(`delete from ${READ}.migrations where name <> all($1)`, [current.map(({ name }) => name)]);
      await dropUnused(owner);
    },
  });
}

/** Whether the tables and functions of this version are laid: `other` when the tables are, with other functions. */
export async function stateOfSchema(owner: Queryable): Promise<'current' | 'other' | 'missing'> {
  const { rows: found } = await owner.query('select where to_regclass($1) is not null', [`${READ}.migrations`]);
  if (found.length === 0) return 'missing';
  const wanted = steps().map(({ name }) => name);
  const { rows } = await owner.query<{ name: string }>(`select name from ${READ}.migrations`);
  return wanted.every((step) => rows.some(({ name }) => name === step)) ? 'current' : 'other';
}

/** Functions are laid again whenever their text changes, grants at every run; with another text of the tables the schema is another. */
function steps(): MigrationStep[] {
  const functions = definition('functions.sql');
  return [
    { name: 'tables', up: definition('tables.sql') },
    { name: `functions-${versionOf(functions)}`, up: functions },
  ];
}
