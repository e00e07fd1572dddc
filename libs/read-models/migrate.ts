import type { Queryable } from '#libs/platform/database.js';
import { runMigrations } from '#libs/platform/migrations.js';
import { dropUnused } from './computations.js';
import { DEFINITION, GRANTS, INDEXES, REGISTRY, TABLES, versionOf } from './schema.js';

const MIGRATION_LOCK = 7_165_064_646_484_790n;

/**
 * Lays the registry of the read models and this version's definition in it, beside those of other versions; drops what no version
 * uses any more. Idempotent, and safe when several processes run it at once. Run `migrateLog` before: it makes the roles.
 * @param ownerUrl a PostgreSQL URL whose user may create schemas
 */
export async function migrateReadModels(ownerUrl: string): Promise<void> {
  await runMigrations(ownerUrl, {
    schema: 'read_models',
    lock: MIGRATION_LOCK,
    steps: [{ name: `registry-${versionOf(REGISTRY)}`, up: REGISTRY }],
    async after(owner) {
      await owner.query(
        'insert into read_models.definitions (definition, tables, indexes) values ($1, $2, $3) on conflict do nothing',
        [DEFINITION, TABLES, INDEXES],
      );
      await owner.query(GRANTS);
      await dropUnused(owner);
    },
  });
}

/** Whether the registry knows the definition of this version. */
export async function isDefined(owner: Queryable): Promise<boolean> {
  const { rows } = await owner.query<{ there: boolean }>(
    "select to_regclass('read_models.definitions') is not null as there",
  );
  if (!rows[0]?.there) return false;
  const defined = await owner.query('select from read_models.definitions where definition = $1', [DEFINITION]);
  return defined.rowCount === 1;
}
