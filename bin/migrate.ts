import { migrateLog } from '#libs/event-log/migrate.js';
import { migrateNotify } from '#libs/notify/migrate.js';
import { migratePhotos } from '#libs/photos/migrate.js';
import { migrateReadModels } from '#libs/read-models/migrate.js';

/**
 * Brings a database to what this version needs. Idempotent.
 * @param ownerUrl the URL of its owner
 */
export async function migrate(ownerUrl: string): Promise<void> {
  await migrateLog(ownerUrl);
  await migrateReadModels(ownerUrl);
  await migrateNotify(ownerUrl);
  await migratePhotos(ownerUrl);
}
