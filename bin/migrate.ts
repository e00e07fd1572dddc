import { migrateLog } from '#libs/event-log/migrate.js';
import { migrationsIn, runMigrations } from '#libs/platform/migrations.js';
import { migrateReadModels } from '#libs/read-models/migrate.js';

/** Advisory locks: one process at a time migrates. */
const NOTIFY_LOCK = 7_165_064_646_484_800n;
const PHOTOS_LOCK = 7_165_064_646_484_810n;

/**
 * Brings a database to what this version needs. Idempotent, and safe when several processes run it at once.
 * @param ownerUrl the URL of its owner
 */
export async function migrate(ownerUrl: string): Promise<void> {
  // It makes the roles.
  await migrateLog(ownerUrl);
  await migrateReadModels(ownerUrl);
  await runMigrations(ownerUrl, { schema: 'notify', lock: NOTIFY_LOCK, ...migrationsIn('libs/notify/sql') });
  await runMigrations(ownerUrl, { schema: 'photos', lock: PHOTOS_LOCK, ...migrationsIn('libs/photos/sql') });
}
