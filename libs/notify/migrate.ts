import { readFileSync } from 'node:fs';
import { withRolesOfCampus } from '#libs/platform/campus.js';
import { runMigrations } from '#libs/platform/migrations.js';
import { projectPath } from '#libs/platform/project-root.js';

const MIGRATION_LOCK = 7_165_064_646_484_800n;

/**
 * Makes or renews the schema `notify`. Idempotent, and safe when several processes run it at once. Run `migrateLog` before: it
 * makes the roles.
 * @param ownerUrl a PostgreSQL URL whose user may create schemas
 */
export async function migrateNotify(ownerUrl: string): Promise<void> {
  await runMigrations(ownerUrl, {
    schema: 'notify',
    lock: MIGRATION_LOCK,
    steps: [
      { name: '0001-tables', up: sql('0001-tables.sql') },
      { name: '0002-limits', up: sql('0002-limits.sql') },
      { name: '0003-places', up: sql('0003-places.sql') },
    ],
    after: async (owner) => void (await owner.query(sql('grants.sql'))),
  });
}

function sql(file: string): string {
  return withRolesOfCampus(readFileSync(projectPath('libs/notify/sql', file), 'utf8'));
}
